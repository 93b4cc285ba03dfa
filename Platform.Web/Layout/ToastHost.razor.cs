using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Platform.Web.Components;

namespace Platform.Web.Layout;

/// <summary>Shows the messages. One goes by itself only after there was time to read it, and never while the pointer or the focus is on them.</summary>
public sealed partial class ToastHost : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Departure _gone = new();
    private readonly Dictionary<Toast, TimeSpan> _read = [];
    private bool _held;
    private bool _counting;
    private string _path = "";

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private Toast? LastUndoable => Toasts.Shown.LastOrDefault(toast => toast.Undo is not null);

    public void Dispose()
    {
        Toasts.Changed -= OnChanged;
        Navigation.LocationChanged -= OnLocationChanged;
        _gone.Dispose();
    }

    protected override void OnInitialized()
    {
        _path = PathOf(Navigation.Uri);
        Toasts.Changed += OnChanged;
        Navigation.LocationChanged += OnLocationChanged;
    }

    private string PathOf(string address) => Uri.UnescapeDataString(Navigation.ToBaseRelativePath(address).Split('?', '#')[0]);

    // Other fields of the address are the same page.
    private void OnLocationChanged(object? sender, LocationChangedEventArgs to) => _ = InvokeAsync(() =>
    {
        var path = PathOf(to.Location);
        if (path == _path)
            return;
        _path = path;
        Toasts.Leave(path);
    });

    private void OnChanged(object? sender, EventArgs e) => _ = InvokeAsync(async () =>
    {
        if (Toasts.Shown.Count == 0)
            _held = false; // what had the pointer or the focus is gone, and says nothing any more
        StateHasChanged();
        if (!_counting)
            await CountAsync();
    });

    private void Hold() => _held = true;

    private void Release() => _held = false;

    // Counts how long each could be read; ends when none is left that goes by itself.
    private async Task CountAsync()
    {
        _counting = true;
        try
        {
            while (Toasts.Shown.Any(toast => toast.Stays is not null))
            {
                await Task.Delay(Look, Time, _gone.Token);
                if (_held)
                    continue;
                foreach (var toast in Toasts.Shown.Where(toast => toast.Stays is not null).ToList())
                {
                    _read[toast] = _read.GetValueOrDefault(toast) + Look;
                    if (_read[toast] < toast.Stays)
                        continue;
                    _read.Remove(toast);
                    Toasts.PutAway(toast);
                }
            }
        }
        catch (OperationCanceledException) when (_gone.Happened)
        {
            // The page was left.
        }
        finally
        {
            _counting = false;
        }
    }
}

using Microsoft.AspNetCore.Components;
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

    [Inject] private Toasts Toasts { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private Toast? LastUndoable => Toasts.Shown.LastOrDefault(toast => toast.Undo is not null);

    public void Dispose()
    {
        Toasts.Changed -= OnChanged;
        _gone.Dispose();
    }

    protected override void OnInitialized() => Toasts.Changed += OnChanged;

    private void OnChanged(object? sender, EventArgs e) => _ = InvokeAsync(async () =>
    {
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

using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Npgsql;
using Platform.Core.Views;
using Platform.Web.Components;

namespace Platform.Web.Palette;

/// <summary>Opens on Ctrl+K or ⌘K, asks the sources after every letter, and goes or acts.</summary>
public sealed partial class CommandPalette
{
    private ElementReference _dialog;
    private IJSObjectReference? _module;
    private DotNetObjectReference<CommandPalette>? _self;
    private CancellationTokenSource _asking = new();
    private Task _asked = Task.CompletedTask;
    private IReadOnlyList<(string Kind, IReadOnlyList<PaletteEntry> Entries)> _groups = [];
    private List<PaletteEntry> _flat = [];
    private IReadOnlyList<PaletteEntry> _recent = [];
    private string _text = "";
    private int _at;

    [Inject] private IJSRuntime Browser { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private IEnumerable<IPaletteSource> Sources { get; set; } = [];

    /// <summary>The browser has opened the palette.</summary>
    /// <param name="recent">What was chosen before, the latest first, as this browser kept it.</param>
    /// <param name="text">What is typed already.</param>
    [JSInvokable]
    public Task OnOpened(IReadOnlyList<Recent> recent, string text)
    {
        ArgumentNullException.ThrowIfNull(recent);
        _recent = [.. recent.Take(PaletteList.MostOfAGroup).Where(r => Icons.IsKnown(r.Icon)).Select(r => new PaletteEntry("Recent", r.Title, r.Icon) { Address = r.Address, Detail = r.Kind })];
        return InvokeAsync(() => AskAsync(text));
    }

    /// <summary>A key that moves in the list or chooses.</summary>
    [JSInvokable]
    public Task OnKey(string key) => InvokeAsync(async () =>
    {
        await Task.WhenAny(_asked); // what was typed before the key counts
        if (_flat.Count == 0)
            return;
        if (key == "Enter")
            await ChooseAsync(_at);
        _at = key switch
        {
            "ArrowDown" => (_at + 1) % _flat.Count,
            "ArrowUp" => (_at + _flat.Count - 1) % _flat.Count,
            "PageDown" => Math.Min(_flat.Count - 1, _at + PaletteList.MostOfAGroup),
            "PageUp" => Math.Max(0, _at - PaletteList.MostOfAGroup),
            _ => _at,
        };
        StateHasChanged();
    });

    public async ValueTask DisposeAsync()
    {
        await _asking.CancelAsync();
        _asking.Dispose();
        _self?.Dispose();
        await _module.LeaveAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _module = await Browser.InvokeAsync<IJSObjectReference>("import", "./js/palette.js");
        await _module.InvokeVoidAsync("mount", _dialog, _self);
    }

    private Task AskAsync(string? text)
    {
        _text = text ?? "";
        _asking.Cancel();
        _asking.Dispose();
        _asking = new CancellationTokenSource();
        return _asked = FindAsync(new PaletteQuery(_text.Trim(), Navigation.ToBaseRelativePath(Navigation.Uri)), _asking.Token);
    }

    private async Task FindAsync(PaletteQuery query, CancellationToken stop)
    {
        try
        {
            var found = new List<PaletteEntry>();
            foreach (var source in Sources)
                found.AddRange(await FindAsync(source, query, stop));
            if (stop.IsCancellationRequested)
                return;
            // Opened: what can be done here, where one has been, then the pages. Typed: whatever fits best.
            var offered = query.Text.Length == 0 ? found.Where(e => e.Run is not null).Concat(_recent).Concat(found.Where(e => e.Run is null)) : found;
            _groups = PaletteList.Rank(query.Text, offered);
            (_flat, _at) = ([.. _groups.SelectMany(g => g.Entries)], 0);
            StateHasChanged();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Another letter was typed.
        }
    }

    // What needs no database is offered without one; the pages say that it is away.
    private static async Task<IReadOnlyList<PaletteEntry>> FindAsync(IPaletteSource source, PaletteQuery query, CancellationToken stop)
    {
        try
        {
            return await source.FindAsync(query, stop);
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException)
        {
            return [];
        }
    }

    private async Task ChooseAsync(int place)
    {
        var entry = _flat[place];
        await _module!.InvokeVoidAsync("close", entry.Address is null ? null : new Recent(entry.Title, entry.Kind == "Recent" ? entry.Detail : entry.Kind, entry.Icon, entry.Address));
        if (entry.Address is { } address)
            Navigation.NavigateTo(address);
        else if (entry.Run is { } run)
            await run();
    }

    /// <summary>What was chosen, as the browser keeps it.</summary>
    public sealed record Recent(string Title, string Kind, string Icon, string Address);
}

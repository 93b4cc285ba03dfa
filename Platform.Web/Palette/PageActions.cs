namespace Platform.Web.Palette;

/// <summary>What can be done on the page that is shown, as its <see cref="PageAction"/>s declare it. One per connection.</summary>
public sealed class PageActions : IPaletteSource
{
    private readonly List<PageAction> _declared = [];

    /// <summary>Those that are declared now, in the order of the page.</summary>
    public IReadOnlyList<PageAction> All => _declared;

    /// <summary>One came or went.</summary>
    public event EventHandler? Changed;

    public Task<IReadOnlyList<PaletteEntry>> FindAsync(PaletteQuery query, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Task.FromResult<IReadOnlyList<PaletteEntry>>([.. _declared.Where(a => a.Enabled && (query.Text.Length > 0 || !a.Everywhere)).Select(a => a.ToEntry())]);
    }

    internal void Add(PageAction action)
    {
        _declared.Add(action);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    internal void Remove(PageAction action)
    {
        _declared.Remove(action);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}

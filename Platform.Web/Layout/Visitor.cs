using Microsoft.JSInterop;

namespace Platform.Web.Layout;

/// <summary>
/// Who looks at the pages, as the browser tells: a name of their own choice (unverified, kept in the browser), their time zone and
/// theme. One per connection; <see cref="ArriveAsync"/> asks the browser once.
/// </summary>
public sealed class Visitor(IJSRuntime browser) : IAsyncDisposable
{
    private const string Anonymous = "anonymous";

    private IJSObjectReference? _module;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private string _name = "";

    public bool HasName => _name.Length > 0;

    /// <summary>The name to write into events; <c>anonymous</c> until one was chosen.</summary>
    public string Name => HasName ? _name : Anonymous;

    /// <summary>system, light or dark.</summary>
    public string Theme { get; private set; } = "system";

    /// <summary>Times are shown in full with their zone, instead of how long ago they were.</summary>
    public bool ExactTimes { get; private set; }

    public async Task ArriveAsync()
    {
        _module = await browser.InvokeAsync<IJSObjectReference>("import", "./js/app.js");
        var arrived = await _module.InvokeAsync<Arrival>("visitor");
        _name = Clean(arrived.Name);
        (Theme, ExactTimes) = (arrived.Theme, arrived.ExactTimes);
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(arrived.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
        await _module.InvokeVoidAsync("listen");
    }

    /// <summary>A moment in the visitor's own time zone.</summary>
    public DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, _zone);

    public async Task SetNameAsync(string name)
    {
        _name = Clean(name);
        if (_module is not null)
            await _module.InvokeVoidAsync("setName", _name);
    }

    public async Task SetThemeAsync(string theme)
    {
        Theme = theme;
        if (_module is not null)
            await _module.InvokeVoidAsync("setTheme", theme);
    }

    public async Task SetExactTimesAsync(bool exact)
    {
        ExactTimes = exact;
        if (_module is not null)
            await _module.InvokeVoidAsync("setExactTimes", exact);
    }

    /// <summary>Puts a text on the browser's clipboard.</summary>
    public async Task CopyAsync(string text)
    {
        if (_module is not null)
            await _module.InvokeVoidAsync("copy", text);
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is null)
            return;
        try
        {
            await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the module with it.
        }
    }

    private static string Clean(string name)
    {
        var printable = string.Concat(name.Where(c => !char.IsControl(c))).Trim();
        return printable.Length <= 80 ? printable : printable[..80];
    }

    private sealed record Arrival(string Name, string TimeZone, string Theme, bool ExactTimes);
}

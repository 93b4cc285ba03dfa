using Microsoft.JSInterop;
using Platform.Web.Components;

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
        var arrived = await browser.InvokeAsync<Arrival>("platformVisitor"); // see theme.js
        _name = Clean(arrived.Name);
        (Theme, ExactTimes) = (arrived.Theme, arrived.ExactTimes);
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(arrived.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    /// <summary>A moment in the visitor's own time zone.</summary>
    public DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, _zone);

    public Task SetNameAsync(string name)
    {
        _name = Clean(name);
        return CallAsync("setName", _name);
    }

    public Task SetThemeAsync(string theme)
    {
        Theme = theme;
        return CallAsync("setTheme", theme);
    }

    public Task SetExactTimesAsync(bool exact)
    {
        ExactTimes = exact;
        return CallAsync("setExactTimes", exact);
    }

    /// <summary>Gives the page another address in place of the present one; a link that the visitor has followed meanwhile has precedence.</summary>
    /// <param name="present">The whole address that the page has had.</param>
    /// <param name="next">Its next one, below the platform's.</param>
    public Task ReplaceAddressAsync(string present, string next) => CallAsync("replaceAddress", present, next);

    /// <summary>Puts a text on the browser's clipboard; false if the browser refuses.</summary>
    public Task<bool> CopyAsync(string text) => AskAsync("copy", text);

    /// <summary>Puts the page's address, as the browser has it, on its clipboard; false if the browser refuses.</summary>
    public Task<bool> CopyAddressAsync() => AskAsync("copyAddress");

    public ValueTask DisposeAsync() => _module.LeaveAsync();

    private async Task CallAsync(string function, params object[] arguments) => await (await ModuleAsync()).InvokeVoidAsync(function, arguments);

    private async Task<bool> AskAsync(string function, params object[] arguments) => await (await ModuleAsync()).InvokeAsync<bool>(function, arguments);

    private async Task<IJSObjectReference> ModuleAsync() => _module ??= await browser.InvokeAsync<IJSObjectReference>("import", "./js/app.js");

    private static string Clean(string name)
    {
        var printable = string.Concat(name.Where(c => !char.IsControl(c))).Trim();
        return printable.Length <= 80 ? printable : printable[..80];
    }

    private sealed record Arrival(string Name, string TimeZone, string Theme, bool ExactTimes);
}

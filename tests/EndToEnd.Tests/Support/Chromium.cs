using System.Globalization;
using Microsoft.Playwright;
using Platform.Testing;

namespace EndToEnd.Tests.Support;

/// <summary>
/// Debian's Chromium without its own windows, driven by Playwright; nothing is downloaded. The whole browser draws each window's toolbar as a page of its own, which takes as much of
/// the machine as the page that is tested.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    /// <summary>After this many milliseconds a test is hung: each of its steps has a deadline of its own, and says more than this one does.</summary>
    public const int TestPatience = 1_800_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Chromium> StartAsync()
    {
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        Assertions.SetDefaultExpectTimeout((float)Eventually.Patience.TotalMilliseconds);
        var playwright = await Playwright.CreateAsync();
        var path = Environment.GetEnvironmentVariable("PLATFORM_CHROMIUM") ?? "/usr/bin/chromium-headless-shell";
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments }));
    }

    /// <summary>A page in a context of its own: nothing remembered from others.</summary>
    public async Task<IPage> NewPageAsync(Uri address, int width = 1440, bool dark = false)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = width, Height = width < 500 ? 844 : 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout((float)Eventually.Patience.TotalMilliseconds);
        var page = await context.NewPageAsync();
        page.Console += (_, said) =>
        {
            if (said.Type is "error")
                Say($"{page.Url} says: {said.Text}");
        };
        page.PageError += (_, error) => Say($"{page.Url} failed: {error}");
        return page;
    }

    // Beside the tests' own output: what a page complained about tells why a test that fails failed.
    private static void Say(string text) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{TimeProvider.System.GetUtcNow():HH:mm:ss.fff}] {text[..Math.Min(text.Length, 1_000)]}"));

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

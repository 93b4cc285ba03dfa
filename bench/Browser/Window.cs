using System.Globalization;
using Microsoft.Playwright;

namespace Bench.Browser;

/// <summary>A browser window with nothing remembered, and the clocks that run inside it.</summary>
internal sealed class Window : IAsyncDisposable
{
    // The first frame in which the page has its heading, nothing that waits, every chart drawn and one with all curves wanted; it must stay so for three frames.
    private const string FirstView = """
        (curves => {
          let since, frames = 0;
          const look = () => {
            const main = document.querySelector("main");
            const there = main?.querySelector("h1") && !main.querySelector(".skeleton, [aria-busy=true]")
              && [...main.querySelectorAll("[data-chart]")].every(chart => chart.dataset.points !== undefined)
              && (curves === 0 || [...main.querySelectorAll("[data-series]")].some(chart => +chart.dataset.series >= curves));
            if (!there) frames = 0;
            else if (++frames === 1) since = performance.now();
            if (frames === 3) window.firstView = since;
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        })
        """;

    private readonly IBrowserContext _context;

    private Window(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Opens a window; the content policy is off in it, since the clocks are scripts of their own.</summary>
    /// <param name="curves">A chart must draw so many before a page counts as seen.</param>
    public static async Task<Window> OpenAsync(IBrowser browser, string address, int curves = 0)
    {
        var context = await browser.NewContextAsync(new() { BaseURL = address, ViewportSize = new() { Width = 1440, Height = 900 }, BypassCSP = true, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(60_000);
        await context.AddInitScriptAsync(string.Create(CultureInfo.InvariantCulture, $"{FirstView}({curves});"));
        return new Window(context, await context.NewPageAsync());
    }

    /// <summary>Goes to a page and answers the milliseconds from the start of the navigation to its first whole view.</summary>
    public async Task<double> ViewAsync(string path)
    {
        await Page.GotoAsync(path);
        await Page.WaitForFunctionAsync("() => window.firstView !== undefined");
        return await Page.EvaluateAsync<double>("() => window.firstView");
    }

    /// <summary>Does something and answers the milliseconds until the page shows its effect, both as expressions in the page.</summary>
    public Task<double> TimeAsync(string act, string shown) => Page.EvaluateAsync<double>(
        """
        ([act, shown]) => new Promise((resolve, reject) => {
          const isShown = new Function(`return (${shown})`);
          if (isShown()) return reject(new Error("shown before it was asked for: " + shown));
          const start = performance.now();
          new Function(act)();
          const look = () => isShown() ? resolve(performance.now() - start)
            : performance.now() - start > 30000 ? reject(new Error(`never shown: ${shown}\n${document.querySelector("main").innerText.slice(0, 1500)}`)) : requestAnimationFrame(look);
          look();
        })
        """,
        new[] { act, shown });

    /// <summary>Bytes that the page's scripts hold after a collection.</summary>
    public async Task<double> HeapAsync()
    {
        var session = await _context.NewCDPSessionAsync(Page);
        await session.SendAsync("HeapProfiler.collectGarbage");
        await session.SendAsync("Performance.enable");
        var metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics");
        await session.DetachAsync();
        return metrics.EnumerateArray().First(m => m.GetProperty("name").GetString() == "JSHeapUsedSize").GetProperty("value").GetDouble();
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}

using System.Text.Json;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>Pictures of every page for the documentation, light and dark, on a desk and on a phone. Runs on request only: <c>scripts/screenshots.sh</c>.</summary>
public sealed class PagePictures(RunningPlatform platform)
{
    private const int MostBytes = 120_000;
    private const int MostPixels = 2_200; // of a page's height; what lies below is more of the same

    // The fonts are there, no chart waits for its points, and what came last is drawn.
    private const string Settled =
        """
        async () => {
          const until = Date.now() + 3_000;
          const frame = () => new Promise(done => requestAnimationFrame(done));
          await document.fonts.ready;
          while (Date.now() < until && [...document.querySelectorAll("[data-chart]:not([data-points])")].some(chart => chart.getClientRects().length > 0)) await frame();
          for (let i = 0; i < 3; i++) await frame();
        }
        """;

    // Tried in turn until the file is small enough.
    private static readonly int[] Qualities = [80, 65, 50, 35];

    private static string Folder => Environment.GetEnvironmentVariable("PLATFORM_PAGE_PICTURES") is { Length: > 0 } given
        ? given
        : Path.Combine(BuildFolders.Repository, "artifacts", "pages");

    [Fact(Explicit = true, Timeout = Chromium.TestPatience)]
    public async Task Take_a_picture_of_every_page()
    {
        Directory.CreateDirectory(Folder);
        var seed = await platform.SeedAsync();
        var running = await SeededPages.LaunchEndlessAsync(platform);
        var large = new List<string>();
        foreach (var (width, dark) in new[] { (1440, false), (1440, true), (390, false), (390, true) })
        {
            var page = await platform.Browser.NewPageAsync(platform.Address, width, dark);
            foreach (var state in (IEnumerable<PageState>)[.. PageState.All(seed), PageState.OfRunning(running)])
            {
                await state.ShowAsync(page);
                var picture = await TakeAsync(page);
                var name = $"{state.Name}-{width}-{(dark ? "dark" : "light")}.webp";
                await File.WriteAllBytesAsync(Path.Combine(Folder, name), picture);
                if (picture.Length > MostBytes)
                    large.Add($"{name} has {picture.Length:N0} bytes");
            }
            await page.Context.CloseAsync();
        }
        await SeededPages.CancelAsync(platform, running);
        Assert.True(large.Count == 0, string.Join("\n", large));
    }

    // Chromium itself writes WebP; Playwright's own screenshots are PNG or JPEG only. The window is made as tall as the picture first: charts far below it are not drawn.
    private static async Task<byte[]> TakeAsync(IPage page)
    {
        var window = page.ViewportSize!;
        if (await page.Locator(".rz-dialog, dialog[open]").CountAsync() == 0)
            await page.SetViewportSizeAsync(window.Width, Math.Clamp(await page.EvaluateAsync<int>("document.documentElement.scrollHeight"), window.Height, MostPixels));
        await page.EvaluateAsync(Settled);
        var session = await page.Context.NewCDPSessionAsync(page);
        byte[] picture = [];
        foreach (var quality in Qualities)
        {
            var answer = await session.SendAsync("Page.captureScreenshot", new Dictionary<string, object>(StringComparer.Ordinal) { ["format"] = "webp", ["quality"] = quality });
            picture = answer!.Value.GetProperty("data").GetBytesFromBase64();
            if (picture.Length <= MostBytes)
                break;
        }
        await session.DetachAsync();
        await page.SetViewportSizeAsync(window.Width, window.Height);
        return picture;
    }
}

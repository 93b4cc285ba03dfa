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

    // Tried in turn until the file is small enough.
    private static readonly int[] Qualities = [80, 65, 50, 35];

    private static string Folder => Environment.GetEnvironmentVariable("PLATFORM_PAGE_PICTURES") is { Length: > 0 } given
        ? given
        : Path.Combine(BuildFolders.Repository, "artifacts", "pages");

    [Fact(Explicit = true, Timeout = 1_200_000)]
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
                await page.EvaluateAsync("() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))");
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

    // Chromium itself writes WebP; Playwright's own screenshots are PNG or JPEG only.
    private static async Task<byte[]> TakeAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        var size = page.ViewportSize!;
        var height = await page.Locator(".rz-dialog, dialog[open]").CountAsync() > 0 ? size.Height : Math.Min(MostPixels, await page.EvaluateAsync<int>("document.documentElement.scrollHeight"));
        byte[] picture = [];
        foreach (var quality in Qualities)
        {
            var answer = await session.SendAsync("Page.captureScreenshot", new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["format"] = "webp", ["quality"] = quality, ["captureBeyondViewport"] = true,
                ["clip"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["x"] = 0, ["y"] = 0, ["width"] = size.Width, ["height"] = height, ["scale"] = 1 },
            });
            picture = answer!.Value.GetProperty("data").GetBytesFromBase64();
            if (picture.Length <= MostBytes)
                break;
        }
        await session.DetachAsync();
        return picture;
    }
}

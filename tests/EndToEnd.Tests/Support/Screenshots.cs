using Microsoft.Playwright;

namespace EndToEnd.Tests.Support;

/// <summary>Pictures of the pages, for people to look at: in the folder PLATFORM_SCREENSHOTS, by default artifacts/screenshots.</summary>
internal static class Screenshots
{
    private static string Folder => Environment.GetEnvironmentVariable("PLATFORM_SCREENSHOTS") is { Length: > 0 } given
        ? given
        : Path.Combine(BuildFolders.Repository, "artifacts", "screenshots");

    public static Task TakeAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
}

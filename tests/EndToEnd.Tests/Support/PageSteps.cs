using System.Globalization;
using Microsoft.Playwright;
using Platform.Testing;

namespace EndToEnd.Tests.Support;

/// <summary>Steps that several journeys take.</summary>
internal static class PageSteps
{
    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Link(this IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public static ILocator Region(this IPage page, string name) => page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    /// <summary>Types a value and leaves the field, as a person does.</summary>
    public static async Task EnterAsync(this IPage page, string label, string value)
    {
        var field = page.GetByRole(AriaRole.Textbox, new() { Name = label, Exact = true });
        await field.FillAsync(value);
        await field.BlurAsync();
    }

    /// <summary>How many points a chart draws now.</summary>
    public static async Task<int> PointsAsync(this IPage page, string kind)
    {
        var chart = page.Locator($"[data-chart={kind}]").First;
        return await chart.CountAsync() > 0 && int.TryParse(await chart.GetAttributeAsync("data-points"), CultureInfo.InvariantCulture, out var points) ? points : 0;
    }

    public static Task DrawsMoreThanAsync(this IPage page, string kind, int points) =>
        Eventually.HoldsAsync(async () => await page.PointsAsync(kind) > points, expected: $"the chart '{kind}' draws more than {points} points");
}

using System.Text.Json;
using Microsoft.Playwright;

namespace EndToEnd.Tests.Support;

/// <summary>The accessibility checker axe-core inside a page: WCAG 2.0, 2.1 and 2.2 at levels A and AA, and its best practices.</summary>
internal static class Axe
{
    private const string Ask =
        """
        async rules => {
          const options = rules.length
            ? { runOnly: { type: "rule", values: rules } }
            : { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] }, rules: { "target-size": { enabled: true } } };
          const { violations } = await window.axe.run(document, { ...options, resultTypes: ["violations"] });
          return JSON.stringify(violations.map(v => ({ id: v.id, help: v.help, nodes: v.nodes.map(n => n.target.join(" ") + "\n      " + n.html.slice(0, 200) + "\n      " + (n.failureSummary ?? "").split("\n").slice(1).join(" ").slice(0, 300)) })));
        }
        """;

    // What a theme can change; everything else is looked at once for each width.
    private static readonly string[] Colours = ["color-contrast", "link-in-text-block"];

    private static string File => Path.Combine(BuildFolders.Repository, "tests", "EndToEnd.Tests", "node_modules", "axe-core", "axe.min.js");

    /// <summary>Brings the checker into every page of the context; before the first address is opened. The pages' own policy would refuse it as a script of theirs.</summary>
    public static Task AddAxeAsync(this IBrowserContext context)
    {
        if (!System.IO.File.Exists(File))
            throw new InvalidOperationException($"There is no {File}: scripts/test-packages.sh fetches it, and ./test.sh does so by itself.");
        return context.AddInitScriptAsync(scriptPath: File);
    }

    /// <summary>What is wrong with the page as it stands, one text for each rule that it breaks; none if all is well.</summary>
    /// <param name="coloursOnly">Asks only about what depends on the theme.</param>
    public static async Task<IReadOnlyList<string>> BrokenRulesAsync(this IPage page, bool coloursOnly = false)
    {
        var found = JsonSerializer.Deserialize<List<Violation>>(await page.EvaluateAsync<string>(Ask, coloursOnly ? Colours : []), JsonSerializerOptions.Web)!;
        return [.. found.Select(broken => $"{broken.Id}: {broken.Help}\n    {string.Join("\n    ", broken.Nodes.Take(6))}{(broken.Nodes.Count > 6 ? $"\n    and {broken.Nodes.Count - 6} more" : "")}")];
    }

    private sealed record Violation(string Id, string Help, IReadOnlyList<string> Nodes);
}

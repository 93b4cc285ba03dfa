using System.Text.Json;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>Every page, its tabs and its dialogs keep the rules of WCAG 2.2 AA that a program can check, light and dark, on a desk and on a phone.</summary>
public sealed class AccessibilityTests(RunningPlatform platform)
{
    private const int Desk = 1440;
    private const int Phone = 390;

    // What has the focus: whether it is seen at all (a line or a shadow that it has only now), and whether something lies over it.
    private const string Focused =
        """
        () => {
          const on = document.activeElement;
          if (!on || on === document.body) return null;
          const box = on.getBoundingClientRect();
          const style = getComputedStyle(on.closest(".choice") ?? on);
          const name = (on.getAttribute("aria-label") ?? on.textContent ?? "").trim().slice(0, 40) || on.id || on.tagName;
          const wrong = [];
          if (on.tabIndex > 0) wrong.push("is out of the order of the page");
          if (style.outlineStyle === "none" && style.boxShadow === "none") wrong.push("shows no focus");
          if (box.width < 1 || box.height < 1 || box.bottom <= 0 || box.top >= innerHeight) wrong.push("has the focus out of sight");
          else {
            const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
            const inside = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
            const seen = inside.filter(([x, y]) => { const there = document.elementFromPoint(x, y); return there && (on.contains(there) || there.contains(on)); });
            if (seen.length === 0) wrong.push("is covered by something else");
          }
          return JSON.stringify([name, ...wrong]);
        }
        """;

    // What changed last has been looked at by the page's own scripts: nothing has changed for three times as long as they wait, or it changes all the time.
    private const string Still = """
        () => new Promise(done => {
          let timer = setTimeout(done, 300);
          new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(done, 300); }).observe(document.body, { childList: true, subtree: true, characterData: true });
          setTimeout(done, 3000);
        })
        """;

    private static readonly string[] Themes = ["light", "dark"];

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task No_page_breaks_a_rule_of_WCAG_in_any_theme_or_width()
    {
        var states = PageState.All(await platform.SeedAsync());
        var half = states.Count / 2; // two browsers' pages at once: one computes while the other waits for the server
        var found = await Task.WhenAll(LookAsync(platform.Address, states.Take(half)), LookAsync(platform.Address, states.Skip(half)));
        var running = await SeededPages.LaunchEndlessAsync(platform);
        var ofRunning = await LookAsync(platform.Address, [PageState.OfRunning(running)]);
        await SeededPages.CancelAsync(platform, running);
        Assert.True(found.All(f => f.Count == 0) && ofRunning.Count == 0, string.Join("\n", found.SelectMany(f => f).Concat(ofRunning)));
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Pages_of_an_empty_platform_break_no_rule_either()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (web, address) = await platform.StartWebAsync(port: 0, database.ConnectionString);
        using (web)
        {
            var found = await LookAsync(address, [new("home-empty", "", ".empty"), new("runs-empty", "runs", ".empty"), new("models-empty", "models", ".empty")]);
            Assert.True(found.Count == 0, string.Join("\n", found));
        }
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Whatever_the_Tab_key_reaches_shows_that_it_has_the_focus_and_is_not_covered()
    {
        var seed = await platform.SeedAsync();
        var wrong = new List<string>();
        foreach (var state in PageState.All(seed).Where(s => s.Name is "home" or "new-sweep" or "sweep" or "trial" or "model" or "experiment" or "run-files" or "labels" or "trial-promote"))
        {
            var page = await platform.Browser.NewPageAsync(platform.Address);
            foreach (var width in new[] { Desk, Phone })
            {
                await page.SetViewportSizeAsync(width, 900);
                await state.ShowAsync(page);
                var names = new List<string>();
                for (var tabs = 0; tabs < 150; tabs++)
                {
                    await page.Keyboard.PressAsync("Tab");
                    if (await page.EvaluateAsync<string?>(Focused) is not { } text)
                        break; // past the last one
                    var parts = JsonSerializer.Deserialize<List<string>>(text)!;
                    names.Add(parts[0]);
                    wrong.AddRange(parts.Skip(1).Select(problem => $"{state.Name}, {width}: “{parts[0]}” {problem}"));
                }
                Assert.True(names.Count > 3, $"{state.Name}: the Tab key reaches {string.Join(", ", names)} only.");
            }
            await page.Context.CloseAsync();
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Distinct()));
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Nothing_moves_for_who_wants_no_motion_and_the_systems_own_colours_hide_nothing()
    {
        var seed = await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address, Desk); // wants no motion
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active, ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync($"sweeps/{seed.Waiting}");
        await Assertions.Expect(page.Button("Resume")).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("document.getAnimations().length"));
        await page.GotoAsync("");
        await page.WaitForSelectorAsync("table.sweeps .bar .good");
        Assert.NotEqual("rgba(0, 0, 0, 0)", await page.Locator("table.sweeps .bar .good").First.EvaluateAsync<string>("bar => getComputedStyle(bar).backgroundColor"));
        Assert.Equal("solid", await page.GetByRole(AriaRole.Button, new() { Pressed = true }).First.EvaluateAsync<string>("button => getComputedStyle(button).outlineStyle"));
        await page.Context.CloseAsync();
    }

    private async Task<IReadOnlyList<string>> LookAsync(Uri address, IEnumerable<PageState> states)
    {
        var page = await platform.Browser.NewPageAsync(address, Desk);
        await page.Context.AddAxeAsync();
        var found = new List<string>();
        PageState? before = null;
        foreach (var state in states)
        {
            await page.SetViewportSizeAsync(Desk, 900);
            await state.ShowAsync(page, before);
            await page.EvaluateAsync(Still);
            before = state;
            foreach (var width in new[] { Desk, Phone })
            {
                await page.SetViewportSizeAsync(width, 900);
                foreach (var theme in width == Desk ? Themes : Themes[..1]) // a narrow page has the colours of a wide one
                {
                    await page.EvaluateAsync("theme => window.platformTheme.set(theme)", theme);
                    await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                    found.AddRange((await page.BrokenRulesAsync(coloursOnly: theme == "dark")).Select(broken => $"{state.Name}, {width}, {theme}: {broken}"));
                }
                var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                if (overflow > 0)
                    found.Add($"{state.Name} is {overflow} pixels wider than a window of {width}");
            }
        }
        await page.Context.CloseAsync();
        return found;
    }
}

using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>The table of an experiment's runs under hasty hands.</summary>
public sealed class RunsTableTests(RunningPlatform platform)
{
    [Fact(Timeout = 300_000)]
    public async Task A_head_that_is_pressed_again_before_the_page_has_heard_of_its_first_address_sorts_by_the_second_press()
    {
        var seed = await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"runs/experiments/{seed.Experiment}");
        await Assertions.Expect(page.Locator("[data-run]").First).ToBeVisibleAsync();
        var head = page.Locator("th.run-name");
        // The second press comes when the browser writes the first one's address, of which it has not told the server yet.
        await page.EvaluateAsync(
            """
            () => {
              const replace = history.replaceState.bind(history);
              history.replaceState = (...all) => {
                replace(...all);
                if (!window.pressedAgain) { window.pressedAgain = true; document.querySelector("th.run-name button").click(); }
              };
            }
            """);
        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(head).ToHaveAttributeAsync("aria-sort", "descending");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("order=.*desc", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.True(await page.EvaluateAsync<bool>("window.pressedAgain"));
        await Assertions.Expect(page.Locator("[data-run]").First).ToContainTextAsync("seeded-9");
        await page.Context.CloseAsync();
    }
}

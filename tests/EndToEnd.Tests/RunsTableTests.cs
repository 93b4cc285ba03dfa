using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>The table of an experiment's runs, and the list of experiments, under hasty hands.</summary>
public sealed class RunsTableTests(RunningPlatform platform)
{
    private int _started;

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task An_experiment_that_is_pressed_right_after_the_filter_was_typed_is_opened()
    {
        await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        var line = await SlowLine.OfAsync(page);
        await page.GotoAsync("runs");
        await page.GetByLabel("Filter experiments").FillAsync("seeded r");
        await Assertions.Expect(page.Locator("[data-experiment]")).ToHaveCountAsync(1);
        line.HoldAnswers();
        await page.Locator("[data-experiment] a.name").ClickAsync(); // leaves the field: what was typed goes into the address
        await Eventually.HoldsAsync(() => line.HasAnswered("q=seeded") || line.HasAnswered("app.js"), expected: "the server writes the address");
        line.GiveAnswers();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "seeded runs" })).ToBeVisibleAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/runs/experiments/", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task The_runs_nested_in_one_are_looked_at_by_themselves_and_can_be_left_out()
    {
        var experiment = (await platform.TrackAsync("experiments/create", """{"name":"journey of nesting"}""")).GetProperty("experiment_id").GetString()!;
        var outer = await RunAsync(experiment, "outer", "");
        for (var n = 1; n <= 2; n++)
            await RunAsync(experiment, $"inner-{n}", $$"""{"key":"mlflow.parentRunId","value":"{{outer}}"}""");
        await RunAsync(experiment, "plain", "");
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"runs/experiments/{experiment}");
        await page.Button("Show the 2 runs nested in outer").ClickAsync();
        await ShowsAsync("↳ inner-2", "↳ inner-1");
        await page.Button("Clear the filter").ClickAsync();
        await ShowsAsync("plain", "↳ inner-2", "↳ inner-1", "outer");
        await page.Button("Without nested runs").ClickAsync();
        await ShowsAsync("plain", "outer");
        await page.ReloadAsync(); // the address has it
        await ShowsAsync("plain", "outer");
        await page.Context.CloseAsync();

        Task ShowsAsync(params string[] names) => Assertions.Expect(page.Locator("td.run-name a")).ToHaveTextAsync(names);
    }

    [Fact(Timeout = Chromium.TestPatience)]
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

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Ticks_that_the_table_does_not_show_are_not_acted_on_and_those_of_live_runs_do_not_reach_the_bin()
    {
        var seed = await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"runs/experiments/{seed.Experiment}");
        await Assertions.Expect(page.Locator("[data-run]")).ToHaveCountAsync(12);
        foreach (var number in new[] { 1, 2, 3 })
            await page.GetByLabel($"Choose seeded-{number}", new() { Exact = true }).CheckAsync();
        await Assertions.Expect(page.GetByText("3 runs chosen.")).ToBeVisibleAsync();

        var filter = page.GetByLabel("Filter", new() { Exact = true });
        await filter.FillAsync("run_name = 'seeded-4'");
        await filter.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-run]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByText("Tick runs to compare or delete them.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Button("Delete")).ToBeDisabledAsync();
        await page.GetByLabel("Choose seeded-4", new() { Exact = true }).CheckAsync();
        await page.Button("Delete").ClickAsync();
        await Assertions.Expect(page.GetByText(new Regex("^1 run deleted", RegexOptions.None, TimeSpan.FromSeconds(1)))).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo: 1 run deleted" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-run]")).ToHaveCountAsync(1);

        await filter.FillAsync("");
        await filter.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-run]")).ToHaveCountAsync(12);
        await Assertions.Expect(page.GetByText("3 runs chosen.")).ToBeVisibleAsync();
        await page.Button("Deleted").ClickAsync();
        await Assertions.Expect(page.Button("Back to the runs")).ToBeVisibleAsync();
        await page.Button("Back to the runs").ClickAsync();
        await Assertions.Expect(page.Locator("[data-run]")).ToHaveCountAsync(12);
        await Assertions.Expect(page.GetByText("Tick runs to compare or delete them.")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Theory(Timeout = Chromium.TestPatience)]
    [InlineData("the server has begun to sort", "() => { document.querySelector('th.run-name button').click(); document.getElementById('followed').click(); }")]
    [InlineData("the browser writes the sort's address", """
        () => {
          const replace = history.replaceState.bind(history);
          history.replaceState = (...all) => {
            replace(...all);
            if (!window.hasFollowed) { window.hasFollowed = true; document.getElementById("followed").click(); }
          };
          document.querySelector("th.run-name button").click();
        }
        """)]
    public async Task A_link_that_is_followed_while_a_sort_is_on_its_way_has_the_page(string when, string script)
    {
        var seed = await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"runs/experiments/{seed.Experiment}");
        await Assertions.Expect(page.Locator("[data-run]")).ToHaveCountAsync(12);
        await page.EvaluateAsync(
            """
            address => {
              const link = Object.assign(document.createElement("a"), { id: "followed", href: address, textContent: "Followed" });
              document.querySelector("main").append(link);
            }
            """, $"runs/experiments/{seed.Experiment}?filter=run_name%20%3D%20'seeded-3'");

        await page.EvaluateAsync(script);

        await ShowsTheLinkAsync();
        await page.GetByLabel("Choose seeded-3", new() { Exact = true }).CheckAsync(); // asked of the server after the sort, which has had its answer by then
        await Assertions.Expect(page.GetByText("Tick one more run to compare.")).ToBeVisibleAsync();
        await ShowsTheLinkAsync();
        await page.Context.CloseAsync();

        async Task ShowsTheLinkAsync()
        {
            await Assertions.Expect(page.Locator("[data-run]")).ToHaveCountAsync(1);
            await Assertions.Expect(page.Locator("[data-run]")).ToContainTextAsync("seeded-3");
            Assert.True(await page.Locator("th.run-name").GetAttributeAsync("aria-sort") is null, $"It sorts by name, although a link was followed while {when}.");
            Assert.Contains("filter=", page.Url, StringComparison.Ordinal);
            Assert.DoesNotContain("order=", page.Url, StringComparison.Ordinal);
        }
    }

    private async Task<string> RunAsync(string experiment, string name, string tag)
    {
        var run = await platform.TrackAsync("runs/create", $$"""{"experiment_id":"{{experiment}}","run_name":"{{name}}","start_time":{{1_700_000_000_000 + (_started++ * 1_000)}},"tags":[{{tag}}]}""");
        return run.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
    }
}

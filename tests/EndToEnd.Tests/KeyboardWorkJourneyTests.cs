using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>What is done with results, with Tab, Enter, Space, arrows and shortcuts only: statistics, reports, time travel, forks and gates.</summary>
public sealed class KeyboardWorkJourneyTests(RunningPlatform platform)
{
    private const int Far = 120; // presses of Tab to the end of a long page

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Repeats_are_ticked_compared_and_a_metric_is_turned_by_keyboard_alone()
    {
        var experiment = (await PostAsync("experiments/create", """{"name":"repeats by keyboard"}""")).GetProperty("experiment_id").GetString()!;
        foreach (var (rate, seed) in new[] { ("0.1", 1), ("0.1", 2), ("0.2", 1), ("0.2", 2) })
            await RunAsync(experiment, rate, seed);
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("");
        await ReadyAsync(page);
        await page.FindAsync("repeats by keyboard", "repeats by keyboard");
        await Assertions.Expect(page.Locator("[data-run]")).ToHaveCountAsync(4);
        await page.TabToAsync(page.GetByLabel("Choose all runs shown"), Far);
        await page.KeysAsync("Space");
        await Assertions.Expect(page.Button("Compare 4")).ToBeEnabledAsync();
        await page.KeysAsync("x");

        await Assertions.Expect(page.Locator("[data-repeats] tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-tests]")).ToContainTextAsync("Welch");
        await page.TabToAsync(page.Button("score: higher is better. Turn it"), Far);
        await page.KeysAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(Matching("turned=score"));
        await page.ReloadAsync(); // the link holds it
        await Assertions.Expect(page.Button("score: lower is better. Turn it")).ToBeVisibleAsync();
        await page.TabToAsync(page.Region("Repeats").GetByRole(AriaRole.Link, new() { Name = "CSV of tests" }), Far);
        var tests = await page.RunAndWaitForDownloadAsync(() => page.KeysAsync("Enter"));
        Assert.Matches("lr 0.[12],lr 0.[12],Welch,", await File.ReadAllTextAsync(await tests.PathAsync())); // the runs began at the same time: either group may be first
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task The_palette_is_asked_for_before_the_server_has_answered()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        var asked = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor*/**", async route =>
        {
            await asked.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("");
        await Assertions.Expect(page.Locator("#palette")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Control+k");
        asked.SetResult();
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Page, sweep, trial" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("models");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(Matching("/models"));
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_report_on_a_sweep_is_begun_written_and_found_by_keyboard_alone()
    {
        var seed = await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"sweeps/{seed.Finished}");
        await ReadyAsync(page);
        await Assertions.Expect(page.Link("Report")).ToHaveAttributeAsync("href", $"reports/new?sweep={seed.Finished}");
        await page.FindAsync("report on", "Report on this sweep");
        var title = page.GetByRole(AriaRole.Textbox, new() { Name = "Title", Exact = true });
        await Assertions.Expect(title).ToHaveValueAsync("Report on seeded");
        await Assertions.Expect(page.Region("Preview").Locator("[data-block='1'] [data-points]")).ToBeVisibleAsync();
        await page.TabToAsync(title);
        await page.TypeOverAsync("Zebrafish by keyboard");
        await page.TabToAsync(page.Button("Save"), Far);
        await page.KeysAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Zebrafish by keyboard");
        var address = page.Url;

        await page.KeysAsync("g", "s");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Sweeps" })).ToBeFocusedAsync();
        await page.FindAsync("zbrfsh", "Zebrafish by keyboard");
        await Assertions.Expect(page).ToHaveURLAsync(address);
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_sweep_is_looked_back_at_and_forked_by_keyboard_alone()
    {
        var seed = await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"sweeps/{seed.Finished}");
        await ReadyAsync(page);
        await page.TabToAsync(page.Button("Look back"), Far);
        await page.KeysAsync("Enter");
        var slider = page.GetByRole(AriaRole.Slider, new() { Name = "Event of the sweep" });
        await Assertions.Expect(slider).ToBeEnabledAsync();
        await page.TabToAsync(slider, Far);
        await page.KeysAsync("Home");
        await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuetext", Matching("launched the sweep"));
        await Assertions.Expect(page.Locator("[data-trial]")).ToHaveCountAsync(0);
        await page.KeysAsync("PageUp");
        await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuetext", Matching("The sweep counts trial"));
        var at = (await page.Locator("[data-as-of]").GetAttributeAsync("data-as-of"))!;

        await page.TabToAsync(page.Link("Fork from here"), Far);
        await page.KeysAsync("Enter");
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("seeded (fork)");
        await page.TabToAsync(page.GetByRole(AriaRole.Textbox, new() { Name = "Trials", Exact = true }), Far);
        await page.TypeOverAsync("2");
        await page.KeysAsync("Tab");
        await Assertions.Expect(page.Locator($"[data-fork-at='{at}']")).ToContainTextAsync("trials 6 → 2");
        await page.FindAsync("launch", "Launch this sweep");
        await Assertions.Expect(page.Locator($"[data-forked-from='{seed.Finished}']")).ToContainTextAsync($"as of event #{at}");
        await SeededPages.CancelAsync(platform, new Uri(page.Url).Segments[^1]);
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Gates_are_set_refuse_are_overridden_and_rolled_back_by_keyboard_alone()
    {
        const string Model = "gated-by-keys";
        await PostAsync("registered-models/create", $$"""{"name":"{{Model}}"}""");
        foreach (var version in new[] { "one", "two" })
            await PostAsync("model-versions/create", $$"""{"name":"{{Model}}","source":"s3://models/{{version}}"}""");
        await PostAsync("registered-models/alias", $$"""{"name":"{{Model}}","alias":"champion","version":"1"}""");
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("");
        await ReadyAsync(page);
        await page.FindAsync(Model, Model);
        var (heading, dialog) = (page.GetByRole(AriaRole.Heading, new() { Level = 1 }), page.GetByRole(AriaRole.Dialog));
        await Assertions.Expect(heading).ToContainTextAsync("champion → 1");
        await page.TabToAsync(page.Button("Set gates"), Far);
        await page.KeysAsync("Enter");
        await page.TabToAsync(dialog.GetByLabel("Measure of gate 1"));
        await page.Keyboard.TypeAsync("test_accuracy");
        await page.TabToAsync(dialog.GetByLabel("Limit of gate 1"));
        await page.Keyboard.TypeAsync("0.97");
        await Assertions.Expect(dialog.GetByLabel("Limit of gate 1")).ToHaveValueAsync("0.97");
        await page.TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Set gates" }));
        await page.KeysAsync("Enter");
        await Assertions.Expect(page.Region("Gates")).ToContainTextAsync("test_accuracy >= 0.97");

        await page.TabToAsync(page.Button("Move an alias to version 2"), Far);
        await page.KeysAsync("Enter");
        await page.TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Point it here" }));
        await page.KeysAsync("Enter");
        await Assertions.Expect(dialog.Locator("[data-gates=refused]")).ToContainTextAsync("test_accuracy at least 0.97");
        await page.TabToAsync(dialog.GetByLabel("Reason to override the gates"));
        await page.Keyboard.TypeAsync("shown at a fair");
        await page.TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Override the gates" }));
        await page.KeysAsync("Enter");
        await Assertions.Expect(heading).ToContainTextAsync("champion → 2");
        await page.TabToAsync(page.Button("Roll back champion to 1"), Far);
        await page.KeysAsync("Enter");
        await Assertions.Expect(heading).ToContainTextAsync("champion → 1");
        await page.Context.CloseAsync();
    }

    private static Task ReadyAsync(IPage page) => Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();

    private static Regex Matching(string text) => new(Regex.Escape(text), RegexOptions.None, TimeSpan.FromSeconds(1));

    private async Task RunAsync(string experiment, string rate, int seed)
    {
        var run = (await PostAsync("runs/create", $$"""{"experiment_id":"{{experiment}}","run_name":"lr {{rate}} seed {{seed}}","start_time":1700000000000}""")).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        var score = string.Create(CultureInfo.InvariantCulture, $"{(rate == "0.1" ? 0.5 : 0.7) + (0.01 * seed * seed)}");
        await PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{"key":"score","value":{{score}},"timestamp":1700000000000,"step":0}],"params":[{"key":"lr","value":"{{rate}}"},{"key":"seed","value":"{{seed}}"}]}""");
        await PostAsync("runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED","end_time":1700000060000}""");
    }

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await platform.Http.PostAsync($"api/2.0/mlflow/{path}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}

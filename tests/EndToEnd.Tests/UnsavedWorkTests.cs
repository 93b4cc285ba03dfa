using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>What is typed and not sent yet: no way off the page, no slow line and no database that is away takes it without a question.</summary>
public sealed class UnsavedWorkTests(RunningPlatform platform)
{
    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_changed_launch_form_is_left_only_after_a_question()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("sweeps/new");
        await page.Link("A table").ClickAsync(); // nothing was changed: no question
        var name = page.GetByLabel("Name", new() { Exact = true });
        await Assertions.Expect(name).ToHaveValueAsync("table, trees or networks");
        await page.EnterAsync("Trials", "7");

        await page.Region("Start from").Locator("a:not([aria-current])").First.ClickAsync();
        await Assertions.Expect(Stay(page)).ToBeFocusedAsync();
        await page.KeysAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Assertions.Expect(name).ToHaveValueAsync("table, trees or networks");
        await Assertions.Expect(page.GetByLabel("Sweep file as YAML")).ToHaveValueAsync(Matching("trials: 7\n"));

        await page.KeysAsync("g", "m");
        await Assertions.Expect(Stay(page)).ToBeFocusedAsync();
        await page.KeysAsync("Tab", "Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Models" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_report_that_is_being_written_is_left_only_after_a_question_and_without_one_once_it_is_saved()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("reports");
        await page.Link("New report").First.ClickAsync();
        var text = page.GetByLabel("Text in Markdown");
        await page.GetByLabel("Title").FillAsync("Kept");
        await text.FillAsync("Written for an hour.");

        await page.EvaluateAsync("history.back()");
        await Assertions.Expect(Stay(page)).ToBeFocusedAsync();
        await EscapeAsync(page);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
        await Stay(page).ClickAsync();
        await Assertions.Expect(text).ToHaveValueAsync("Written for an hour.");
        await Assertions.Expect(page).ToHaveURLAsync(Matching("/reports/new"));
        Assert.Equal("beforeunload", await AskedByTheBrowserAsync(page));

        await page.Button("Save").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Kept");
        await page.Context.CloseAsync();
        await TakePicturesAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_slip_to_another_key_throws_no_corrections_of_labels_away()
    {
        var seed = await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"sweeps/{seed.Folds}/labels");
        await Assertions.Expect(page.Locator("img.sample")).ToBeVisibleAsync();
        await page.KeysAsync("a");
        await Assertions.Expect(page.Region("Corrections").GetByText("1 label", new() { Exact = true })).ToBeVisibleAsync();
        await page.KeysAsync("n");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 correction not sent");
        await EscapeAsync(page);
        await Assertions.Expect(page.Region("Corrections").GetByText("1 label", new() { Exact = true })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_model_card_that_is_being_written_is_left_only_after_a_question()
    {
        await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"models/{SeededPages.Model}");
        await page.Region("Model card").GetByRole(AriaRole.Button).First.ClickAsync();
        await page.GetByLabel("Card in Markdown").FillAsync("Written for ten minutes.");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("The model card is not saved");
        await Stay(page).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Card in Markdown")).ToHaveValueAsync("Written for ten minutes.");
        await page.Context.CloseAsync();
    }

    /// <summary>What the server answers to a letter comes when the next one has been typed already.</summary>
    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Letters_are_not_lost_on_a_slow_line()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        var line = await SlowLine.OfAsync(page);
        await page.GotoAsync("reports/new");
        var text = page.GetByLabel("Text in Markdown");
        await text.FillAsync("");
        await Assertions.Expect(page.Region("Preview").Locator(".markdown")).ToHaveCountAsync(0);
        line.HoldAnswers();
        await text.FillAsync("Marked1"); // at once: a server whose drawings are not acknowledged soon stops drawing
        await Eventually.HoldsAsync(() => line.HasAnswered("Marked1"), expected: "the server has heard the first letters");
        line.HoldEvents();
        await page.Keyboard.TypeAsync("2");
        line.GiveAnswers();
        await Assertions.Expect(page.Region("Preview")).ToContainTextAsync("Marked1");
        await page.Keyboard.TypeAsync("3");
        await Assertions.Expect(text).ToHaveValueAsync("Marked123");
        line.GiveEvents();
        await Assertions.Expect(page.Region("Preview")).ToContainTextAsync("Marked123");
        await Assertions.Expect(text).ToHaveValueAsync("Marked123");
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_report_outlives_a_database_that_goes_away_while_it_is_saved()
    {
        var cluster = await PostgresCluster.StartAsync();
        var (web, address) = await platform.StartWebAsync(port: 0, cluster.ConnectionString);
        using (web)
        {
            var page = await platform.Browser.NewPageAsync(address);
            await page.GotoAsync("reports/new");
            var text = page.GetByLabel("Text in Markdown");
            await page.GetByLabel("Title").FillAsync("Outlives");
            await text.FillAsync("Written for an hour.");
            await cluster.DisposeAsync();
            await page.Button("Save").ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The database does not answer.");
            await Assertions.Expect(text).ToHaveValueAsync("Written for an hour.");
            await page.Context.CloseAsync();
        }
    }

    private static async Task EscapeAsync(IPage page)
    {
        await page.KeysAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    private static ILocator Stay(IPage page) => page.GetByRole(AriaRole.Dialog, new() { Name = "Leave without saving?" }).GetByRole(AriaRole.Button, new() { Name = "Stay here" });

    private static Regex Matching(string text) => new(Regex.Escape(text), RegexOptions.None, TimeSpan.FromSeconds(1));

    // What the browser itself asks before the page goes; it stays.
    private static async Task<string> AskedByTheBrowserAsync(IPage page)
    {
        var asked = new TaskCompletionSource<string>();
        page.Dialog += OnDialog;
        await page.CloseAsync(new() { RunBeforeUnload = true });
        var type = await asked.Task.WaitAsync(Eventually.Patience);
        page.Dialog -= OnDialog;
        return type;

        async void OnDialog(object? sender, IDialog dialog)
        {
            await dialog.DismissAsync();
            asked.TrySetResult(dialog.Type);
        }
    }

    private async Task TakePicturesAsync()
    {
        foreach (var (width, dark) in new[] { (1440, false), (1440, true), (390, false), (390, true) })
        {
            var page = await platform.Browser.NewPageAsync(platform.Address, width, dark);
            await page.Context.AddAxeAsync();
            await page.GotoAsync("reports/new");
            await page.GetByLabel("Title").FillAsync("Unsaved");
            await page.Link("Not now").ClickAsync();
            await Assertions.Expect(Stay(page)).ToBeVisibleAsync();
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"The page is {overflow} pixels wider than a window of {width}.");
            Assert.Empty(await page.BrokenRulesAsync());
            await Screenshots.TakeAsync(page, $"leave-{width}-{(dark ? "dark" : "light")}");
            await page.Context.CloseAsync();
        }
    }
}

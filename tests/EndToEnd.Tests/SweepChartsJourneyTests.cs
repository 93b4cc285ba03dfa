using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Bench.Web;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>Finding out what works among hundreds of trials: brush, filter, group, choose; and a sweep that is changed and changed back from its page.</summary>
public sealed class SweepChartsJourneyTests(RunningPlatform platform)
{
    private const int Trials = 400;

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Brushes_filters_and_groups_show_the_same_trials_everywhere_and_a_link_shows_them_again()
    {
        var sweep = await SeedAsync();
        var values = (await platform.ReadAsync($"sweeps/{sweep}/trials")).GetProperty("items").EnumerateArray()
            .Select(t => (Rate: t.GetProperty("parameters").GetProperty("learning_rate").GetDouble(), Status: t.GetProperty("status").GetString())).ToList();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"sweeps/{sweep}");
        var count = page.Region("Trials").Locator("[data-count]");
        await Assertions.Expect(count).ToHaveTextAsync("400");
        await page.DrawsMoreThanAsync("parallel", Trials - 1);

        // By hand: from a fifth to a half of the learning rate's axis.
        var axis = page.GetByRole(AriaRole.Slider, new() { Name = "Range of learning_rate" });
        await axis.ScrollIntoViewIfNeededAsync();
        var box = (await axis.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height * 0.8f);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height * 0.5f, new() { Steps = 8 });
        await Assertions.Expect(count).ToHaveTextAsync(new Regex(@"^\d+ of 400$", RegexOptions.None, TimeSpan.FromSeconds(1))); // before the brush is let go
        var place = await page.EvaluateAsync<double>("scrollY");
        Assert.NotEqual(0, place);
        await page.Mouse.UpAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("brush=learning_rate", RegexOptions.None, TimeSpan.FromSeconds(1)));
        var brush = Uri.UnescapeDataString(Regex.Match(page.Url, "brush=([^&]+)", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value).Split('~');
        var (low, high) = (double.Parse(brush[1], CultureInfo.InvariantCulture), double.Parse(brush[2], CultureInfo.InvariantCulture));
        var inside = values.Count(v => v.Rate >= low && v.Rate <= high);
        Assert.InRange(inside, 1, Trials - 1);
        await Assertions.Expect(count).ToHaveTextAsync($"{inside} of 400");
        await Eventually.HoldsAsync(async () => await page.PointsAsync("progress") == inside, expected: "the dots follow the brush");
        Assert.Equal(place, await page.EvaluateAsync<double>("scrollY")); // writing the address moves nothing

        // The filter of the table works on top of it, and the link holds both.
        var pruned = values.Count(v => v.Rate >= low && v.Rate <= high && v.Status == "pruned");
        await page.GetByLabel("Filter trials").FillAsync("status:pruned");
        await page.GetByLabel("Filter trials").BlurAsync();
        await Assertions.Expect(count).ToHaveTextAsync($"{pruned} of 400");
        await page.GetByLabel("Group by").Last.SelectOptionAsync("model");
        await Assertions.Expect(page.Locator("[data-group]")).ToHaveCountAsync(2);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("group=model", RegexOptions.None, TimeSpan.FromSeconds(1)));
        var again = await platform.Browser.NewPageAsync(platform.Address);
        await again.GotoAsync(page.Url);
        await Assertions.Expect(again.Region("Trials").Locator("[data-count]")).ToHaveTextAsync($"{pruned} of 400");
        await again.Context.CloseAsync();

        // By keyboard: the brush goes, and the arrows make another.
        await axis.FocusAsync();
        await page.Keyboard.PressAsync("Delete");
        await page.GetByLabel("Filter trials").FillAsync("");
        await page.GetByLabel("Filter trials").BlurAsync();
        await Assertions.Expect(count).ToHaveTextAsync("400");
        await page.GetByRole(AriaRole.Slider, new() { Name = "Range of model" }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(page.GetByRole(AriaRole.Slider, new() { Name = "Range of model" })).ToHaveAttributeAsync("aria-valuetext", "cnn");
        await Assertions.Expect(count).ToHaveTextAsync(new Regex(" of 400$", RegexOptions.None, TimeSpan.FromSeconds(1)));

        // The trial under the pointer in the table lights up in the other charts, and a pinned one stays on top.
        await page.Locator("[data-trial] .pin").Nth(2).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("pin=", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Assertions.Expect(page.Locator("tr.held")).ToHaveCountAsync(1);
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_paused_sweep_is_given_more_trials_from_its_page_and_they_are_taken_back()
    {
        const string File = "name: changed\ndata: digits\nepochs: 1\ntrials: 3\nfixed: {model: mlp, train_samples: 500}\nspace:\n  learning_rate: {type: float, low: 0.001, high: 0.1, log: true}\n";
        using var content = new StringContent(File, System.Text.Encoding.UTF8, "application/yaml");
        using var launched = await platform.Http.PostAsync("api/v1/sweeps", content);
        launched.EnsureSuccessStatusCode();
        var id = (await launched.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("id").GetString()!;
        (await platform.Http.PostAsync($"api/v1/sweeps/{id}/pause", null)).EnsureSuccessStatusCode();

        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"sweeps/{id}");
        await page.Button("Change").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Trials in all").FillAsync("7");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Show what it does" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("trials 3 → 7")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Change the sweep" }).ClickAsync();
        await Eventually.HoldsAsync(async () => await TrialsOfAsync(id) == 7, expected: "the sweep has seven trials to do");
        await page.Region("Changes").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Eventually.HoldsAsync(async () => await TrialsOfAsync(id) == 3, expected: "the sweep has three trials to do again");
        await page.Context.CloseAsync();
        (await platform.Http.PostAsJsonAsync($"api/v1/sweeps/{id}/cancel", new { reason = "test" })).EnsureSuccessStatusCode();
    }

    private async Task<int> TrialsOfAsync(string sweep) => (await platform.ReadAsync($"sweeps/{sweep}")).GetProperty("sweep").GetProperty("spec").GetProperty("trials").GetInt32();

    [Theory(Timeout = Chromium.TestPatience)]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_trials_stand_right_below_the_curves_and_nothing_is_cut_without_a_way_to_it(int width)
    {
        var sweep = await SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address, width);
        await page.GotoAsync($"sweeps/{sweep}");
        await Assertions.Expect(page.Region("Trials").Locator("[data-count]")).ToHaveTextAsync("400");
        var order = await page.EvaluateAsync<string[]>("""() => [...document.querySelectorAll(".board section.card")].map(card => card.ariaLabel)""");
        Assert.Equal(["Learning curves", "Best so far", "Trials"], order.Take(3));
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"));

        // What does not fit lies beyond an edge that says so, until one has scrolled there.
        var table = page.Locator(".table-wrap.trials");
        var beyond = await table.EvaluateAsync<int>("table => table.scrollWidth - table.clientWidth");
        Assert.Equal(width < 1440, beyond > 0);
        await Assertions.Expect(table).ToHaveClassAsync(new Regex(beyond > 0 ? "beyond" : "^((?!beyond).)*$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await table.EvaluateAsync("table => { table.scrollLeft = table.scrollWidth; }");
        await Assertions.Expect(table).Not.ToHaveClassAsync(new Regex("beyond", RegexOptions.None, TimeSpan.FromSeconds(1)));

        // A filter empties the table, and what lies below stays where it is.
        var place = await page.Locator("[data-chart=parallel]").EvaluateAsync<double>("chart => chart.getBoundingClientRect().top + scrollY");
        await page.GetByLabel("Filter trials").FillAsync("status:failed lr>1");
        await Assertions.Expect(page.Region("Trials").Locator("[data-count]")).ToHaveTextAsync("0 of 400");
        Assert.Equal(place, await page.Locator("[data-chart=parallel]").EvaluateAsync<double>("chart => chart.getBoundingClientRect().top + scrollY"));
        await page.Context.CloseAsync();
    }

    private async Task<string> SeedAsync()
    {
        await using var database = JournalDataSource.Create(platform.Database);
        await using var journal = new EventJournal(database, PlatformEvents.Types, PlatformProjections.All);
        return await SeededSweep.MakeAsync(journal, Trials, epochs: 6, CancellationToken.None);
    }
}

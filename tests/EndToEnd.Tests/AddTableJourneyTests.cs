using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>From a CSV file with flaws to a served model, by what stands on the pages alone.</summary>
public sealed class AddTableJourneyTests(RunningPlatform platform)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Rents of flats: 120 rows to learn from and three that nothing can be learnt from.</summary>
    internal static FilePayload Flawed => new() { Name = "Flat rents.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(Csv()) };

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_file_with_flaws_becomes_a_data_set_a_sweep_and_a_served_model()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("data");
        await page.Link("Add a table").ClickAsync();
        await AddAsync(page);
        await LaunchAsync(page);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Promote trial", RegexOptions.None, Patience) }).ClickAsync();
        await page.Button("Promote").ClickAsync();
        await Assertions.Expect(page.GetByLabel("district")).ToBeVisibleAsync();
        await Assertions.Expect(page.Region("Serving").GetByText("nobody has asked it")).ToBeVisibleAsync();
        await page.Button("Predict rent").ClickAsync();
        await Assertions.Expect(page.Region("Serving").Locator("[data-served='1']")).ToBeVisibleAsync();
        await page.Context.CloseAsync();

        var answer = await platform.Http.PostAsJsonAsync("api/v1/models/flat-rents@champion/predict", new { inputs = new[] { new { area = 50, district = "north" } } });
        var rent = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("predictions")[0].GetProperty("value").GetDouble();
        Assert.InRange(rent, 100, 2_000);
    }

    private static async Task AddAsync(IPage page)
    {
        await page.GetByLabel("CSV file").SetInputFilesAsync(Flawed);
        await Assertions.Expect(page.GetByLabel("Column to predict")).ToHaveValueAsync("rent");
        await Assertions.Expect(page.GetByLabel("As", new() { Exact = true })).ToHaveValueAsync("Regression");
        await Assertions.Expect(page.GetByLabel("Name of the data set")).ToHaveValueAsync("flat-rents");
        var flaws = page.GetByRole(AriaRole.List, new() { Name = "Rows that are left out" }).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(flaws).ToHaveTextAsync(["row 122: has 2 cells, but there are 4 columns", "row 123: column rent: \"unknown\" is not a number", "row 124: column rent has no value, so there is nothing to learn"]);
        await page.GetByLabel("Use id").UncheckAsync();
        await Screenshots.TakeAsync(page, "new-data");
        await page.Button("Add 120 rows as flat-rents").ClickAsync();

        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/data/flat-rents$", RegexOptions.None, Patience));
        await Assertions.Expect(page.Region("Columns").GetByRole(AriaRole.Row, new() { Name = "rent numbers predicted" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Region("Columns").GetByText("id", new() { Exact = true })).ToHaveCountAsync(0);
        await Assertions.Expect(page.Region("Versions of the labels")).ToHaveCountAsync(0); // numbers have none
    }

    private static async Task LaunchAsync(IPage page)
    {
        await page.Link("Sweep on this data").ClickAsync();
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("flat-rents, first search");
        await Assertions.Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Flat rents" })).ToBeCheckedAsync();
        await Assertions.Expect(page.GetByLabel("Objective")).ToHaveValueAsync("validation_rmse");
        await page.EnterAsync("Trials", "4");
        await page.Button("Launch").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("completed");
        await Assertions.Expect(page.Link("Labels")).ToHaveCountAsync(0);
    }

    private static string Csv()
    {
        var rows = Enumerable.Range(0, 120).Select(i => $"{1000 + i},{20 + i % 60},{(i % 3 == 0 ? "north" : "south")},{200 + 9 * (i % 60) + (i % 3 == 0 ? 80 : 0)}\n");
        return "id,area,district,rent\n" + string.Concat(rows) + "9001,30\n9002,31,north,unknown\n9003,32,south,\n";
    }
}

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

/// <summary>Runs of another program as a person looks at them, mostly by keyboard: found, ordered, compared, followed, annotated, deleted and brought back.</summary>
public sealed class RunsJourneyTests(RunningPlatform platform)
{
    private const int Many = 130; // more than a page
    private const string Drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect width='40' height='20' fill='teal'/><script>document.title='run'</script></svg>";

    private static readonly int[] Widths = [1440, 390];

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Runs_are_found_compared_followed_annotated_and_brought_back()
    {
        var experiment = (await PostAsync("experiments/create", """{"name":"journey of runs"}""")).GetProperty("experiment_id").GetString()!;
        var runs = new List<string>();
        for (var i = 0; i < Many; i++)
            runs.Add(await RunAsync(experiment, i));
        await PutAsync($"{experiment}/{runs[^1]}/artifacts/plots/teal.svg", Drawing);
        await PutAsync($"{experiment}/{runs[^1]}/artifacts/table.csv", "a,b\n1,2\n");

        var page = await platform.Browser.NewPageAsync(platform.Address);
        await FindAsync(page);
        await PageOnAsync(page);
        await CompareAsync(page, runs);
        await FollowAsync(page, runs[^1]);
        await AnnotateAsync(page, runs[^1]);
        await LookAtFilesAsync(page, runs[^1]);
        await DeleteAsync(page, runs[^1]);
        await page.Context.CloseAsync();
        await TakePicturesAsync(experiment, runs);
    }

    private static async Task FindAsync(IPage page)
    {
        await page.GotoAsync("");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Sweeps" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("r");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Runs" })).ToBeFocusedAsync();
        await page.Link("journey of runs").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-total]")).ToHaveTextAsync($"{Many} runs");

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("metrics.loss < AND");
        await page.Keyboard.PressAsync("Enter");
        var filter = page.GetByLabel("Filter", new() { Exact = true });
        await Assertions.Expect(page.GetByText("Position 16: Expected a number after metrics.loss <, found 'AND'.")).ToBeVisibleAsync();
        await Assertions.Expect(filter).ToHaveValueAsync("metrics.loss < AND");
        await filter.FillAsync("metrics.loss < 3 AND params.odd = 'yes'");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-total]")).ToHaveTextAsync("1 run found"); // losses end at their number: of 0, 1 and 2 one is odd
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("filter=metrics\\.loss", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-run]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-run]")).ToContainTextAsync("run-1");
        await page.Button("Clear the filter").ClickAsync();
        await Assertions.Expect(page.Locator("[data-total]")).ToHaveTextAsync($"{Many} runs");
    }

    private static async Task PageOnAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Columnheader, new() { Name = "loss" }).GetByRole(AriaRole.Button).FocusAsync();
        await page.Keyboard.PressAsync("Enter"); // greatest first
        await Assertions.Expect(page.Locator("th[aria-sort=descending]")).ToHaveTextAsync("loss");
        await Assertions.Expect(page.Locator("[data-run]").First).ToContainTextAsync($"run-{Many - 1}");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-run]").First).ToContainTextAsync("run-0");
        await Assertions.Expect(page.Locator("th[aria-sort=ascending]")).ToHaveTextAsync("loss");
        await Assertions.Expect(page.Locator("[data-loaded]")).ToHaveTextAsync("100");
        await page.GetByRole(AriaRole.Region, new() { Name = "Table of runs" }).FocusAsync();
        await page.Keyboard.PressAsync("End"); // reading on by scrolling
        await Assertions.Expect(page.Locator("[data-loaded]")).ToHaveTextAsync($"{Many}");
        await page.Keyboard.PressAsync("Home");

        var download = await page.RunAndWaitForDownloadAsync(async () =>
        {
            await page.GetByText("Export", new() { Exact = true }).ClickAsync();
            await page.Link("Table as CSV").ClickAsync();
        });
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal(Many + 1, lines.Length);
        Assert.Contains(",run-0,RUNNING,", lines[1], StringComparison.Ordinal);
    }

    private static async Task CompareAsync(IPage page, List<string> runs)
    {
        foreach (var name in new[] { "run-0", "run-1" })
        {
            await page.GetByLabel($"Choose {name}", new() { Exact = true }).FocusAsync();
            await page.Keyboard.PressAsync("Space");
        }
        await page.Button("Compare 2").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/runs/compare\\?runs={runs[0]},{runs[1]}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Eventually.HoldsAsync(async () => await page.PointsAsync("series") == 20, expected: "ten points of two runs are drawn");
        await Assertions.Expect(page.Locator("td.top")).ToHaveTextAsync("0 ★");
        await Assertions.Expect(page.Region("Parameters").Locator("td.diff")).ToHaveTextAsync(["no", "yes"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "loss: lower is better. Turn it" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator("td.top")).ToHaveTextAsync("1 ★");
    }

    private async Task FollowAsync(IPage page, string run)
    {
        await page.GotoAsync($"#/experiments/0/runs/{run}"); // what MLflow's clients print
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync($"run-{Many - 1} running");
        await page.GetByRole(AriaRole.Link, new() { Name = "Charts" }).ClickAsync();
        await Eventually.HoldsAsync(async () => await page.PointsAsync("series") == 10, expected: "its ten points are drawn");
        await PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{Points(10, 15, 0)}}]}""");
        await Eventually.HoldsAsync(async () => await page.PointsAsync("series") == 15, expected: "new points appear by themselves");
        await PostAsync("runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED","end_time":1700000100000}""");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("finished");
    }

    private async Task AnnotateAsync(IPage page, string run)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await page.Button("Write one").ClickAsync();
        await page.GetByLabel("Note in Markdown").FillAsync("**Seen** <img src=x onerror=\"document.title='run'\">");
        await page.Button("Save").ClickAsync();
        await Assertions.Expect(page.Region("Note").Locator("strong")).ToHaveTextAsync("Seen");
        await Assertions.Expect(page.Region("Note").Locator("img")).ToHaveCountAsync(0);
        await page.EnterAsync("Tag", "looked");
        await page.EnterAsync("Value of the tag", "yes");
        await page.Button("Set").ClickAsync();
        await Assertions.Expect(page.Locator("[data-tag=looked]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("z");
        await Assertions.Expect(page.Locator("[data-tag=looked]")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("z"); // the note, which was written before it
        await Assertions.Expect(page.Region("Note").GetByText("Nothing is written about this run yet.")).ToBeVisibleAsync();
        await page.Button("Write one").ClickAsync();
        await page.EnterAsync("Note in Markdown", "**Seen** <img src=x onerror=alert(1)>");
        await page.Button("Save").ClickAsync();
        await page.EnterAsync("Tag", "looked");
        await page.EnterAsync("Value of the tag", "yes");
        await page.Button("Set").ClickAsync();
        await Assertions.Expect(page.Locator("[data-tag=looked]")).ToBeVisibleAsync();
        await page.Button("Rename").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Name", new() { Exact = true }).FillAsync("the last one");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("the last one");

        var data = (await RunOfAsync(run)).GetProperty("data");
        var tags = data.GetProperty("tags").EnumerateArray().ToDictionary(t => t.GetProperty("key").GetString()!, t => t.GetProperty("value").GetString(), StringComparer.Ordinal);
        Assert.StartsWith("**Seen**", tags["mlflow.note.content"], StringComparison.Ordinal);
        Assert.Equal(("yes", "the last one"), (tags["looked"], tags["mlflow.runName"]));
    }

    private static async Task LookAtFilesAsync(IPage page, string run)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Files" }).ClickAsync();
        await page.GetByText("plots", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "teal.svg" }).ClickAsync();
        var image = page.Region("Preview").Locator("img");
        await Assertions.Expect(image).ToBeVisibleAsync();
        Assert.True(await image.EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth === 40; }"));
        await page.GetByRole(AriaRole.Link, new() { Name = "table.csv" }).ClickAsync();
        await Assertions.Expect(page.Region("Preview").GetByRole(AriaRole.Cell)).ToHaveTextAsync(["1", "2"]);
        var download = await page.RunAndWaitForDownloadAsync(() => page.Region("Preview").GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("a,b\n1,2\n", await File.ReadAllTextAsync(await download.PathAsync()));
        Assert.NotEqual("run", await page.TitleAsync());
        Assert.Contains(run, page.Url, StringComparison.Ordinal);
    }

    private async Task DeleteAsync(IPage page, string run)
    {
        await page.Button("Delete").ClickAsync();
        await Assertions.Expect(page.GetByText("This run is deleted.")).ToBeVisibleAsync();
        Assert.Equal("deleted", (await RunOfAsync(run)).GetProperty("info").GetProperty("lifecycle_stage").GetString());
        await page.Button("Undo").ClickAsync();
        await Assertions.Expect(page.GetByText("This run is deleted.")).ToBeHiddenAsync();
        Assert.Equal("active", (await RunOfAsync(run)).GetProperty("info").GetProperty("lifecycle_stage").GetString());
        await page.GetByRole(AriaRole.Link, new() { Name = "Events" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-event=run_deleted] [data-by]")).ToHaveTextAsync("by anonymous");
        await Assertions.Expect(page.Locator("[data-event]").Last).ToHaveAttributeAsync("data-event", "run_restored");
    }

    private async Task TakePicturesAsync(string experiment, List<string> runs)
    {
        (string Name, string Path, string Ready)[] pages =
        [
            ("runs", "runs", "[data-experiment]"), ("runs-experiment", $"runs/experiments/{experiment}?group=params.odd", "[data-group]"), ("runs-run", $"runs/{runs[^1]}", "[data-metric]"),
            ("runs-charts", $"runs/{runs[^1]}?tab=charts", "[data-chart=series][data-points]"), ("runs-files", $"runs/{runs[^1]}?tab=files&file={runs[^1]}%2Ftable.csv", "[data-preview]"),
            ("runs-compare", $"runs/compare?runs={string.Join(',', runs.Take(5))}", "[data-chart=series][data-points]"),
        ];
        foreach (var width in Widths)
        {
            foreach (var dark in new[] { false, true })
            {
                var page = await platform.Browser.NewPageAsync(platform.Address, width, dark);
                foreach (var (name, path, ready) in pages)
                {
                    await page.GotoAsync(path);
                    await page.WaitForSelectorAsync(ready);
                    var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                    Assert.True(overflow <= 0, $"The page {name} is {overflow} pixels wider than a window of {width}.");
                    if (name == "runs" && width < 600)
                        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('.snippet pre')].every(code => code.scrollWidth <= code.clientWidth)"), "The lines to copy are cut.");
                    await Screenshots.TakeAsync(page, $"{name}-{width}-{(dark ? "dark" : "light")}");
                }
                await page.Context.CloseAsync();
            }
        }
    }

    // Its loss falls to its number within ten steps.
    private async Task<string> RunAsync(string experiment, int number)
    {
        var run = (await PostAsync("runs/create", $$"""{"experiment_id":"{{experiment}}","run_name":"run-{{number}}","start_time":{{1_700_000_000_000 + number}}}"""))
            .GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        var odd = number % 2 == 1 ? "yes" : "no";
        await PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","params":[{"key":"odd","value":"{{odd}}"},{"key":"same","value":"1"}],"metrics":[{{Points(0, 10, number)}}]}""");
        return run;
    }

    private static string Points(int from, int to, int last) => string.Join(',', Enumerable.Range(from, to - from).Select(step =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"key":"loss","value":{{last + Math.Max(0, 9 - step)}},"timestamp":{{1_700_000_000_000 + step * 1000}},"step":{{step}}}""")));

    private async Task<JsonElement> RunOfAsync(string run) => (await platform.Http.GetFromJsonAsync<JsonElement>($"api/2.0/mlflow/runs/get?run_id={run}")).GetProperty("run");

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await platform.Http.PostAsync($"api/2.0/mlflow/{path}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task PutAsync(string path, string text)
    {
        using var content = new StringContent(text, Encoding.UTF8);
        using var answer = await platform.Http.PutAsync($"api/2.0/mlflow-artifacts/artifacts/{path}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}

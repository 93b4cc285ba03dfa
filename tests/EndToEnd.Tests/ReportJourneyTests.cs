using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>A report as a person writes it: with a preview beside, a live chart that grows and a frozen one that does not; printed, deleted and restored.</summary>
public sealed class ReportJourneyTests(RunningPlatform platform)
{
    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_frozen_chart_stays_while_the_live_one_grows()
    {
        var experiment = (await PostAsync("experiments/create", """{"name":"journey of reports"}""")).GetProperty("experiment_id").GetString()!;
        var run = (await PostAsync("runs/create", $$"""{"experiment_id":"{{experiment}}","run_name":"reported","start_time":1700000000000}""")).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        await LogAsync(run, 0, 10);

        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("reports/new");
        var now = await page.GetByText("frozen:").First.InnerTextAsync();
        var then = long.Parse(now.Split(' ')[^1], CultureInfo.InvariantCulture);
        await page.GetByLabel("Title").FillAsync("What the run did");
        await page.GetByLabel("Text in Markdown").FillAsync(
            string.Create(CultureInfo.InvariantCulture, $"It **learnt**.\n\n```chart\nruns: [{run}]\nmetric: loss\n```\n\n```chart\nruns: [{run}]\nmetric: loss\nfrozen: {then}\n```\n\n```runs\nruns: [{run}]\n```\n\n```chart\nmetric: loss\n```\n"));
        await Assertions.Expect(page.Region("Preview")).ToContainTextAsync("name one of them");
        await DrawsAsync(page, 1, 10);
        await page.Button("Save").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("What the run did");
        await DrawsAsync(page, 2, 10);

        await LogAsync(run, 10, 15);
        await DrawsAsync(page, 1, 15);
        await DrawsAsync(page, 2, 10);
        await PrintAsync(page);
        await DeleteAsync(page);
        await FollowAsync(page);
        await TakePicturesAsync(page.Url);
        await page.Context.CloseAsync();
    }

    /// <summary>A browser tells the whole text with every letter; the line to the server must take the longest report there may be.</summary>
    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_long_report_is_written_without_losing_the_line()
    {
        // In one line: Chromium takes a minute to put thousands of lines into a text area, whoever does it.
        var text = string.Join(' ', Enumerable.Range(1, 3_000).Select(n => string.Create(CultureInfo.InvariantCulture, $"Sentence {n} of a \"long\" report: größer als zuvor.")));
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("reports/new");
        await page.GetByLabel("Title").FillAsync("A long report");
        await page.GetByLabel("Text in Markdown").FillAsync(text);
        await page.Button("Save").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("A long report");
        Assert.Equal(text, (await platform.ReadAsync(new Uri(page.Url).AbsolutePath.TrimStart('/'))).GetProperty("text").GetString());
        await page.Context.CloseAsync();
    }

    private static Task DrawsAsync(IPage page, int block, int points) => Eventually.HoldsAsync(
        async () => await page.Locator($"[data-block='{block}'] [data-chart][data-points='{points}']").CountAsync() == 1, expected: $"block {block} draws {points} points");

    private static async Task PrintAsync(IPage page)
    {
        await page.EvaluateAsync("window.print = () => { document.body.dataset.printed = String(document.querySelectorAll('img.printed').length); }");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.Button("Print").ClickAsync();
        await Assertions.Expect(page.Locator("body")).ToHaveAttributeAsync("data-printed", "2");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator("img.printed").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToBeHiddenAsync();
        foreach (var over in new[] { "toasts", "rz-dialog-wrapper" }) // what lies over a page on the screen
        {
            Assert.Equal("none", await page.EvaluateAsync<string>(
                """
                name => {
                  const probe = document.body.appendChild(Object.assign(document.createElement("div"), { className: name }));
                  const { display } = getComputedStyle(probe);
                  probe.remove();
                  return display;
                }
                """, over));
        }
        await Screenshots.TakeAsync(page, "report-printed");
        Assert.Equal("#18181c", await page.Locator("html").EvaluateAsync<string>("page => getComputedStyle(page).getPropertyValue('--text')")); // paper is light
        Assert.Equal("255,255,255", await page.Locator("img.printed").First.EvaluateAsync<string>(
            """
            async picture => {
              await picture.decode();
              const pen = document.createElement("canvas").getContext("2d");
              pen.drawImage(picture, 0, 0);
              return pen.getImageData(0, 0, 1, 1).data.slice(0, 3).join();
            }
            """));
        await page.EmulateMediaAsync(new() { Media = Media.Screen, ColorScheme = ColorScheme.Light });
    }

    // From another page to a part that comes only with what the report reads, and stays in sight while the charts above it come.
    private async Task FollowAsync(IPage page)
    {
        var other = await platform.Browser.NewPageAsync(platform.Address);
        await other.SetViewportSizeAsync(1440, 300);
        await other.GotoAsync("data");
        await Assertions.Expect(other.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Data" })).ToBeVisibleAsync();
        await other.EvaluateAsync("address => Blazor.navigateTo(address)", $"{page.Url}#block-3");
        await DrawsAsync(other, 1, 15);
        await DrawsAsync(other, 2, 10);
        await Assertions.Expect(other.Locator("[data-block='3'] table")).ToBeInViewportAsync();
        await other.Context.CloseAsync();
    }

    private async Task DeleteAsync(IPage page)
    {
        var id = new Uri(page.Url).Segments[^1];
        await page.Button("Delete").ClickAsync();
        await Assertions.Expect(page.GetByText("This report was deleted by")).ToBeVisibleAsync();
        Assert.True((await platform.ReadAsync($"reports/{id}")).GetProperty("deleted").GetBoolean());
        await page.Button("Restore").ClickAsync();
        await Assertions.Expect(page.Link("Edit")).ToBeVisibleAsync();
        Assert.Equal(3, (await platform.ReadAsync($"reports/{id}")).GetProperty("version").GetInt32()); // created, deleted, restored: an event each
    }

    private async Task TakePicturesAsync(string address)
    {
        foreach (var (width, dark) in new[] { (1440, false), (390, true) })
        {
            foreach (var (name, path) in new[] { ("report", address), ("report-edit", address + "/edit"), ("reports", "reports") })
            {
                var page = await platform.Browser.NewPageAsync(platform.Address, width, dark);
                await page.GotoAsync(path);
                await page.WaitForSelectorAsync(name == "reports" ? "table.data" : "[data-block='2'] [data-points]");
                var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                Assert.True(overflow <= 0, $"The page {name} is {overflow} pixels wider than a window of {width}.");
                await Screenshots.TakeAsync(page, $"{name}-{width}-{(dark ? "dark" : "light")}");
                await page.Context.CloseAsync();
            }
        }
    }

    private Task<JsonElement> LogAsync(string run, int from, int to) => PostAsync(
        "runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{string.Join(',', Enumerable.Range(from, to - from).Select(i => $$"""{"key":"loss","value":{{20 - i}},"timestamp":{{1_700_000_000_000 + i}},"step":{{i}}}"""))}}]}""");

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await platform.Http.PostAsync($"api/2.0/mlflow/{path}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}

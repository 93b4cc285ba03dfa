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

/// <summary>Runs side by side as a person compares them: repeats with tests, a link that holds what is seen, and files of charts and tables.</summary>
public sealed class CompareJourneyTests(RunningPlatform platform)
{
    private const int Steps = 12;

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Repeats_are_compared_shared_by_a_link_and_saved_as_files()
    {
        var experiment = (await PostAsync("experiments/create", """{"name":"journey of comparisons"}""")).GetProperty("experiment_id").GetString()!;
        var runs = new List<string>();
        foreach (var (rate, seed) in new[] { ("0.1", 1), ("0.1", 2), ("0.1", 3), ("0.2", 1), ("0.2", 2), ("0.2", 3) })
            runs.Add(await RunAsync(experiment, rate, seed));

        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"compare?ids={string.Join(',', runs)}");
        await DrawsAsync(page, runs.Count * Steps);
        await Assertions.Expect(page.Locator("[data-repeats] tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-tests]")).ToContainTextAsync("paired by seed");
        await SaveAsync(page, runs);

        var first = page.GetByRole(AriaRole.Group, new() { Name = "Curves shown" }).GetByRole(AriaRole.Button).First;
        await first.PressAsync("Enter");
        await DrawsAsync(page, (runs.Count - 1) * Steps);
        await first.PressAsync("Enter");
        await DrawsAsync(page, runs.Count * Steps);
        await page.GetByLabel("Log axis").EvaluateAsync("log => { document.querySelector('[aria-label=\"Curves shown\"] button').click(); log.click(); }"); // the second before the first is in the address
        await DrawsAsync(page, (runs.Count - 1) * Steps);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("log=1", RegexOptions.None, TimeSpan.FromSeconds(1)));
        var link = page.Url;
        await page.Context.CloseAsync();

        var other = await platform.Browser.NewPageAsync(platform.Address);
        await other.GotoAsync(link);
        await DrawsAsync(other, (runs.Count - 1) * Steps);
        await Assertions.Expect(other.GetByLabel("Log axis")).ToBeCheckedAsync();
        await other.Context.CloseAsync();
        await TakePicturesAsync(link);
    }

    private static async Task SaveAsync(IPage page, List<string> runs)
    {
        var curves = page.Region("Curves");
        var svg = await TextAsync(await page.RunAndWaitForDownloadAsync(() => curves.GetByRole(AriaRole.Button, new() { Name = "Save the chart as SVG" }).ClickAsync()));
        Assert.StartsWith("<svg", svg, StringComparison.Ordinal);
        Assert.True(Regex.Count(svg, "<path", RegexOptions.None, TimeSpan.FromSeconds(1)) >= runs.Count, "every curve is a path");
        AssertFills(svg);
        Assert.Contains(">loss over steps<", svg, StringComparison.Ordinal);
        Assert.Equal(runs.Count, Regex.Count(svg, ">lr 0\\.[12] seed [123]<", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal("59.9 s, 6 min 0 s, 2 h 0 min", await page.EvaluateAsync<string>("async () => { const { time } = await import('./js/chart-series.js'); return [59_900, 359_700, 7_199_000].map(time).join(', '); }"));
        var png = await BytesAsync(await page.RunAndWaitForDownloadAsync(() => curves.GetByRole(AriaRole.Button, new() { Name = "Save the chart as PNG" }).ClickAsync()));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        var csv = await TextAsync(await page.RunAndWaitForDownloadAsync(() => page.Region("Metrics").GetByRole(AriaRole.Link, new() { Name = "CSV", Exact = true }).ClickAsync()));
        var loss = csv.Split("\r\n").Single(line => line.StartsWith("loss,", StringComparison.Ordinal)).Split(',');
        Assert.Equal(runs.Count + 1, loss.Length);
        Assert.Equal(Loss("0.1", 1, Steps - 1), double.Parse(loss[1], CultureInfo.InvariantCulture));
        var tests = await TextAsync(await page.RunAndWaitForDownloadAsync(() => page.Region("Repeats").GetByRole(AriaRole.Link, new() { Name = "CSV of tests" }).ClickAsync()));
        Assert.Contains("loss,lr 0.1,lr 0.2,Welch,", tests, StringComparison.Ordinal);
    }

    // The curves reach from the bottom to the top of what they are clipped to.
    private static void AssertFills(string svg)
    {
        var (head, drawn) = (svg[..svg.IndexOf("<g clip-path", StringComparison.Ordinal)], svg[svg.IndexOf("<g clip-path", StringComparison.Ordinal)..]);
        var box = Regex.Match(head, "<clipPath[^>]*><path d=\"M[\\d.-]+ (?<top>[\\d.-]+)h[\\d.-]+v(?<height>[\\d.-]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var (top, height) = (Number(box.Groups["top"].Value), Number(box.Groups["height"].Value));
        var places = Regex.Matches(drawn[..drawn.IndexOf("</g>", StringComparison.Ordinal)], "[ML][\\d.-]+ (?<y>[\\d.-]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(place => Number(place.Groups["y"].Value)).ToList();
        Assert.InRange(places.Min(), top, top + (0.15 * height));
        Assert.InRange(places.Max(), top + (0.85 * height), top + height);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static Task DrawsAsync(IPage page, int points) => Eventually.HoldsAsync(async () => await page.PointsAsync("series") == points, expected: $"{points} points are drawn");

    private static async Task<string> TextAsync(IDownload download) => Encoding.UTF8.GetString(await BytesAsync(download));

    private static async Task<byte[]> BytesAsync(IDownload download) => await File.ReadAllBytesAsync(await download.PathAsync());

    private async Task TakePicturesAsync(string link)
    {
        foreach (var (width, dark) in new[] { (1440, false), (390, true) })
        {
            var page = await platform.Browser.NewPageAsync(platform.Address, width, dark);
            await page.GotoAsync(link);
            await page.WaitForSelectorAsync("[data-chart=series][data-points]");
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"The page is {overflow} pixels wider than a window of {width}.");
            await Screenshots.TakeAsync(page, $"compare-{width}-{(dark ? "dark" : "light")}");
            await page.Context.CloseAsync();
        }
    }

    private static double Loss(string rate, int seed, int step) => (rate == "0.1" ? 1.0 : 0.5) / (1 + step) + ((rate == "0.1" ? 0.01 : 0.012) * seed * seed);

    private async Task<string> RunAsync(string experiment, string rate, int seed)
    {
        var run = (await PostAsync("runs/create", $$"""{"experiment_id":"{{experiment}}","run_name":"lr {{rate}} seed {{seed}}","start_time":1700000000000}""")).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
        var metrics = Enumerable.Range(0, Steps).Select(step => string.Create(CultureInfo.InvariantCulture, $$"""{"key":"loss","value":{{Loss(rate, seed, step):R}},"timestamp":{{1_700_000_000_000 + step}},"step":{{step}}}"""));
        await PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{string.Join(',', metrics)}}],"params":[{"key":"lr","value":"{{rate}}"},{"key":"seed","value":"{{seed}}"}]}""");
        await PostAsync("runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED","end_time":1700000060000}""");
        return run;
    }

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await platform.Http.PostAsync($"api/2.0/mlflow/{path}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}

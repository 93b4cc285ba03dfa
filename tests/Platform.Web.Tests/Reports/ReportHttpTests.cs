using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Core.History;
using Platform.Core.Journal;
using Platform.Core.Reports;
using Platform.Testing;
using Platform.Web.Reports;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Mlflow;
using Platform.Web.Tests.Pages;
using Xunit;

namespace Platform.Web.Tests.Reports;

public sealed class ReportHttpTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _client = new(web);

    [Fact]
    public async Task A_report_is_written_renamed_deleted_and_restored()
    {
        var report = await CreateAsync("Spring", "# Spring");
        var id = report.Text("id")!;
        Assert.Contains(id, await ListedAsync(""));

        var written = await web.PutAsync($"/api/v1/reports/{id}", Body("Summer", "# Summer", 1));
        Assert.Equal(("Summer", 3), (written.Text("title"), written.GetProperty("version").GetInt32()));
        Assert.Equal(written.GetRawText(), (await web.GetAsync($"/api/v1/reports/{id}")).GetRawText());
        Assert.Contains("meanwhile", (await web.PutAsync($"/api/v1/reports/{id}", Body("Autumn", "# Autumn", 1), HttpStatusCode.Conflict)).Text("detail"), StringComparison.Ordinal);

        using var deleted = await web.SendAsync(HttpMethod.Delete, $"/api/v1/reports/{id}");
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.DoesNotContain(id, await ListedAsync(""));
        Assert.Contains(id, await ListedAsync("?deleted=1"));
        await web.PutAsync($"/api/v1/reports/{id}", Body("Autumn", "# Autumn"), HttpStatusCode.Conflict);
        Assert.False((await web.PostAsync($"/api/v1/reports/{id}/restore")).GetProperty("deleted").GetBoolean());
        await web.GetAsync("/api/v1/reports/nothing", HttpStatusCode.NotFound);
        await web.PostAsync("/api/v1/reports", Body("", "text"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_repeat_with_its_key_is_answered_although_its_own_text_came_meanwhile()
    {
        var id = (await CreateAsync("Repeated", "# One")).Text("id")!;
        for (var i = 0; i < 2; i++)
        {
            using var written = await web.SendAsync(HttpMethod.Put, $"/api/v1/reports/{id}", Body("Repeated", $"# Two, try {i}", 1), headers: ("Idempotency-Key", "write-once"));
            Assert.Equal("# Two, try 0", (await WebServer.ReadAsync(written, HttpStatusCode.OK)).Text("text")); // the second try is the first one's repeat, whatever it brings
        }
        using var other = await web.SendAsync(HttpMethod.Put, $"/api/v1/reports/{id}", Body("Repeated", "# Three", 1), headers: ("Idempotency-Key", "another"));
        await WebServer.ReadAsync(other, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_frozen_chart_keeps_its_points_while_the_live_one_grows()
    {
        var run = await _client.RunAsync(await _client.ExperimentAsync("reported"));
        await LogAsync(run, 0, 10);
        var then = (await web.Services.GetRequiredService<EventJournal>().EndAsync()).Sequence;
        var text = string.Create(CultureInfo.InvariantCulture, $"```chart\nruns: [{run}]\nmetric: loss\n```\n\n```chart\nruns: [{run}]\nmetric: loss\nfrozen: {then}\n```\n");
        var id = (await CreateAsync("Growing", text)).Text("id");
        Assert.Equal((10, 10), (await PointsAsync(id, 1), await PointsAsync(id, 2)));
        await LogAsync(run, 10, 15);
        Assert.Equal((15, 10), (await PointsAsync(id, 1), await PointsAsync(id, 2)));
    }

    [Fact]
    public async Task What_now_means_in_a_frozen_block_is_the_moment_at_which_it_is_frozen()
    {
        var experiment = await _client.ExperimentAsync("frozen question");
        var start = DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeMilliseconds();
        var run = await _client.RunAsync(experiment, $$""","start_time":{{start}}""");
        var then = (await web.Services.GetRequiredService<EventJournal>().EndAsync()).Sequence;
        var past = web.Services.GetRequiredService<PastViews>();
        var time = await past.TimeOfAsync(await past.AtAsync(AsOf.Event(then)));
        var ago = ((time.ToUnixTimeMilliseconds() - start) / 1_000) + 1; // then, the run had begun within so many seconds; a second later it has not
        var block = $"```runs\nexperiment: \"{experiment}\"\nfilter: attributes.start_time > now-{ago}s\n";
        var id = (await CreateAsync("Recent", string.Create(CultureInfo.InvariantCulture, $"{block}```\n\n{block}frozen: {then}\n```\n"))).Text("id");
        await Eventually.HoldsAsync(async () => (await RunsAsync(1)).Count == 0);
        Assert.Equal([run], await RunsAsync(2));

        async Task<List<string?>> RunsAsync(int number) =>
            [.. (await web.GetAsync($"/api/v1/reports/{id}/blocks/{number}")).GetProperty("runs").EnumerateArray().Select(found => found.GetString())];
    }

    [Fact]
    public async Task The_lines_of_a_live_block_keep_colours_of_their_own_when_another_trial_is_among_the_best()
    {
        var sweep = await Some.SweepAsync(web);
        await Some.CompletedRunAsync(web, sweep, 0.7, Some.Digest(921));
        await Some.CompletedRunAsync(web, sweep, 0.8, Some.Digest(922));
        var segment = Assert.Single(ReportText.Parse($"```chart\nsweep: {sweep}\nlimit: 2\n```\n"), segment => segment.Block is not null);
        await using var view = await PageDriver.OpenAsync<ReportBlockView>(web.Services, "reports/x", ("Block", segment.Block), ("Source", segment.Text), ("Number", 1));
        await view.ReadyAsync();
        Assert.Equal(["Trial 1: c0", "Trial 2: c1"], await LegendAsync());

        await Some.CompletedRunAsync(web, sweep, 0.9, Some.Digest(923));
        await Eventually.HoldsAsync(async () => (await LegendAsync()).LastOrDefault()?.StartsWith("Trial 3", StringComparison.Ordinal) == true);
        Assert.Equal(["Trial 2: c0", "Trial 3: c1"], await LegendAsync());

        async Task<List<string>> LegendAsync() =>
            [.. (await view.SeeAsync()).QuerySelectorAll(".report-legend > span").Select(line => $"{line.Words()}: {line.QuerySelector(".swatch")!.ClassList.Single(name => name != "swatch")}")];
    }

    [Fact]
    public async Task A_table_of_a_sweep_has_the_best_trial_first_and_its_chart_the_first_one()
    {
        var sweep = await Some.SweepAsync(web);
        foreach (var (accuracy, digest) in new[] { (0.7, 931), (0.6, 932), (0.9, 933), (0.8, 934) })
            await Some.CompletedRunAsync(web, sweep, accuracy, Some.Digest(digest));
        var then = (await web.Services.GetRequiredService<EventJournal>().EndAsync()).Sequence;
        var source = $"sweep: {sweep}\nlimit: 3\n";
        var id = (await CreateAsync("Best first", $"```runs\n{source}```\n\n```chart\n{source}```\n\n```runs\n{source}frozen: {then}\n```\n")).Text("id");
        Assert.Equal([$"{sweep}-3", $"{sweep}-4", $"{sweep}-1"], await RunsAsync(1));
        Assert.Equal([$"{sweep}-1", $"{sweep}-3", $"{sweep}-4"], await RunsAsync(2));
        Assert.Equal([$"{sweep}-3", $"{sweep}-4", $"{sweep}-1"], await RunsAsync(3));

        async Task<List<string?>> RunsAsync(int number) =>
            [.. (await web.GetAsync($"/api/v1/reports/{id}/blocks/{number}")).GetProperty("runs").EnumerateArray().Select(found => found.GetString())];
    }

    [Fact]
    public async Task A_block_without_runs_says_why()
    {
        var experiment = await _client.ExperimentAsync("filtered away");
        await _client.RunAsync(experiment);
        Assert.Equal($"No run of the experiment {experiment} passes the filter.", await SaysAsync($"experiment: \"{experiment}\"\nfilter: metrics.loss > 5"));
        Assert.Equal("It names no run of this database. Check the identities.", await SaysAsync($"runs: [{new string('0', 32)}]"));

        async Task<string> SaysAsync(string block)
        {
            var segment = Assert.Single(ReportText.Parse($"```runs\n{block}\n```\n"), segment => segment.Block is not null);
            await using var view = await PageDriver.OpenAsync<ReportBlockView>(web.Services, "reports/x", ("Block", segment.Block), ("Source", segment.Text), ("Number", 1));
            return (await (await view.ReadyAsync()).SeeAsync()).QuerySelector(".notice")!.Words();
        }
    }

    [Fact]
    public async Task A_list_that_shows_only_the_latest_reports_says_so()
    {
        await using var insert = web.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "insert into reports select 'old' || n, 'Old', '', 'me', '2001-01-01', 'me', '2001-01-01', true, 1 from generate_series(1, @many) n");
        insert.Parameters.AddWithValue("many", ReportViews.MostListed + 1);
        await insert.ExecuteNonQueryAsync();
        Assert.Contains($"The {ReportViews.MostListed} that were changed last.", await SaysAsync("reports?deleted=1"), StringComparison.Ordinal);
        Assert.DoesNotContain("changed last.", await SaysAsync("reports"), StringComparison.Ordinal);

        async Task<string> SaysAsync(string address)
        {
            await using var page = await PageDriver.OpenAsync<ReportsPage>(web.Services, address);
            return (await (await page.ReadyAsync()).SeeAsync()).Words();
        }
    }

    [Fact]
    public async Task A_frozen_chart_of_many_points_is_drawn_to_its_end()
    {
        var run = await _client.RunAsync(await _client.ExperimentAsync("reported at length"));
        for (var from = 0; from < 24_000; from += 1_000)
            await LogAsync(run, from, from + 1_000);
        await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{"key":"loss","value":77,"timestamp":24000,"step":23500}]}"""); // one that stands out, late
        var then = (await web.Services.GetRequiredService<EventJournal>().EndAsync()).Sequence;
        var id = (await CreateAsync("Long", string.Create(CultureInfo.InvariantCulture, $"```chart\nruns: [{run}]\nmetric: loss\nfrozen: {then}\n```\n"))).Text("id");

        var line = (await web.GetAsync($"/api/v1/reports/{id}/blocks/1")).GetProperty("lines")[0];

        var (x, low, high) = (line.GetProperty("x").EnumerateArray().ToArray(), line.GetProperty("low").EnumerateArray().ToArray(), line.GetProperty("high").EnumerateArray().ToArray());
        Assert.InRange(x.Length, 375, 1_500);
        Assert.Equal(23_999, x[^1].GetDouble());
        Assert.Equal((0, 77), (low.Min(v => v.GetDouble()), high.Max(v => v.GetDouble())));
    }

    [Fact]
    public async Task A_sweep_and_a_question_and_a_model_are_sources_too()
    {
        var experiment = await _client.ExperimentAsync("asked in a report"); // so that the sweep is not the journal's first event
        var sweep = await Some.SweepAsync(web);
        await Some.CompletedRunAsync(web, sweep, checkpoint: Some.Digest(901));
        var low = await _client.RunAsync(experiment);
        await LogAsync(low, 0, 3);
        var text = $"```chart\nsweep: {sweep}\n```\n```runs\nexperiment: {experiment}\nfilter: metrics.loss < 5\n```\n```model\nmodel: nothing\n```\n```chart\nsweep: {sweep}\nfrozen: 1\n```\n```chart\nmetric: x\n```\n";
        var id = (await CreateAsync("Sources", text)).Text("id");
        Assert.NotEqual(0, await PointsAsync(id, 1));
        Assert.Equal(low, (await web.GetAsync($"/api/v1/reports/{id}/blocks/2")).GetProperty("runs")[0].GetString());
        await web.GetAsync($"/api/v1/reports/{id}/blocks/3", HttpStatusCode.NotFound);
        await web.GetAsync($"/api/v1/reports/{id}/blocks/4", HttpStatusCode.NotFound);
        await web.GetAsync($"/api/v1/reports/{id}/blocks/5", HttpStatusCode.Conflict);
        await web.GetAsync($"/api/v1/reports/{id}/blocks/6", HttpStatusCode.NotFound);
    }

    private static string Body(string title, string text, long? seen = null) => JsonSerializer.Serialize(new { title, text, seen });

    private Task<JsonElement> CreateAsync(string title, string text) => web.PostAsync("/api/v1/reports", Body(title, text), HttpStatusCode.Created);

    private async Task<List<string?>> ListedAsync(string query) => [.. (await web.GetAsync($"/api/v1/reports{query}")).GetProperty("items").EnumerateArray().Select(r => r.Text("id"))];

    private async Task<int> PointsAsync(string? id, int block) => (await web.GetAsync($"/api/v1/reports/{id}/blocks/{block}")).GetProperty("points").GetInt32();

    private Task<JsonElement> LogAsync(string run, int from, int to) => _client.PostAsync(
        "runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{string.Join(',', Enumerable.Range(from, to - from).Select(i => $$"""{"key":"loss","value":{{i % 4}},"timestamp":{{1_000 + i}},"step":{{i}}}"""))}}]}""");
}

using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core;
using Platform.Core.Artifacts;
using Platform.Core.Erasures;
using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;
using Platform.Web.Api.Mlflow;
using Platform.Web.Charts;
using Platform.Web.Components;
using Platform.Web.Live;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Mlflow;
using Platform.Web.Tests.Pages;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Tracking;

/// <summary>The pages of tracked runs on a real database, with runs that came in over MLflow's API.</summary>
public sealed partial class RunPagesTests(WebServer web) : IClassFixture<WebServer>
{
    private static readonly Type[] Shared =
    [
        typeof(TrackingViews), typeof(RunSearch), typeof(TrackingStore), typeof(TrackingOverview), typeof(MetricCurves), typeof(LoggedModelViews), typeof(ArtifactViews), typeof(IArtifactStore),
        typeof(ArtifactRetention), typeof(ErasurePolicy), typeof(ErasureViews), typeof(EventJournal), typeof(Platform.Web.Compare.ComparedRuns), typeof(LiveJournal), typeof(Platform.Web.Output.RunConsole),
    ];

    private readonly MlflowClient _client = new(web);

    private RunSearch Search => web.Services.GetRequiredService<RunSearch>();

    [Fact]
    public async Task The_list_of_experiments_counts_runs_and_what_is_going_on()
    {
        var (experiment, _) = await ExperimentAsync("counted", 3);
        var totals = await web.Services.GetRequiredService<TrackingOverview>().TotalsAsync();
        Assert.Equal((3, 3), (totals[experiment].Runs, totals[experiment].Running));
        await _client.PostAsync("experiments/delete", $$"""{"experiment_id":"{{await _client.ExperimentAsync("thrown away")}}"}""");

        var body = await RenderAsync<RunsPage>("runs");
        Assert.Contains("Log here", body.Words(), StringComparison.Ordinal);
        Assert.Contains("export MLFLOW_TRACKING_URI=http://localhost", body.Words(), StringComparison.Ordinal);
        Assert.Equal("counted-2", body.QuerySelector(".latest-runs a")!.Words());
    }

    [Fact]
    public async Task The_address_of_a_table_says_what_is_in_it()
    {
        var (experiment, _) = await ExperimentAsync("addressed", 5);

        var all = await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}", ("Id", experiment));
        Assert.Equal("5 runs", all.QuerySelector("[data-total]")!.Words());
        Assert.Equal(["Run", "Status", "Started", "Duration", "User", "Source", "loss", "lr"], Heads(all));
        Assert.Equal("descending", all.QuerySelectorAll("th").Single(th => th.Words() == "Started").GetAttribute("aria-sort"));

        var some = await RenderAsync<ExperimentPage>(
            $"runs/experiments/{experiment}?filter=metrics.loss%20%3C%202.5&order=metrics.loss%20asc&column=params.lr&status=running", ("Id", experiment));
        Assert.Equal("3 runs found", some.QuerySelector("[data-total]")!.Words());
        Assert.Equal(["Run", "Status", "Started", "Duration", "User", "Source", "lr"], Heads(some));
        Assert.Equal("metrics.loss < 2.5", some.QuerySelector("input[aria-label=Filter]")!.GetAttribute("value"));
        Assert.Equal("true", some.QuerySelectorAll("[aria-label='Filter by status'] button").Single(b => b.Words() == "Running").GetAttribute("aria-pressed"));
    }

    [Fact]
    public async Task A_tag_that_is_being_typed_stays_when_another_is_removed_and_goes_when_it_is_set()
    {
        var run = await _client.RunAsync(more: ""","tags":[{"key":"stage","value":"old"}]""");
        await using var card = await PageDriver.OpenAsync<TagsCard>(
            web.Services, $"runs/{run}", ("RunId", run), ("Tags", new Dictionary<string, string>(StringComparer.Ordinal) { ["stage"] = "old" }), ("Editable", true));
        await card.TypeAsync("Tag", "owner");
        await card.TypeAsync("Value of the tag", "ada");
        await card.PressAsync("Remove tag stage");
        Assert.Equal(["owner", "ada"], await FormAsync());

        await card.SubmitAsync("tag-form");
        Assert.Equal(["", ""], await FormAsync());
        var tags = (await web.Services.GetRequiredService<TrackingViews>().RunAsync(run))!.Tags;
        Assert.Equal((false, "ada"), (tags.ContainsKey("stage"), tags["owner"]));

        async Task<IEnumerable<string>> FormAsync() => (await card.SeeAsync()).QuerySelectorAll(".tag-form input").Select(input => input.GetAttribute("value") ?? "");
    }

    [Fact]
    public async Task A_run_whose_times_no_calendar_has_hides_no_page()
    {
        const long Nanoseconds = 1_764_400_000_000_000_000;
        var experiment = await _client.ExperimentAsync("timeless");
        var run = await _client.RunAsync(experiment, $$""","run_name":"timeless","start_time":{{Nanoseconds}}""");
        var ended = await _client.RunAsync(experiment, ""","run_name":"endless","start_time":1000""");
        await _client.PostAsync("runs/update", $$"""{"run_id":"{{ended}}","status":"FINISHED","end_time":{{Nanoseconds}}}""");

        var page = await RenderAsync<RunsPage>("runs");
        Assert.Contains("Log here", page.Words(), StringComparison.Ordinal);
        Assert.Contains("What this platform trains itself are trials", page.QuerySelector(".sub")!.Words(), StringComparison.Ordinal);
        Assert.Equal("2 runs", (await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}", ("Id", experiment))).QuerySelector("[data-total]")!.Words());
        Assert.Contains("began 9999-12-30", (await RenderAsync<TrackedRunPage>("", ("Id", run))).Words(), StringComparison.Ordinal);
        Assert.Contains("took 365", (await RenderAsync<TrackedRunPage>("", ("Id", ended))).Words(), StringComparison.Ordinal);
        var table = await web.Http.GetStringAsync(new Uri($"/api/v1/tracking/experiments/{experiment}/runs.csv", UriKind.Relative));
        Assert.Contains("9999-12-30T", table, StringComparison.Ordinal);
        Assert.Matches(",1764399999999999,", table);
    }

    [Fact]
    public async Task A_deleted_run_says_how_long_its_files_are_kept()
    {
        var (_, runs) = await ExperimentAsync("binned", 1);
        await _client.PostAsync("runs/delete", $$"""{"run_id":"{{runs[0]}}"}""");
        Assert.Contains("Its metrics and history are kept, its files for 30 days.", (await RenderAsync<TrackedRunPage>("", ("Id", runs[0]))).Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_filter_is_explained_below_it_and_stays()
    {
        var (experiment, _) = await ExperimentAsync("explained", 1);
        var body = await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}?filter=metrics.loss%20%3E%20AND%20x", ("Id", experiment));

        var input = body.QuerySelector("input[aria-label=Filter]")!;
        Assert.Equal("metrics.loss > AND x", input.GetAttribute("value"));
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal("Position 16: Expected a number after metrics.loss >, found 'AND'.", body.QuerySelector($"#{input.GetAttribute("aria-describedby")} [role=alert]")!.Words());
        Assert.Equal("A", body.QuerySelector("mark")!.TextContent);
    }

    [Fact]
    public async Task Runs_are_grouped_with_mean_deviation_and_best()
    {
        var (experiment, runs) = await ExperimentAsync("grouped", 4); // loss 0, 1, 2, 3; lr 0.1 for even ones, 0.2 for odd ones
        var groups = await Search.GroupAsync(new RunQuery([experiment]), new RunField(RunFieldKind.Param, "lr"), new RunField(RunFieldKind.Metric, "loss"));
        Assert.Equal(
            [new RunGroup("0.1", 2, 2, 1, Math.Sqrt(2), new RunValue(runs[0], 0), new RunValue(runs[2], 2)), new RunGroup("0.2", 2, 2, 2, Math.Sqrt(2), new RunValue(runs[1], 1), new RunValue(runs[3], 3))],
            groups);

        var body = await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}?group=params.lr", ("Id", experiment));
        Assert.Equal(["0.1", "2", "1", "1.414", "0", "2"], body.QuerySelectorAll("tr[data-group='0.1'] td").Select(cell => cell.Words()));
        Assert.Equal($"runs/{runs[0]}", body.QuerySelector("td.good a")!.GetAttribute("href"));
        Assert.Contains("params.lr", WebUtility.UrlDecode(body.QuerySelector("tr[data-group='0.1'] a")!.GetAttribute("href")), StringComparison.Ordinal);

        body = await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}?filter=grouped-1&group=params.lr", ("Id", experiment));
        var narrowed = body.QuerySelector("tr[data-group='0.2'] a")!.GetAttribute("href")!;
        Assert.Contains("filter=grouped-1 AND params.lr = '0.2'", WebUtility.UrlDecode(narrowed), StringComparison.Ordinal);
        Assert.Equal("1 run found", (await RenderAsync<ExperimentPage>(narrowed, ("Id", experiment))).QuerySelector("[data-total]")!.Words());
    }

    [Fact]
    public async Task Fields_and_counts_follow_what_is_logged_and_deleted()
    {
        var (experiment, runs) = await ExperimentAsync("followed", 3);
        var query = new RunQuery([experiment]) { Filter = new NumberIs(new RunField(RunFieldKind.Metric, "loss"), RunComparison.AtLeast, 1) };
        Assert.Equal(2, await Search.CountAsync(query));
        await _client.PostAsync("runs/delete", $$"""{"run_id":"{{runs[2]}}"}""");
        await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{runs[0]}}","metrics":[{"key":"late","value":1,"timestamp":1,"step":0}]}""");

        Assert.Equal(1, await Search.CountAsync(query));
        Assert.Equal(1, await Search.CountAsync(query with { View = LifecycleView.DeletedOnly }));
        Assert.Equal(["late", "loss"], (await Search.FieldsAsync(experiment)).Where(f => f.Kind == RunFieldKind.Metric).Select(f => f.Key));
    }

    [Fact]
    public async Task A_run_shows_parameters_metrics_data_and_who_it_came_from()
    {
        var (_, runs) = await ExperimentAsync("shown", 2);
        await _client.PostAsync("runs/set-tag", $$"""{"run_id":"{{runs[0]}}","key":"mlflow.note.content","value":"# Seen\n<script>alert(1)</script> [x](javascript:alert(1))"}""");
        await _client.PostAsync("runs/log-inputs", $$"""{"run_id":"{{runs[0]}}","datasets":[{"dataset":{"name":"iris","digest":"abc","source_type":"local","source":"{}"},"tags":[{"key":"mlflow.data.context","value":"training"}]}]}""");

        var body = await RenderAsync<TrackedRunPage>($"runs/{runs[0]}", ("Id", runs[0]));
        Assert.Equal("shown-0 running", body.QuerySelector("h1")!.Words());
        Assert.Equal(["loss", "0", "0", "9", "9", "10"], body.QuerySelectorAll("tr[data-metric=loss] > *").Select(cell => cell.Words()));
        Assert.Equal("0.1", body.QuerySelector("tr[data-pair=lr] td")!.Words());
        Assert.Equal("training", body.QuerySelector("[aria-label='Data sets'] .chip")!.Words());
        var note = body.QuerySelector(".markdown")!;
        Assert.Equal("Seen", note.QuerySelector("h1")!.Words());
        Assert.Null(note.QuerySelector("script"));
        Assert.DoesNotContain(note.QuerySelectorAll("a"), a => a.GetAttribute("href")!.Contains("javascript", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Events_are_told_in_order_with_who_caused_them()
    {
        var (_, runs) = await ExperimentAsync("told", 1);
        await web.Services.GetRequiredService<TrackingStore>().ApplyAsync(runs[0], new DeleteRun { At = DateTimeOffset.UnixEpoch, By = "Ada" });

        var body = await RenderAsync<RunEventsTab>("", ("RunId", runs[0]), ("User", "grace"));
        Assert.Equal(["run_created", "params_logged", "metrics_logged", "run_deleted"], body.QuerySelectorAll("[data-event]").Select(e => e.GetAttribute("data-event")));
        Assert.Equal(["by grace", "by its program", "by its program", "by Ada"], body.QuerySelectorAll("[data-by]").Select(e => e.Words()));
    }

    [Fact]
    public async Task Nested_runs_stand_on_the_page_of_the_run_around_them()
    {
        var (experiment, runs) = await ExperimentAsync("nested", 1);
        var child = await _client.RunAsync(experiment, $$""","run_name":"inner","tags":[{"key":"mlflow.parentRunId","value":"{{runs[0]}}"}]""");

        var outer = await RenderAsync<TrackedRunPage>("", ("Id", runs[0]));
        Assert.Equal($"runs/{child}", outer.QuerySelector("[aria-label='Nested runs'] td a")!.GetAttribute("href"));
        var inner = await RenderAsync<TrackedRunPage>("", ("Id", child));
        Assert.Contains("nested-0", inner.QuerySelector(".crumbs")!.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_runs_and_experiments_say_that_there_is_nothing()
    {
        Assert.Contains("There is no such page", (await RenderAsync<TrackedRunPage>("", ("Id", new string('0', 32)))).Words(), StringComparison.Ordinal);
        Assert.Contains("There is no such page", (await RenderAsync<ExperimentPage>("", ("Id", "nothing"))).Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comparison_shows_what_differs_and_marks_the_best()
    {
        var (_, runs) = await ExperimentAsync("compared", 3);
        var body = await RenderAsync<CompareRunsPage>($"runs/compare?runs={string.Join(',', runs)},{new string('0', 32)}");

        Assert.Equal("0 ★", body.QuerySelector("td.top")!.Words());
        Assert.Equal(["0.1", "0.2", "0.1"], body.QuerySelectorAll("[aria-label=Parameters] td.diff").Select(cell => cell.Words()));
        Assert.Null(body.QuerySelector("[aria-label='Source and data'] td"));
        Assert.Contains("1 run of this address are not in this database", body.Words(), StringComparison.Ordinal);
        Assert.Contains("Choose 2 to 100 runs", (await RenderAsync<CompareRunsPage>($"runs/compare?runs={runs[0]}")).Words(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SeriesAxis.Step)]
    [InlineData(SeriesAxis.Elapsed)]
    public async Task Long_curves_come_in_parts_that_keep_the_extremes(SeriesAxis axis)
    {
        const int Points = 5_000;
        var run = await _client.RunAsync(await _client.ExperimentAsync($"long {axis}"), ""","start_time":1000""");
        for (var from = 0; from < Points; from += 1_000)
        {
            var metrics = Enumerable.Range(from, 1_000).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"key":"loss","value":{{(i == 1_234 ? 99 : i % 7)}},"timestamp":{{1_000 + i}},"step":{{i}}}"""));
            await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{string.Join(',', metrics)}}]}""");
        }
        var (views, curves) = (web.Services.GetRequiredService<TrackingViews>(), web.Services.GetRequiredService<MetricCurves>());
        var line = await curves.ReadAsync(run, (await views.RunWithMetricsAsync(run))!.Metrics[0], axis, 1_000, "id", "name");

        Assert.InRange(line.X.Count, 2, MetricCurves.Parts);
        Assert.Equal(99, line.High!.Max());
        Assert.Equal(0, line.Low!.Min());
        Assert.Equal(4_999, line.X[^1]);
        Assert.Equal(line.X.Order(), line.X);
    }

    [Fact]
    public async Task A_table_is_answered_as_it_was_at_an_event()
    {
        var experiment = await _client.ExperimentAsync("as it was");
        var first = await _client.RunAsync(experiment);
        await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{first}}","metrics":[{"key":"m","value":1,"timestamp":1,"step":0}],"params":[{"key":"p","value":"a"}]}""");
        var moment = await web.Journal.LastSequenceAsync();
        await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{first}}","metrics":[{"key":"m","value":2,"timestamp":2,"step":1}]}""");
        var second = await _client.RunAsync(experiment);
        await _client.PostAsync("runs/delete", $$"""{"run_id":"{{first}}"}""");

        var runs = $"/api/v1/tracking/experiments/{experiment}/runs";
        Assert.Equal([second], Ids(await web.GetAsync(runs)));
        var then = await web.GetAsync($"{runs}?asOf={moment}&filter=metrics.m+%3D+1&order=metrics.m+asc&limit=1");
        Assert.Equal([first], Ids(then));
        Assert.Equal((1, 1), (then.GetProperty("total").GetInt32(), then.GetProperty("items")[0].GetProperty("metrics")[0].GetProperty("last").GetProperty("value").GetInt32()));
        Assert.Empty(Ids(await web.GetAsync($"{runs}?asOf={moment}&filter=metrics.m+%3D+2")));
        var table = await web.Http.GetStringAsync(new Uri($"{runs}.csv?asOf={moment}&column=metrics.m", UriKind.Relative));
        Assert.Equal(3, table.Split("\r\n").Length);
        Assert.EndsWith(",1\r\n", table, StringComparison.Ordinal);
        using var models = await web.Http.GetAsync($"{runs}?asOf={moment}&filter=models.name+%3D+net");
        await WebServer.ReadAsync(models, HttpStatusCode.BadRequest);
        Assert.Empty((await web.GetAsync("/api/v1/models?asOf=1")).GetProperty("items").EnumerateArray());
        using var none = await web.Http.GetAsync($"/api/v1/models/nothing?asOf={moment}");
        await WebServer.ReadAsync(none, HttpStatusCode.NotFound);

        static IEnumerable<string?> Ids(System.Text.Json.JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("run").Text("id"));
    }

    [Fact]
    public async Task The_table_as_a_file_has_exact_values_and_quotes()
    {
        var experiment = await _client.ExperimentAsync("file");
        var run = await _client.RunAsync(experiment, ""","run_name":"a, \"b\"","user_id":"ada" """);
        await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{"key":"m","value":0.1234567890123,"timestamp":1,"step":0}]}""");

        using var answer = await web.Http.GetAsync($"/api/v1/tracking/experiments/{experiment}/runs.csv?column=metrics.m");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.Equal("run_id,attributes.run_name,attributes.status,attributes.start_time,attributes.duration,attributes.user_id,tags.mlflow.source.name,metrics.m", lines[0]);
        Assert.StartsWith($"{run},\"a, \"\"b\"\"\",RUNNING,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",,ada,,0.1234567890123", lines[1], StringComparison.Ordinal);

        using var wrong = await web.Http.GetAsync($"/api/v1/tracking/experiments/{experiment}/runs.csv?filter=metrics.m+%3D");
        Assert.Contains("position 12", (await WebServer.ReadAsync(wrong, HttpStatusCode.BadRequest)).GetRawText(), StringComparison.Ordinal);
        using var missing = await web.Http.GetAsync("/api/v1/tracking/experiments/nothing/runs.csv");
        await WebServer.ReadAsync(missing, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Runs_are_asked_for_over_http_page_by_page()
    {
        var (experiment, runs) = await ExperimentAsync("asked", 5);
        await _client.PostAsync("runs/set-tag", $$"""{"run_id":"{{runs[1]}}","key":"mlflow.note.content","value":"Looks like a 100% Hit"}""");
        var address = $"/api/v1/tracking/experiments/{experiment}/runs";

        var first = await web.GetAsync($"{address}?limit=2&order=max(metrics.loss)+desc&filter=NOT+(at(metrics.loss,0)+%3C+10+OR+100%25)");
        Assert.Equal(3, first.GetProperty("total").GetInt32());
        Assert.Equal([runs[4], runs[3]], first.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("run").Text("id")));
        var rest = await web.GetAsync($"{address}?limit=2&order=max(metrics.loss)+desc&filter=NOT+(at(metrics.loss,0)+%3C+10+OR+100%25)&page={first.Text("nextPageToken")}");
        Assert.Equal(runs[2], Assert.Single(rest.GetProperty("items").EnumerateArray()).GetProperty("run").Text("id"));
        Assert.Null(rest.Text("nextPageToken"));
        Assert.Equal(1, (await web.GetAsync($"{address}?filter=100%25+hit")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await web.GetAsync($"{address}?filter=1_0%25")).GetProperty("total").GetInt32());

        foreach (var (query, says) in new[] { ("filter=a+OR", "position 5"), ("limit=0", "from 1 to 1000"), ("limit=1001", "from 1 to 1000"), ("order=sideways", "order"), ("page=x", "page") })
        {
            using var wrong = await web.Http.GetAsync($"{address}?{query}");
            Assert.Contains(says, (await WebServer.ReadAsync(wrong, HttpStatusCode.BadRequest)).GetRawText(), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Heads(IElement body) => body.QuerySelectorAll("table.runs th button").Select(b => b.Words().Replace("⚙\uFE0E", "", StringComparison.Ordinal).Trim());

    // Runs named NAME-0 and on; loss falls from 9 + i to i over ten steps; lr is 0.1 for even ones and 0.2 for odd ones.
    private async Task<(string Experiment, IReadOnlyList<string> Runs)> ExperimentAsync(string name, int runs)
    {
        var experiment = await _client.ExperimentAsync(name);
        var made = new List<string>();
        for (var i = 0; i < runs; i++)
        {
            var run = await _client.RunAsync(experiment, $$""","run_name":"{{name}}-{{i}}","start_time":{{1_700_000_000_000 + i}}""");
            var metrics = Enumerable.Range(0, 10).Select(step => $$"""{"key":"loss","value":{{9 - step + i}},"timestamp":{{step}},"step":{{step}}}""");
            await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","params":[{"key":"lr","value":"0.{{1 + i % 2}}"}],"metrics":[{{string.Join(',', metrics)}}]}""");
            made.Add(run);
        }
        return (experiment, made);
    }

    private Task<IElement> RenderAsync<T>(string address, params (string Name, object? Value)[] parameters) where T : IComponent => PageRenderer.RenderAsync<T>(
        address,
        services =>
        {
            foreach (var type in Shared)
                services.AddSingleton(type, web.Services.GetRequiredService(type));
            services.AddScoped<RunEditor>().AddScoped<Toasts>().AddScoped<Radzen.NotificationService>().AddSupplyValueFromQueryProvider();
        },
        parameters);
}

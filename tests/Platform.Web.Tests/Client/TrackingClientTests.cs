using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Client;
using Platform.Testing;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Client;

/// <summary>The client against the real server, over a line that can be cut.</summary>
public sealed class TrackingClientTests : IClassFixture<WebServer>, IAsyncLifetime
{
    private readonly WebServer _web;
    private readonly Line _line;
    private readonly string _spool = Directory.CreateTempSubdirectory("platform-spool-").FullName;
    private readonly ConcurrentQueue<TrackingProblem> _problems = new();

    public TrackingClientTests(WebServer web)
    {
        _web = web;
        _line = new Line(web.Handler());
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _line.Dispose();
        Directory.Delete(_spool, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Everything_that_is_logged_is_at_the_server_when_the_run_has_ended()
    {
        var file = Path.Combine(_spool, "note.txt");
        await File.WriteAllTextAsync(file, "forty-two");
        await using var tracking = Client();
        var run = tracking.StartRun("first", new RunOptions { Name = "one", Tags = Tags(("team", "blue")) });
        run.LogParams([new("learning_rate", 0.1), new("layers", 3), new("name", "wide")]);
        for (var step = 0; step < 2_500; step++)
            run.LogMetric("loss", 1.0 / (step + 1), step);
        run.LogMetric("odd", double.NaN, 1);
        run.LogMetric("odd", double.NegativeInfinity, 2);
        run.SetTag("stage", "early");
        run.SetTag("stage", "late");
        run.SetNotes("# Notes");
        run.LogArtifact(file, "texts/note.txt");
        await run.DisposeAsync();

        var found = await RunAsync(run.Id);
        Assert.Equal(("FINISHED", "one"), (found.GetProperty("info").Text("status"), found.GetProperty("info").Text("run_name")));
        Assert.Equal(("0.1", "3", "wide"), (Value(found, "params", "learning_rate"), Value(found, "params", "layers"), Value(found, "params", "name")));
        Assert.Equal(("blue", "late", "# Notes"), (Value(found, "tags", "team"), Value(found, "tags", "stage"), Value(found, "tags", "mlflow.note.content")));
        var history = await HistoryAsync(run.Id, "loss");
        Assert.Equal(Enumerable.Range(0, 2_500).Select(step => 1.0 / (step + 1)), history.Select(point => point.GetProperty("value").GetDouble()));
        Assert.Equal("-Infinity", (await HistoryAsync(run.Id, "odd"))[1].Text("value"));
        var root = found.GetProperty("info").Text("artifact_uri")!.Replace("mlflow-artifacts:/", "", StringComparison.Ordinal);
        Assert.Equal("forty-two", await _web.Http.GetStringAsync($"/api/2.0/mlflow-artifacts/artifacts/{root}/texts/note.txt"));
        Assert.Empty(_problems);
    }

    [Fact]
    public async Task While_the_server_is_away_everything_waits_in_order_and_arrives_once_it_is_back()
    {
        await using var tracking = Client();
        _line.Cut = true;
        var run = tracking.StartRun("away");
        run.LogParam("a", 1);
        Log(run, 0, 500);
        Assert.False(await run.FlushAsync());
        Log(run, 500, 1_000);
        Assert.False(await run.FlushAsync());
        _line.Cut = false;
        Log(run, 1_000, 1_500);

        await Eventually.HoldsAsync(() => run.FlushAsync());
        Assert.Equal(Enumerable.Range(0, 1_500), (await HistoryAsync(run.Id, "loss")).Select(point => point.GetProperty("step").GetInt32()));
        await run.DisposeAsync();
        Assert.Equal("1", Value(await RunAsync(run.Id), "params", "a"));
        Assert.Equal([TrackingProblemKind.ServerAway, TrackingProblemKind.ServerBack], _problems.Select(problem => problem.Kind));
        Assert.Empty(Directory.EnumerateFiles(_spool));
    }

    [Fact]
    public async Task What_a_program_could_not_deliver_the_next_one_does()
    {
        var file = Path.Combine(_spool, "weights.bin");
        await File.WriteAllBytesAsync(file, [1, 2, 3]);
        _line.Cut = true;
        await using var first = Client();
        var run = first.StartRun("left");
        Log(run, 0, 100);
        run.LogArtifact(file);
        await run.FlushAsync();
        await File.WriteAllBytesAsync(file, [9]); // the run's is the file as it was
        run.Status = RunStatus.Failed;
        await run.DisposeAsync();
        Assert.NotEmpty(Directory.EnumerateFiles(_spool, "*.jsonl"));

        _line.Cut = false;
        await using var second = Client();
        Assert.True(await second.DeliverSpoolAsync());
        var found = await RunAsync(run.Id);
        Assert.Equal("FAILED", found.GetProperty("info").Text("status"));
        Assert.Equal(100, (await HistoryAsync(run.Id, "loss")).Count);
        var root = found.GetProperty("info").Text("artifact_uri")!.Replace("mlflow-artifacts:/", "", StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], await _web.Http.GetByteArrayAsync($"/api/2.0/mlflow-artifacts/artifacts/{root}/weights.bin"));
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(_spool));
    }

    [Fact]
    public async Task A_lost_answer_doubles_nothing()
    {
        await using var tracking = Client();
        _line.LosesAnswers = true;
        var run = tracking.StartRun("lossy");
        Log(run, 0, 200);
        run.LogParam("a", 1);
        Assert.False(await run.FlushAsync());
        Assert.False(await run.FlushAsync());
        Assert.True(_line.Arrived > 1);
        _line.LosesAnswers = false;
        await run.DisposeAsync();

        Assert.Equal(200, (await HistoryAsync(run.Id, "loss")).Count);
        Assert.Single((await _web.PostAsync("/api/2.0/mlflow/runs/search", $$"""{"experiment_ids": ["{{(await RunAsync(run.Id)).GetProperty("info").Text("experiment_id")}}"]}""")).GetProperty("runs").EnumerateArray());
        Assert.DoesNotContain(_problems, problem => problem.Kind is TrackingProblemKind.Dropped or TrackingProblemKind.Refused);
    }

    [Fact]
    public async Task A_refused_name_takes_no_other_with_it_and_is_reported()
    {
        await using var tracking = Client();
        await using var run = tracking.StartRun("refused");
        run.LogParam("a", 1);
        Assert.True(await run.FlushAsync());
        run.LogParam("a", 2);
        run.LogParam("b", 3);
        run.LogMetric("../bad", 1);
        run.LogMetric("good", 1);
        Assert.True(await run.FlushAsync());

        var found = await RunAsync(run.Id);
        Assert.Equal(("1", "3"), (Value(found, "params", "a"), Value(found, "params", "b")));
        Assert.Single(await HistoryAsync(run.Id, "good"));
        Assert.Equal([TrackingProblemKind.Refused, TrackingProblemKind.Refused], _problems.Select(problem => problem.Kind));
    }

    [Fact]
    public async Task A_run_whose_work_throws_has_failed_and_the_exception_is_the_callers()
    {
        await using var tracking = Client();
        var id = "";
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => tracking.RunAsync("throws", run =>
        {
            id = run.Id;
            throw new InvalidDataException("no such row");
        }));

        Assert.Equal("no such row", thrown.Message);
        var found = await RunAsync(id);
        Assert.Equal(("FAILED", "InvalidDataException: no such row"), (found.GetProperty("info").Text("status"), Value(found, "tags", "error")));
    }

    [Fact]
    public async Task Threads_log_at_once_and_nothing_is_lost()
    {
        await using var tracking = Client();
        var run = tracking.StartRun("threads");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var step = 0; step < 5_000; step++)
                run.LogMetric($"thread_{thread}", step, step);
        })));
        await run.DisposeAsync();
        for (var thread = 0; thread < 4; thread++)
            Assert.Equal(5_000, (await HistoryAsync(run.Id, $"thread_{thread}")).Count);
    }

    [Fact]
    public async Task The_machines_use_is_sampled()
    {
        await using var tracking = Client(TimeSpan.FromMilliseconds(50));
        await using var run = tracking.StartRun("machine");
        await Eventually.HoldsAsync(async () => await run.FlushAsync() && (await RunAsync(run.Id)).GetProperty("data").ToString().Contains("system/system_memory_usage_percentage", StringComparison.Ordinal));
        Assert.InRange((await HistoryAsync(run.Id, "system/system_memory_usage_percentage"))[0].GetProperty("value").GetDouble(), 0.1, 100);
    }

    private TrackingClient Client(TimeSpan? systemMetrics = null) => new(
        new TrackingOptions
        {
            Server = new Uri("http://localhost"), SpoolFolder = _spool, Gather = TimeSpan.FromMilliseconds(20), Farewell = TimeSpan.FromSeconds(3), SystemMetrics = systemMetrics, OnProblem = _problems.Enqueue,
        },
        _line);

    private static void Log(TrackingRun run, int from, int to)
    {
        for (var step = from; step < to; step++)
            run.LogMetric("loss", step * 0.5, step);
    }

    private static Dictionary<string, string> Tags(params (string Key, string Value)[] tags) => tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);

    private async Task<JsonElement> RunAsync(string id) => (await _web.GetAsync($"/api/2.0/mlflow/runs/get?run_id={id}")).GetProperty("run");

    private async Task<List<JsonElement>> HistoryAsync(string id, string key) =>
        [.. (await _web.GetAsync($"/api/2.0/mlflow/metrics/get-history?run_id={id}&metric_key={Uri.EscapeDataString(key)}")).GetProperty("metrics").EnumerateArray()];

    private static string? Value(JsonElement run, string kind, string key) =>
        run.GetProperty("data").GetProperty(kind).EnumerateArray().Where(pair => pair.Text("key") == key).Select(pair => pair.Text("value")).SingleOrDefault();
}

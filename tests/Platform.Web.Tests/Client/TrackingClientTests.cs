using System.Text.Json;
using Platform.Client;
using Platform.Client.Machine;
using Platform.Testing;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Client;

/// <summary>The client against the real server, over a line that can be cut.</summary>
public sealed class TrackingClientTests(WebServer web) : ClientCase(web)
{
    [Fact]
    public async Task Everything_that_is_logged_is_at_the_server_when_the_run_has_ended()
    {
        var file = Path.Combine(Folder, "note.txt");
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
        Assert.Equal("forty-two"u8.ToArray(), await FileAsync(run.Id, "texts/note.txt"));
        Assert.Empty(Problems);
    }

    [Fact]
    public async Task While_the_server_is_away_everything_waits_in_order_and_arrives_once_it_is_back()
    {
        await using var tracking = Client();
        Line.Cut = true;
        var run = tracking.StartRun("away");
        run.LogParam("a", 1);
        Log(run, 0, 500);
        Assert.False(await run.FlushAsync());
        Log(run, 500, 1_000);
        Assert.False(await run.FlushAsync());
        Line.Cut = false;
        Log(run, 1_000, 1_500);

        await Eventually.HoldsAsync(() => run.FlushAsync());
        Assert.Equal(Enumerable.Range(0, 1_500), (await HistoryAsync(run.Id, "loss")).Select(point => point.GetProperty("step").GetInt32()));
        await run.DisposeAsync();
        Assert.Equal("1", Value(await RunAsync(run.Id), "params", "a"));
        Assert.Equal([TrackingProblemKind.ServerAway, TrackingProblemKind.ServerBack], Problems.Select(problem => problem.Kind));
        Assert.Empty(Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_a_program_could_not_deliver_the_next_one_does()
    {
        var file = Path.Combine(Folder, "weights.bin");
        await File.WriteAllBytesAsync(file, [1, 2, 3]);
        Line.Cut = true;
        await using var first = Client(farewell: Short);
        var run = first.StartRun("left");
        Log(run, 0, 100);
        run.LogArtifact(file);
        await run.FlushAsync();
        await File.WriteAllBytesAsync(file, [9]); // the run's is the file as it was
        run.Status = RunStatus.Failed;
        await run.DisposeAsync();
        Assert.NotEmpty(SpoolFiles());

        Line.Cut = false;
        await using var second = Client();
        Assert.True(await second.DeliverSpoolAsync());
        var found = await RunAsync(run.Id);
        Assert.Equal("FAILED", found.GetProperty("info").Text("status"));
        Assert.Equal(100, (await HistoryAsync(run.Id, "loss")).Count);
        Assert.Equal([1, 2, 3], await FileAsync(run.Id, "weights.bin"));
        Assert.Equal([file], Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_lost_answer_doubles_nothing()
    {
        await using var tracking = Client();
        Line.LosesAnswers = true;
        var run = tracking.StartRun("lossy");
        Log(run, 0, 200);
        run.LogParam("a", 1);
        Assert.False(await run.FlushAsync());
        Assert.False(await run.FlushAsync());
        Assert.True(Line.Arrived > 1);
        Line.LosesAnswers = false;
        await run.DisposeAsync();

        Assert.Equal(200, (await HistoryAsync(run.Id, "loss")).Count);
        Assert.Equal(200, await CountAsync(run.Id));
        Assert.Single((await Web.PostAsync("/api/2.0/mlflow/runs/search", $$"""{"experiment_ids": ["{{(await RunAsync(run.Id)).GetProperty("info").Text("experiment_id")}}"]}""")).GetProperty("runs").EnumerateArray());
        Assert.DoesNotContain(Problems, problem => problem.Kind is TrackingProblemKind.Dropped or TrackingProblemKind.Refused);
    }

    [Fact]
    public async Task A_batch_whose_answer_was_lost_is_counted_once()
    {
        await using var tracking = Client();
        var run = tracking.StartRun("counted");
        Assert.True(await run.FlushAsync());
        Line.LosesAnswers = true;
        for (var part = 0; part < 3; part++) // what comes meanwhile waits behind it
        {
            Log(run, part * 100, part * 100 + 100);
            Assert.False(await run.FlushAsync());
        }
        var arrived = Line.Batches;
        Line.LosesAnswers = false;
        await run.DisposeAsync();
        Assert.True(arrived > 3, $"{arrived} batches arrived"); // the first more than once
        Assert.Equal(300, (await HistoryAsync(run.Id, "loss")).Count);
        Assert.Equal(300, await CountAsync(run.Id));
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
        Assert.Equal([TrackingProblemKind.Refused, TrackingProblemKind.Refused], Problems.Select(problem => problem.Kind));
    }

    [Fact]
    public async Task A_tag_that_is_refused_costs_the_run_nothing_else()
    {
        await using var tracking = Client();
        var parent = tracking.StartRun("around");
        await parent.DisposeAsync();
        var run = tracking.StartRun("told badly", new RunOptions { Name = "one", Tags = Tags(("bad@key", "a"), ("team", "blue")), ParentRunId = parent.Id });
        Log(run, 0, 10);
        await run.DisposeAsync();

        var found = await RunAsync(run.Id);
        Assert.Equal(("FINISHED", "one"), (found.GetProperty("info").Text("status"), found.GetProperty("info").Text("run_name")));
        Assert.Equal(("blue", parent.Id), (Value(found, "tags", "team"), Value(found, "tags", "mlflow.parentRunId")));
        Assert.Equal(10, (await HistoryAsync(run.Id, "loss")).Count);
        var problem = Assert.Single(Problems);
        Assert.Equal(TrackingProblemKind.Refused, problem.Kind);
        Assert.Contains("The tag 'bad@key'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_said_of_a_run_that_began_without_it_comes_although_the_server_is_away_in_between()
    {
        var failures = 1;
        Line.Proxy = request => request.RequestUri!.AbsolutePath.EndsWith("/log-batch", StringComparison.Ordinal) && Interlocked.Decrement(ref failures) >= 0
            ? new HttpResponseMessage(System.Net.HttpStatusCode.ServiceUnavailable)
            : null;
        await using var tracking = Client();
        var run = tracking.StartRun("told badly, late", new RunOptions { Name = "one", Tags = Tags(("bad@key", "a"), ("team", "blue")) });
        Log(run, 0, 10);
        await run.DisposeAsync();

        Assert.True(failures < 0);
        var found = await RunAsync(run.Id);
        Assert.Equal(("FINISHED", "one", "blue"), (found.GetProperty("info").Text("status"), found.GetProperty("info").Text("run_name"), Value(found, "tags", "team")));
        Assert.Contains("The tag 'bad@key'", Assert.Single(Problems, problem => problem.Kind == TrackingProblemKind.Refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_parent_is_none_a_long_name_is_cut_and_two_names_cost_one()
    {
        await using var tracking = Client();
        var run = tracking.StartRun("odd beginnings", new RunOptions { ParentRunId = "", Name = new string('n', 2_000) });
        var two = tracking.StartRun("odd beginnings", new RunOptions { Name = "mine", Tags = Tags(("mlflow.runName", "other"), ("team", "blue")) });
        await run.DisposeAsync();
        await two.DisposeAsync();
        Assert.Equal(new string('n', 1_000), (await RunAsync(run.Id)).GetProperty("info").Text("run_name"));
        var found = await RunAsync(two.Id);
        Assert.Equal(("mine", "blue"), (found.GetProperty("info").Text("run_name"), Value(found, "tags", "team")));
        Assert.Equal(two.Id, Assert.Single(Problems).RunId);
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
        Assert.InRange((await HistoryAsync(run.Id, "system/process_memory_usage_megabytes"))[0].GetProperty("value").GetDouble(), 10, 1e6);
        Assert.InRange((await HistoryAsync(run.Id, "system/process_cpu_utilization_percentage"))[0].GetProperty("value").GetDouble(), 0, 101);
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 100)]
    [InlineData(9, 100)] // the clock was read late before, or early now
    public void A_process_never_uses_more_than_all_processors(int processorSeconds, double percent)
    {
        var before = new ProcessUse(TimeSpan.FromSeconds(10), 1e6, Disk: null);
        var now = before with { Processor = before.Processor + (TimeSpan.FromSeconds(processorSeconds) * Environment.ProcessorCount) };
        Assert.Equal(percent, now.Since(before, TimeSpan.FromSeconds(2)).First(value => value.Key == "process_cpu_utilization_percentage").Value, 1e-9);
    }

    private async Task<long> CountAsync(string run) => (await Web.GetAsync($"/api/v1/tracking/runs/{run}")).GetProperty("metrics")[0].GetProperty("count").GetInt64();

    private static Dictionary<string, string> Tags(params (string Key, string Value)[] tags) => tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
}

using Platform.Client;
using Platform.Client.Delivery;
using Platform.Testing;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Client;

/// <summary>Too much at once, a clock that is set back, a long spool, no spool, and a run that is gone.</summary>
public sealed class CourierTests(WebServer web) : ClientCase(web)
{
    [Fact]
    public async Task What_did_not_fit_into_memory_is_told_each_time_and_never_costs_the_runs_end()
    {
        await using var tracking = new TrackingClient(Options() with { Capacity = 50, Gather = TimeSpan.Zero }, Line);
        var turnstile = Line.Turnstile = new SemaphoreSlim(0);
        var run = tracking.StartRun("overflows");
        await Eventually.HoldsAsync(() => Line.Held == 1);
        Log(run, 0, 200);
        Assert.Single(Dropped());
        var flush = run.FlushAsync(TestContext.Current.CancellationToken);
        Line.Turnstile = null;
        turnstile.Release();
        Assert.False(await flush);
        Assert.True(await run.FlushAsync(TestContext.Current.CancellationToken));
        Assert.Equal(50, (await HistoryAsync(run.Id, "loss")).Count);
        Assert.Contains("150 entries were dropped", Dropped()[1], StringComparison.Ordinal);

        turnstile = Line.Turnstile = new SemaphoreSlim(0);
        run.SetTag("next", "yes");
        await Eventually.HoldsAsync(() => Line.Held == 2);
        Log(run, 200, 400);
        Assert.Equal(3, Dropped().Count);
        var ending = run.DisposeAsync().AsTask();
        Line.Turnstile = null;
        turnstile.Release();
        await ending;
        Assert.Equal("FINISHED", (await RunAsync(run.Id)).GetProperty("info").Text("status"));
        Log(run, 400, 402);
        Assert.Contains("has ended", Dropped()[^1], StringComparison.Ordinal);
        Assert.False(await run.FlushAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_back_holds_up_nothing()
    {
        var clock = new HandClock();
        await using var tracking = new TrackingClient(Options() with { Time = clock, Gather = TimeSpan.Zero }, Line);
        Line.Cut = true;
        var run = tracking.StartRun("set back");
        Log(run, 0, 10);
        await Eventually.HoldsAsync(() => SpoolFiles().Length == 1 && Problems.Any(problem => problem.Kind == TrackingProblemKind.ServerAway));
        Line.Cut = false;
        clock.SetWrong(TimeSpan.FromDays(-1));

        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Problems.Any(problem => problem.Kind == TrackingProblemKind.ServerBack);
        });
        Assert.Equal(10, (await HistoryAsync(run.Id, "loss")).Count);
        await run.DisposeAsync();
    }

    [Fact]
    public async Task While_a_long_spool_is_delivered_what_is_new_reaches_the_disk_too()
    {
        await using var tracking = new TrackingClient(Options() with { Gather = TimeSpan.Zero }, Line);
        Line.Cut = true;
        var run = tracking.StartRun("long");
        for (var part = 0; part < 10; part++)
        {
            Log(run, part * 10, part * 10 + 10);
            Assert.False(await run.FlushAsync(TestContext.Current.CancellationToken));
        }
        var turnstile = Line.Turnstile = new SemaphoreSlim(0);
        Line.Cut = false;
        var flush = run.FlushAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Line.Held > 0);
        run.SetTag("late", "yes");
        turnstile.Release(3); // looks the experiment up, makes it, and makes the run
        await Eventually.HoldsAsync(() => File.ReadAllText(SpoolFiles()[0]).Contains("\"late\"", StringComparison.Ordinal));
        Assert.False(flush.IsCompleted);

        Line.Turnstile = null;
        turnstile.Release();
        Assert.True(await flush);
        Assert.True(await run.FlushAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Enumerable.Range(0, 100), (await HistoryAsync(run.Id, "loss")).Select(point => point.GetProperty("step").GetInt32()));
        Assert.Equal("yes", Value(await RunAsync(run.Id), "tags", "late"));
        await run.DisposeAsync();
    }

    [Fact]
    public async Task Lines_that_were_written_one_by_one_go_together_in_their_order()
    {
        var options = Options();
        using var wire = new TrackingWire(options, Line);
        using var spool = Spool.TryOpen(options.ServerSpool, Guid.NewGuid().ToString("N"), options.SpoolLimit)!;
        var none = new Dictionary<string, string>(StringComparer.Ordinal);
        Append(new CreateEntry("backlog", null, "u", 5, none, null));
        for (var step = 0; step < 300; step++)
            Append(new BatchEntry([new Point("loss", step, step, step)], none, new Dictionary<string, string>(StringComparer.Ordinal) { [step % 100 == 99 ? "again" : $"tag_{step}"] = $"{step}" }));
        Append(new BatchEntry([new Point("../bad", 1, 1, 1)], none, none));
        Append(new EndEntry(RunStatus.Finished, 9));
        var sender = new Sender(wire, options, spool);
        var sent = 0;
        for (; !spool.IsEmpty; sent++)
            Assert.Equal(SendOutcome.Taken, (await sender.SendWaitingAsync(TestContext.Current.CancellationToken)).Outcome);

        Assert.InRange(sent, 5, 8); // the run, three hundred tags by a hundred with one that comes thrice, the end
        Assert.Equal(Enumerable.Range(0, 300), (await HistoryAsync(spool.RunId, "loss")).Select(point => point.GetProperty("step").GetInt32()));
        var found = await RunAsync(spool.RunId);
        Assert.Equal(("299", "0", "FINISHED"), (Value(found, "tags", "again"), Value(found, "tags", "tag_0"), found.GetProperty("info").Text("status")));
        Assert.Contains("'../bad'", Assert.Single(Problems).Message, StringComparison.Ordinal);

        void Append(Entry entry) => Assert.True(spool.TryAppend(entry, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_spool_what_the_server_takes_arrives_and_the_rest_is_reported(bool awayAtFirst)
    {
        var file = Path.Combine(Folder, "file");
        await File.WriteAllTextAsync(file, "in the spool's place", TestContext.Current.CancellationToken);
        await using var tracking = new TrackingClient(Options() with { SpoolFolder = file }, Line);
        Line.Cut = awayAtFirst;
        var run = tracking.StartRun("no spool");
        Assert.Single(Problems, problem => problem.Kind == TrackingProblemKind.NoSpool);
        Log(run, 0, 10);
        Assert.Equal(!awayAtFirst, await run.FlushAsync(TestContext.Current.CancellationToken));
        Line.Cut = true;
        Log(run, 10, 20);
        Assert.False(await run.FlushAsync(TestContext.Current.CancellationToken));
        Line.Cut = false;
        Log(run, 20, 30);
        Assert.True(await run.FlushAsync(TestContext.Current.CancellationToken));
        await run.DisposeAsync();

        Assert.Equal(awayAtFirst ? 10 : 20, (await HistoryAsync(run.Id, "loss")).Count);
        Assert.Equal("FINISHED", (await RunAsync(run.Id)).GetProperty("info").Text("status"));
        Assert.InRange(Dropped().Count, 1, 2); // that some are lost, and how many in all
        Assert.Equal([TrackingProblemKind.ServerAway, TrackingProblemKind.ServerBack], Problems.Select(problem => problem.Kind).Where(kind => kind is TrackingProblemKind.ServerAway or TrackingProblemKind.ServerBack));
    }

    [Fact]
    public async Task A_batch_for_a_run_that_is_deleted_is_refused_as_a_whole()
    {
        await using var tracking = Client();
        await using var run = tracking.StartRun("deleted");
        Assert.True(await run.FlushAsync(TestContext.Current.CancellationToken));
        await Web.PostAsync("/api/2.0/mlflow/runs/delete", $$"""{"run_id": "{{run.Id}}"}""");
        var before = Line.Arrived;
        Log(run, 0, 2_000);
        Assert.True(await run.FlushAsync(TestContext.Current.CancellationToken));

        var refusals = Problems.Where(problem => problem.Kind == TrackingProblemKind.Refused).Select(problem => problem.Message).ToList();
        Assert.InRange(refusals.Count, 3, 10); // one a batch
        Assert.InRange(Line.Arrived - before, refusals.Count, 2 * refusals.Count); // the batch, and the question for its run
        Assert.All(refusals, refusal => Assert.Contains("deleted", refusal, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_too_large_for_the_spool_is_delivered_from_where_it_lies()
    {
        var file = Path.Combine(Folder, "large.bin");
        await File.WriteAllBytesAsync(file, new byte[200_000], TestContext.Current.CancellationToken);
        Line.Cut = true;
        string id;
        await using (var tracking = new TrackingClient(Options(farewell: Short) with { SpoolLimit = 100_000 }, Line))
        {
            var run = tracking.StartRun("large");
            id = run.Id;
            run.LogArtifact(file);
            Assert.False(await run.FlushAsync(TestContext.Current.CancellationToken));
            await run.DisposeAsync();
        }
        Assert.Empty(Dropped());

        Line.Cut = false;
        await using var later = Client();
        Assert.True(await later.DeliverSpoolAsync(TestContext.Current.CancellationToken));
        Assert.Equal(200_000, (await FileAsync(id, "large.bin")).Length);
        Assert.True(File.Exists(file));
    }

    private List<string> Dropped() => [.. Problems.Where(problem => problem.Kind == TrackingProblemKind.Dropped).Select(problem => problem.Message)];
}

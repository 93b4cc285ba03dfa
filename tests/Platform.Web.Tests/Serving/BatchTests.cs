using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Checkpoints;
using Platform.Web.Serving;
using Xunit;

namespace Platform.Web.Tests.Serving;

public sealed class BatchTests(ServedModel served) : IClassFixture<ServedModel>
{
    private string File => served.Web.Services.GetRequiredService<CheckpointStore>().PathOf(served.Digest);

    [Fact]
    public async Task Calls_that_wait_are_answered_in_one_call_of_the_model_each_with_its_own_rows()
    {
        var meter = new ServingMeter();
        using var worker = new ModelWorker(1, capacity: 1, queueLength: 10, meter);
        using var gate = new ManualResetEventSlim();
        var calls = 0;
        var blocking = worker.RunAsync(served.Digest, File, _ => { gate.Wait(TestContext.Current.CancellationToken); return 0; }, CancellationToken.None);
        var waiting = Enumerable.Range(1, 3).Select(i => worker.PredictAsync(served.Digest, File, Enumerable.Repeat(i, i).ToArray(), Count, probe: false, CancellationToken.None)).ToArray();
        gate.Set();
        await blocking;

        Assert.Equal(["10", "20 20", "30 30 30"], (await Task.WhenAll(waiting)).Select(answers => string.Join(' ', answers)));
        Assert.Equal(1, calls);
        var figures = meter.Of(served.Digest)!;
        Assert.Equal((3, 6, 3), (figures.Calls, figures.Rows, figures.Counted));
        Assert.Equal(new ServingBatch(2, 3, 1), Assert.Single(figures.Batches));

        int[] Count(Training.Core.TrainedModel model, int[] rows)
        {
            calls++;
            return [.. rows.Select(row => row * 10)];
        }
    }

    [Fact]
    public async Task A_wrong_row_of_one_caller_is_only_that_callers_error()
    {
        using var worker = new ModelWorker(1, capacity: 1, queueLength: 10);
        using var gate = new ManualResetEventSlim();
        var blocking = worker.RunAsync(served.Digest, File, _ => { gate.Wait(TestContext.Current.CancellationToken); return 0; }, CancellationToken.None);
        var good = worker.PredictAsync(served.Digest, File, [1], Check, probe: false, CancellationToken.None);
        var bad = worker.PredictAsync(served.Digest, File, [-1], Check, probe: false, CancellationToken.None);
        gate.Set();
        await blocking;

        Assert.Equal(1, Assert.Single(await good));
        await Assert.ThrowsAsync<ArgumentException>(() => bad);

        static int[] Check(Training.Core.TrainedModel model, int[] rows) => Array.Exists(rows, row => row < 0) ? throw new ArgumentException("A negative row.") : rows;
    }

    [Fact]
    public async Task What_the_platform_asks_itself_and_what_is_refused_are_no_served_calls()
    {
        var meter = new ServingMeter();
        using var worker = new ModelWorker(1, capacity: 1, queueLength: 10, meter);
        await worker.PredictAsync(served.Digest, File, [1, 2], Same, probe: true, CancellationToken.None);
        await Assert.ThrowsAsync<ArgumentException>(() => worker.PredictAsync(served.Digest, File, [-1], Refuse, probe: false, CancellationToken.None));
        await worker.PredictAsync(served.Digest, File, [1, 2, 3], Same, probe: false, CancellationToken.None);

        var figures = meter.Of(served.Digest)!;
        Assert.Equal((1, 3), (figures.Calls, figures.Rows));

        static int[] Same(Training.Core.TrainedModel model, int[] rows) => rows;

        static int[] Refuse(Training.Core.TrainedModel model, int[] rows) => throw new ArgumentException("A negative row.");
    }

    [Fact]
    public async Task Who_has_an_answer_finds_it_among_the_calls()
    {
        var meter = new ServingMeter();
        using var worker = new ModelWorker(1, capacity: 1, queueLength: 10, meter);
        for (var calls = 1; calls <= 500; calls++)
        {
            await worker.PredictAsync(served.Digest, File, [1], (_, rows) => rows, probe: false, CancellationToken.None);
            Assert.Equal(calls, meter.Of(served.Digest)!.Calls);
        }
    }

    [Fact]
    public async Task A_batch_ends_at_its_most_rows_and_keeps_the_order()
    {
        using var worker = new ModelWorker(1, capacity: 1, queueLength: 10);
        using var gate = new ManualResetEventSlim();
        var sizes = new List<int>();
        var blocking = worker.RunAsync(served.Digest, File, _ => { gate.Wait(TestContext.Current.CancellationToken); return 0; }, CancellationToken.None);
        var waiting = Enumerable.Range(0, 3).Select(_ => worker.PredictAsync(served.Digest, File, new int[100], Note, probe: false, CancellationToken.None)).ToArray();
        gate.Set();
        await blocking;
        await Task.WhenAll(waiting);
        Assert.Equal([200, 100], sizes);

        int[] Note(Training.Core.TrainedModel model, int[] rows)
        {
            sizes.Add(rows.Length);
            return rows;
        }
    }

    [Fact]
    public void Percentiles_are_those_of_the_nearest_rank()
    {
        double[] values = [.. Enumerable.Range(1, 200).Select(i => (double)i)];
        Assert.Equal((100, 198), (ServingMeter.Percentile(values, 0.5), ServingMeter.Percentile(values, 0.99)));
        Assert.Equal(7, ServingMeter.Percentile([7], 0.99));
    }

    [Fact]
    public async Task Single_answers_are_timed()
    {
        var times = await served.Web.Services.GetRequiredService<ServingTimer>().TimeAsync(served.Digest, TestContext.Current.CancellationToken);
        Assert.Equal(ServingTimer.Answers, times.Answers);
        Assert.True(times.P50Ms > 0 && times.P50Ms <= times.P99Ms);
    }
}

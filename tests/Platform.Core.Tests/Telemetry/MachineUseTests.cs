using Platform.Core.Telemetry;
using Platform.Core.Tracking;
using Xunit;

namespace Platform.Core.Tests.Telemetry;

public sealed class MachineUseTests
{
    private const string Key = "system/cpu_utilization_percentage";

    [Fact]
    public void Samples_of_several_attempts_are_one_series_by_time()
    {
        var use = MachineUse.None.With([(1, Sampled(1, (0, 1_000, 10), (1, 2_000, 20))), (2, Sampled(2, (0, 9_000, 50))), (3, Sampled(1, (2, 3_000, 30)))]);

        Assert.Equal(3, use.Version);
        Assert.Equal([Key], use.Keys);
        Assert.Equal([new(0, 1_000, 10), new(1, 2_000, 20), new(2, 3_000, 30), new MetricPoint(3, 9_000, 50)], use.Of(Key));
        Assert.Empty(use.Of("system/other"));
    }

    [Fact]
    public void A_later_look_leaves_the_earlier_one_as_it_was()
    {
        var first = MachineUse.None.With([(1, Sampled(1, (0, 1_000, 10)))]);
        var second = first.With([(2, Sampled(1, (1, 2_000, 20)))]);

        Assert.Equal((1, 1), (first.Version, first.Of(Key).Count));
        Assert.Equal((2, 2), (second.Version, second.Of(Key).Count));
        Assert.Equal(0, MachineUse.None.Version);
    }

    [Fact]
    public void A_minute_of_a_dozen_metrics_takes_less_than_a_kilobyte_and_a_half()
    {
        var batch = new MetricBatch();
        for (var i = 0; i < 12; i++)
        {
            for (var key = 0; key < 12; key++)
                batch.Add($"system/some_metric_{key}_megabytes", new MetricPoint(i, 1_767_323_045_000 + (5_000 * i) + (i % 3), Math.Sin(i + key) * 1e4));
        }
        Assert.InRange(MachineUseSampled.Of(1, "silo-a", batch, default).Block.Length, 1, 1_536);
    }

    private static MachineUseSampled Sampled(int attempt, params (long Step, long Time, double Value)[] points)
    {
        var batch = new MetricBatch();
        foreach (var (step, time, value) in points)
            batch.Add(Key, new MetricPoint(step, time, value));
        return MachineUseSampled.Of(attempt, "silo-a", batch, DateTimeOffset.UnixEpoch);
    }
}

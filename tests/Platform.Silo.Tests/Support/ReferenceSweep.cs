using Platform.Testing;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Xunit;

namespace Platform.Silo.Tests.Support;

[CollectionDefinition(ReferenceSweep.Collection)]
public sealed class ReferenceSweepGroup : ICollectionFixture<ReferenceSweep>;

/// <summary>A platform and one sweep that nothing disturbed: what every disturbed one must equal, bit for bit.</summary>
public sealed class ReferenceSweep : IAsyncLifetime
{
    public const string Collection = "reference sweep";

    public SiloPlatform Platform { get; } = new();

    public IReadOnlyList<TrialView> Trials { get; private set; } = [];

    /// <summary>Two lanes, random sampler, no pruner; a trial takes some seconds.</summary>
    public static SweepSpec Spec => Some.Sweep(trials: 4, epochs: 8, parallelism: 2, samples: 4000, width: 256);

    public async ValueTask InitializeAsync()
    {
        await Platform.InitializeAsync();
        await using var silo = await Platform.StartSiloAsync();
        var id = await Platform.LaunchAsync(Spec);
        await Platform.CompletedAsync(id);
        Trials = await Platform.Views.TrialsOfAsync(id);
        await silo.SignalAsync("TERM");
        await silo.ExitAsync(Eventually.Patience);
    }

    public ValueTask DisposeAsync() => Platform.DisposeAsync();

    /// <summary>Fails unless every trial has the same parameters and metrics, each epoch recorded exactly once.</summary>
    public async Task AssertEqualAsync(SiloPlatform platform, string experimentId)
    {
        var trials = await platform.Views.TrialsOfAsync(experimentId);
        Assert.Equal(Trials.Count, trials.Count);
        foreach (var (expected, actual) in Trials.Zip(trials))
        {
            Assert.Equal(expected.Fields, actual.Fields);
            Assert.Equal(TrialStatus.Completed, actual.Status);
            var epochs = (await platform.EventsAsync(actual.Id)).OfType<EpochCompleted>().ToArray();
            Assert.Equal(Enumerable.Range(1, expected.Epochs), epochs.Select(e => e.Epoch));
            Assert.Equal(Bits(expected.TrainLoss), Bits(epochs.Select(e => e.TrainLoss)));
            Assert.Equal(Bits(expected.ValidationLoss), Bits(epochs.Select(e => e.ValidationLoss)));
            foreach (var (name, curve) in expected.Metrics)
                Assert.Equal(Bits(curve), Bits(epochs.Select(e => e.Metrics[name])));
            Assert.Equal(expected.Checkpoints, actual.Checkpoints);
        }
    }

    private static long[] Bits(IEnumerable<double> values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];
}

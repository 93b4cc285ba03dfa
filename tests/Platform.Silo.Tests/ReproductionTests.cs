using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

public sealed class ReproductionTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task A_reproduced_run_is_identical_to_the_last_bit()
    {
        await using var silo = await platform.StartSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 3));
        await platform.CompletedAsync(id);

        var verdict = await ReproduceAsync($"{id}-1");

        Assert.True(verdict.Identical, verdict.Summary);
        Assert.Equal(3, verdict.ComparedEpochs);
        Assert.Equal("All 3 epochs are identical to the last bit.", verdict.Summary);
        var sweep = await platform.Commands.LoadExperimentAsync(id);
        Assert.Empty(sweep.Reproductions);
        Assert.True(platform.Checkpoints.Exists((await platform.TrialAsync($"{id}-1")).BestCheckpoint!)); // collecting the copy's spares nothing of the original's
    }

    [Fact]
    public async Task A_pruned_run_is_reproduced_for_as_many_epochs_as_it_had()
    {
        await using var silo = await platform.StartSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 8, epochs: 6, pruner: "median", samples: 300));
        await platform.CompletedAsync(id);
        var pruned = (await platform.Views.TrialsOfAsync(id)).FirstOrDefault(t => t.Status == TrialStatus.Pruned);
        Assert.NotNull(pruned);

        var verdict = await ReproduceAsync(pruned.Id);

        Assert.True(verdict.Identical, verdict.Summary);
        Assert.Equal(pruned.LastEpoch, verdict.ComparedEpochs);
        var events = await platform.EventsAsync(pruned.Id);
        Assert.Contains(events, e => e is TrialPruned { BasedOn: > 0 });
        Assert.All(events.OfType<EpochCompleted>().SkipLast(1), e => Assert.InRange(e.Epoch, 1, 5));
    }

    private async Task<ReproductionVerified> ReproduceAsync(string trialId)
    {
        var copy = await platform.Commands.RequestReproductionAsync(trialId, "test", SiloPlatform.Now);
        TrialView? seen = null;
        await Eventually.HoldsAsync(async () => (seen = await platform.TrialAsync(copy)).Verdict is not null);
        return seen!.Verdict!;
    }
}

using Platform.Core.Experiments;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Search;
using Xunit;

namespace Platform.Silo.Tests;

public sealed class TransferTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task A_run_that_starts_from_a_registered_model_is_reproduced_from_the_same_content_after_the_alias_has_moved()
    {
        await using var silo = await platform.StartSiloAsync();
        var source = await platform.LaunchAsync(Some.Sweep(trials: 2, epochs: 1));
        await platform.CompletedAsync(source);
        var (first, second) = (await platform.TrialAsync($"{source}-1"), await platform.TrialAsync($"{source}-2"));
        await RegisterAsync(first, "source");
        var id = await platform.LaunchAsync(Some.Sweep(
            trials: 1, epochs: 2, seed: 8, more: [("start_from", "models:/transfer@source"), ("train_blocks", 1L), ("layer_rate_decay", 0.5)]));
        await platform.CompletedAsync(id);
        await RegisterAsync(second, "source");

        var copy = await platform.Commands.RequestReproductionAsync($"{id}-1", "test", SiloPlatform.Now);
        await platform.HoldsAsync(async () => (await platform.TrialAsync(copy)).Verdict is not null);

        var (run, repeated) = (await platform.TrialAsync($"{id}-1"), await platform.TrialAsync(copy));
        Assert.NotEqual(first.BestCheckpoint, second.BestCheckpoint);
        Assert.Equal(first.BestCheckpoint, run.StartWeights!.Digest);
        Assert.Equal(run.StartWeights.Digest, repeated.StartWeights!.Digest);
        Assert.Equal(["layers.0"], run.StartWeights.Frozen);
        Assert.Equal(4, run.StartWeights.Taken.Count);
        Assert.True(repeated.Verdict!.Identical, repeated.Verdict.Summary);
    }

    [Fact]
    public async Task A_segment_of_a_population_needs_its_parents_weights_and_the_source_no_more()
    {
        await using var silo = await platform.StartSiloAsync();
        var source = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 1, seed: 21));
        await platform.CompletedAsync(source);
        await RegisterAsync(await platform.TrialAsync($"{source}-1"), "founder");
        var id = await platform.LaunchAsync(Some.Sweep(trials: 4, epochs: 1, seed: 9, more: [("start_from", "models:/transfer@founder")]) with
        {
            Sampler = new ComponentChoice("pbt", ParameterSet.Of(("population", 2L))),
        });
        await platform.CompletedAsync(id);
        var heir = (await platform.Views.TrialsOfAsync(id)).Last(trial => trial.Inherits is not null);
        await platform.Commands.ApplyAsync("transfer", new MoveAlias("founder", null, Confirmed: true, "test", "", SiloPlatform.Now));

        var copy = await platform.Commands.RequestReproductionAsync(heir.Id, "test", SiloPlatform.Now);
        await platform.HoldsAsync(async () => await platform.TrialAsync(copy) is { Verdict: not null } or { Status: TrialStatus.Failed });

        var repeated = await platform.TrialAsync(copy);
        Assert.Null(repeated.EndReason);
        Assert.True(repeated.Verdict!.Identical, repeated.Verdict.Summary);
    }

    [Fact]
    public async Task A_source_that_is_not_there_fails_the_run_with_the_reason()
    {
        (string Source, string Reason)[] wrong =
        [
            ("models:/nobody@champion", "is not registered"), ("runs:/nobody-1", "which there is not"), ("file:missing.safetensors", "not in the folder 'weights'"),
            ($"sha256:{new string('0', 64)}", "no longer in the store"),
        ];
        await using var silo = await platform.StartSiloAsync();
        var ids = new List<string>();
        foreach (var (source, _) in wrong)
            ids.Add(await platform.LaunchAsync(Some.Sweep(trials: 1, more: [("start_from", source)])));

        foreach (var (id, (_, reason)) in ids.Zip(wrong))
        {
            await platform.HoldsAsync(async () => await platform.Views.TrialAsync($"{id}-1") is { Status: TrialStatus.Failed });
            Assert.Contains(reason, (await platform.TrialAsync($"{id}-1")).EndReason!, StringComparison.Ordinal);
        }
    }

    private Task<RegisteredModel> RegisterAsync(TrialView run, string alias) => platform.Commands.ApplyAsync("transfer", new PromoteVersion(
        "transfer", run.Id, run.ExperimentId, run.BestEpoch!.Value, run.BestCheckpoint!, "digits", run.DataDigest!, new Dictionary<string, double>(), alias, Confirmed: true,
        "test", "", SiloPlatform.Now));
}

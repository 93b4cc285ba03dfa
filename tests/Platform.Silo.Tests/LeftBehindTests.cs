using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Evaluations;
using Platform.Silo.Lanes;
using Platform.Silo.Reproductions;
using Platform.Silo.Tests.Support;
using Platform.Silo.Trials;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

/// <summary>What lost silos leave behind, and who sees to it. The lost ones are played by commands.</summary>
public sealed class LeftBehindTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task Cancelling_a_paused_sweep_leaves_the_best_and_the_last_checkpoint_of_its_trials()
    {
        var trial = await platform.BeginTrialAsync(epochs: 20);
        await platform.ReportAsync(trial, 0.1, 0.9, 0.2, 0.3, 0.4, 0.5);
        await platform.Commands.ApplyAsync(Sweep(trial), new PauseExperiment("test", SiloPlatform.Now));
        await platform.Commands.ApplyAsync(trial, new SuspendTrial(1, "paused", SiloPlatform.Now));
        await platform.Commands.ApplyAsync(Sweep(trial), new CancelExperiment("test", "enough", SiloPlatform.Now));

        await InterruptAsync();

        var ended = await platform.Commands.LoadTrialAsync(trial);
        Assert.Equal(TrialStatus.Cancelled, ended.Status);
        Assert.Equal(Digests(trial, 1, 3, 4, 5), ended.CollectedCheckpoints.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_completed_sweep_is_scored_after_its_checkpoints_were_collected_and_only_those_that_have_some_are_read()
    {
        var trial = await platform.BeginTrialAsync(epochs: 4);
        await platform.ReportAsync(trial, 0.9, 0.1, 0.2, 0.3); // its silo is lost before it collects
        Assert.Equal([trial], await platform.Views.UncollectedTrialsAsync(Sweep(trial)));

        await using var parts = new SiloParts(platform);
        await parts.Get<SweepEpilogue>().RunAsync(CancellationToken.None);

        var events = await platform.EventsAsync(trial);
        Assert.Equal(Digests(trial, 2, 3), Assert.IsType<CheckpointsCollected>(events[^2]).Checkpoints.Order(StringComparer.Ordinal));
        Assert.IsType<TestEvaluationRequested>(events[^1]);
        Assert.Empty(await platform.Views.UncollectedTrialsAsync(Sweep(trial)));
    }

    [Fact]
    public async Task A_sweep_whose_checkpoints_cannot_be_collected_is_scored_all_the_same_and_so_is_the_next_one()
    {
        var (broken, next) = (await platform.BeginTrialAsync(epochs: 4), await platform.BeginTrialAsync(epochs: 1));
        for (var epoch = 1; epoch <= 4; epoch++)
        {
            var metrics = new Dictionary<string, double> { ["validation_accuracy"] = 1.0 / epoch };
            await platform.Commands.ApplyAsync(broken, new ReportEpoch(1, epoch, 0.5, 0.5, metrics, 0.01, 100, TimeSpan.FromSeconds(1), $"no digest {epoch}", SiloPlatform.Now));
        }
        await platform.ReportAsync(next, 0.5);

        await using var parts = new SiloParts(platform);
        await parts.Get<SweepEpilogue>().RunAsync(CancellationToken.None);

        Assert.DoesNotContain(await platform.EventsAsync(broken), e => e is CheckpointsCollected);
        Assert.True((await platform.TrialAsync(broken)).TestEvaluationWanted);
        Assert.True((await platform.TrialAsync(next)).TestEvaluationWanted);
    }

    [Fact]
    public async Task A_reproduction_that_is_cancelled_while_it_waits_for_its_place_gets_its_verdict_from_its_lane()
    {
        var trial = await platform.BeginTrialAsync(epochs: 1);
        await platform.ReportAsync(trial, 0.5);
        var copy = await platform.Commands.RequestReproductionAsync(trial, "test", SiloPlatform.Now);
        await using var parts = new SiloParts(platform);
        var alone = await parts.Get<SiloGate>().EnterAsync(alone: true, CancellationToken.None);
        var firing = parts.Get<ReproductionLane>().FireAsync(copy);
        await Eventually.HoldsAsync(() => parts.Get<SiloGate>().Waiting == 1);

        await platform.Commands.ApplyAsync(copy, new CancelTrial("enough", SiloPlatform.Now));
        alone.Dispose();

        Assert.Equal(LaneStep.Done, await firing);
        Assert.NotNull((await platform.TrialAsync(copy)).Verdict);
    }

    [Fact]
    public async Task A_trial_of_a_paused_sweep_is_taken_back_from_a_silo_that_is_gone_and_left_to_one_that_lives()
    {
        var (lost, held) = (await platform.BeginTrialAsync(epochs: 20), await platform.BeginTrialAsync(epochs: 20, silo: "alive"));
        await platform.ReportAsync(lost, 0.5);
        foreach (var trial in (string[])[lost, held])
            await platform.Commands.ApplyAsync(Sweep(trial), new PauseExperiment("test", SiloPlatform.Now));
        await ShowLifeAsync("alive");

        await InterruptAsync();

        Assert.Equal("silo lost", Assert.IsType<TrialSuspended>((await platform.EventsAsync(lost))[^1]).Reason);
        Assert.Equal(TrialStatus.Running, (await platform.TrialAsync(held)).Status);
        Assert.Equal(0, (await platform.ExperimentAsync(Sweep(lost))).Running);
    }

    [Fact]
    public async Task A_cancelled_reproduction_gets_its_verdict_from_any_silo_and_is_open_no_more()
    {
        var trial = await platform.BeginTrialAsync(epochs: 1);
        await platform.ReportAsync(trial, 0.5);
        var copy = await platform.Commands.RequestReproductionAsync(trial, "test", SiloPlatform.Now);
        await platform.Commands.ApplyAsync(copy, new CancelTrial("test cancelled it.", SiloPlatform.Now));

        await using var parts = new SiloParts(platform);
        var open = (await platform.Views.TrialsToJudgeAsync()).Where(view => view.Id == copy).ToArray();
        await parts.Get<ReproductionVerdicts>().OfCancelledAsync([open[0] with { Id = "gone-1-r1" }, .. open], CancellationToken.None); // one that cannot be judged comes first

        Assert.Equal("The reproduction ended as cancelled after 0 of 1 epochs. Why it ended: test cancelled it.", (await platform.TrialAsync(copy)).Verdict!.Summary);
        Assert.Empty((await platform.Commands.LoadExperimentAsync(Sweep(trial))).Reproductions);
        Assert.DoesNotContain(await platform.Views.TrialsToJudgeAsync(), view => view.Id == copy);
    }

    [Fact]
    public async Task Silos_that_gave_a_sign_of_life_just_now_are_told_once_it_matters()
    {
        var trial = await platform.BeginTrialAsync(epochs: 20, silo: "alive");
        await using var parts = new SiloParts(platform);
        Assert.Empty(await parts.Get<SiloLiveness>().LivingAsync(await platform.Commands.LoadTrialAsync(trial), CancellationToken.None));

        await platform.Commands.ApplyAsync(trial, new BeginAttempt("lost", Played.Machine, "digest", SiloPlatform.Now));

        var state = await platform.Commands.LoadTrialAsync(trial);
        await ShowLifeAsync("alive");
        var living = await parts.Get<SiloLiveness>().LivingAsync(state, CancellationToken.None);
        Assert.Equal(["alive", "parts"], living.Order(StringComparer.Ordinal));
        Assert.Equal(1, state.LostIfTakenOver(living));
    }

    private static string Sweep(string trial) => trial.Split('-')[0];

    private static IEnumerable<string> Digests(string trial, params int[] epochs) => epochs.Select(epoch => Played.Digest(trial, epoch)).Order(StringComparer.Ordinal);

    private Task ShowLifeAsync(string silo) => platform.Silos.ReportAsync(new SiloView(silo, "host", 7, 1, 1, ["cpu"], [], "0.1", SiloPlatform.Now, SiloPlatform.Now));

    private async Task InterruptAsync()
    {
        await using var parts = new SiloParts(platform);
        await parts.Get<TrialInterrupter>().InterruptAsync(await platform.Views.ActiveExperimentsAsync(), await platform.Views.UnfinishedTrialsAsync(), CancellationToken.None);
    }
}

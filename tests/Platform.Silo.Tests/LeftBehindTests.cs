using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Evaluations;
using Platform.Silo.Lanes;
using Platform.Silo.Reproductions;
using Platform.Silo.Tests.Support;
using Platform.Silo.Trials;
using Platform.Testing;
using Search;
using Xunit;

namespace Platform.Silo.Tests;

/// <summary>What lost silos leave behind, and who sees to it. The lost ones are played by commands.</summary>
public sealed class LeftBehindTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    private static readonly RunEnvironment Machine = new("0.1", "1.13.1", "openblas", 1, "cpu", "some CPU", "Debian");

    [Fact]
    public async Task Cancelling_a_paused_sweep_leaves_the_best_and_the_last_checkpoint_of_its_trials()
    {
        var trial = await BeginAsync(epochs: 20);
        await ReportAsync(trial, 0.1, 0.9, 0.2, 0.3, 0.4, 0.5);
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
        var trial = await BeginAsync(epochs: 4);
        await ReportAsync(trial, 0.9, 0.1, 0.2, 0.3); // its silo is lost before it collects
        Assert.Equal([trial], await platform.Views.UncollectedTrialsAsync(Sweep(trial)));

        await using var parts = new SiloParts(platform);
        await parts.Get<SweepEpilogue>().RunAsync(CancellationToken.None);

        var events = await platform.EventsAsync(trial);
        Assert.Equal(Digests(trial, 2, 3), Assert.IsType<CheckpointsCollected>(events[^2]).Checkpoints.Order(StringComparer.Ordinal));
        Assert.IsType<TestEvaluationRequested>(events[^1]);
        Assert.Empty(await platform.Views.UncollectedTrialsAsync(Sweep(trial)));
    }

    [Fact]
    public async Task A_trial_of_a_paused_sweep_is_taken_back_from_a_silo_that_is_gone_and_left_to_one_that_lives()
    {
        await platform.Silos.ReportAsync(new SiloView("alive", "host", 7, 1, 1, ["cpu"], [], "0.1", SiloPlatform.Now, SiloPlatform.Now));
        var (lost, held) = (await BeginAsync(epochs: 20), await BeginAsync(epochs: 20, silo: "alive"));
        await ReportAsync(lost, 0.5);
        foreach (var trial in (string[])[lost, held])
            await platform.Commands.ApplyAsync(Sweep(trial), new PauseExperiment("test", SiloPlatform.Now));

        await InterruptAsync();

        Assert.Equal("silo lost", Assert.IsType<TrialSuspended>((await platform.EventsAsync(lost))[^1]).Reason);
        Assert.Equal(TrialStatus.Running, (await platform.TrialAsync(held)).Status);
        Assert.Equal(0, (await platform.ExperimentAsync(Sweep(lost))).Running);
    }

    [Fact]
    public async Task A_cancelled_reproduction_gets_its_verdict_from_any_silo_and_is_open_no_more()
    {
        var trial = await BeginAsync(epochs: 1);
        await ReportAsync(trial, 0.5);
        var copy = await platform.Commands.RequestReproductionAsync(trial, "test", SiloPlatform.Now);
        await platform.Commands.ApplyAsync(copy, new CancelTrial("test cancelled it.", SiloPlatform.Now));

        await using var parts = new SiloParts(platform);
        await parts.Get<ReproductionVerdicts>().OfCancelledAsync(await platform.Views.TrialsToJudgeAsync(), CancellationToken.None);

        Assert.Equal("The reproduction ended as cancelled after 0 of 1 epochs. Why it ended: test cancelled it.", (await platform.TrialAsync(copy)).Verdict!.Summary);
        Assert.Empty((await platform.Commands.LoadExperimentAsync(Sweep(trial))).Reproductions);
        Assert.DoesNotContain(await platform.Views.TrialsToJudgeAsync(), view => view.Id == copy);
    }

    [Fact]
    public async Task An_evaluation_that_one_silo_has_no_place_for_is_made_by_another()
    {
        var trial = await BeginAsync(epochs: 1);
        await ReportAsync(trial, 0.5);
        await platform.Commands.ApplyAsync(trial, new RequestTestEvaluation("test", SiloPlatform.Now));
        await using var full = new SiloParts(platform);
        await using var free = new SiloParts(platform);
        using var alone = await full.Get<SiloGate>().EnterAsync(alone: true, CancellationToken.None); // a trial's last attempt, for hours
        using var there = full.Create<EvaluationService>();
        using var here = free.Create<EvaluationService>();
        await there.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => full.Get<SiloGate>().Waiting == 1);

        await here.StartAsync(CancellationToken.None);

        var events = await platform.EventsWhenAsync(trial, e => e.Any(x => x is TestEvaluationFailed)); // its data were invented, so it cannot succeed
        Assert.Contains("The data set changed", events.OfType<TestEvaluationFailed>().Single().Cause, StringComparison.Ordinal);
        await there.StopAsync(CancellationToken.None);
        await here.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Silos_that_gave_a_sign_of_life_just_now_are_told_once_it_matters()
    {
        await platform.Silos.ReportAsync(new SiloView("alive", "host", 7, 1, 1, ["cpu"], [], "0.1", SiloPlatform.Now, SiloPlatform.Now));
        var trial = await BeginAsync(epochs: 20, silo: "alive");
        await using var parts = new SiloParts(platform);
        Assert.Empty(await parts.Get<SiloLiveness>().LivingAsync(await platform.Commands.LoadTrialAsync(trial), CancellationToken.None));

        await platform.Commands.ApplyAsync(trial, new BeginAttempt("lost", Machine, "digest", SiloPlatform.Now));

        var state = await platform.Commands.LoadTrialAsync(trial);
        var living = await parts.Get<SiloLiveness>().LivingAsync(state, CancellationToken.None);
        Assert.Equal(["alive", "parts"], living.Order(StringComparer.Ordinal));
        Assert.Equal(1, state.LostIfTakenOver(living));
    }

    private static string Sweep(string trial) => trial.Split('-')[0];

    private static IEnumerable<string> Digests(string trial, params int[] epochs) => epochs.Select(epoch => Digest(trial, epoch)).Order(StringComparer.Ordinal);

    private static string Digest(string trial, int epoch) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{trial} {epoch}")));

    // The only trial of a new sweep, in the hands of a silo of which nothing was ever heard.
    private async Task<string> BeginAsync(int epochs, string silo = "lost")
    {
        var id = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: epochs));
        await platform.Commands.ProposeAsync(id, new ProposeTrial(1, ParameterSet.Of(("learning_rate", 0.01)), "", 0, 0, SiloPlatform.Now), 7);
        await platform.Commands.ApplyAsync($"{id}-1", new BeginAttempt(silo, Machine, "digest", SiloPlatform.Now));
        return $"{id}-1";
    }

    private async Task ReportAsync(string trial, params double[] accuracies)
    {
        foreach (var (i, accuracy) in accuracies.Index())
        {
            await platform.Commands.ApplyAsync(trial, new ReportEpoch(
                1, i + 1, 0.5, 0.5, new Dictionary<string, double> { ["validation_accuracy"] = accuracy }, 0.01, 100, TimeSpan.FromSeconds(1), Digest(trial, i + 1), SiloPlatform.Now));
        }
    }

    private async Task InterruptAsync()
    {
        await using var parts = new SiloParts(platform);
        await parts.Get<TrialInterrupter>().InterruptAsync(await platform.Views.ActiveExperimentsAsync(), await platform.Views.UnfinishedTrialsAsync(), CancellationToken.None);
    }
}

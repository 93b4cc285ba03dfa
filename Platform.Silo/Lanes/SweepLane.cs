using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Views;
using Platform.Silo.Studies;
using Platform.Silo.Trials;

namespace Platform.Silo.Lanes;

/// <summary>A lane of a sweep: continues its own unfinished trial, else proposes the sweep's next one and trains it.</summary>
public sealed class SweepLane(PlatformCommands commands, PlatformViews views, ExperimentTurn turn, TrialRunner runner, RunningTrials running, TimeProvider time)
{
    private static readonly TimeSpan TurnPatience = TimeSpan.FromSeconds(30);

    public async Task<LaneStep> FireAsync(LaneKey lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        if (running.Stopping)
            return LaneStep.HandBack;
        var experiment = await commands.LoadExperimentAsync(lane.Subject);
        if (experiment.Status != ExperimentStatus.Running)
            return experiment.Status == ExperimentStatus.Paused ? LaneStep.Leave : LaneStep.Done;
        var trialId = await turn.TakeAsync(lane.Subject, TurnPatience, token => NextTrialAsync(lane, token));
        return trialId is null ? LaneStep.Done : LaneSteps.After(await runner.RunAsync(trialId), ended: LaneStep.Next);
    }

    // The experiment's turn: what it decides is computed from everything decided before, by whatever process.
    private async Task<string?> NextTrialAsync(LaneKey lane, CancellationToken lost)
    {
        while (true)
        {
            if (await views.StudyAsync(lane.Subject, lost) is not { } snapshot)
                return null;
            var unfinished = snapshot.Trials.FirstOrDefault(t => t.Lane == lane.Index && !t.HasEnded && t.ReproducesTrialId is null);
            if (unfinished is not null)
                return unfinished.Id;
            var (experiment, spec) = (snapshot.Experiment, snapshot.Experiment.Spec);
            if (experiment.Status != ExperimentStatus.Running || experiment.Proposed >= spec.Trials)
                return null;
            var number = experiment.Proposed + 1;
            var proposal = StudyBinding.Suggest(snapshot);
            var command = new ProposeTrial(number, proposal.Parameters, proposal.Why, snapshot.BasedOn, lane.Index, time.GetUtcNow());
            var trial = await commands.ProposeAsync(lane.Subject, command, TrialSeed.Of(spec.Seed, number), lost);
            if (trial is not null)
                return trial.Id;
        }
    }
}

using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Studies;
using Platform.Core.Trials;
using Platform.Silo.Trials;
using Search;

namespace Platform.Silo.Lanes;

/// <summary>A lane of a sweep: continues its own unfinished trial, else proposes the sweep's next one and trains it.</summary>
public sealed class SweepLane(PlatformCommands commands, StudyReader studies, ExperimentTurn turn, TrialRunner runner, RunningTrials running, TimeProvider time)
{
    private static readonly TimeSpan TurnPatience = TimeSpan.FromSeconds(30);

    public async Task<LaneStep> FireAsync(LaneKey lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        if (running.Stopping)
            return LaneStep.HandBack;
        var experiment = await commands.LoadExperimentAsync(lane.Subject);
        if (experiment.Status != ExperimentStatus.Running)
            return StepOf(experiment.Status);
        try
        {
            var trialId = await turn.TakeAsync(lane.Subject, TurnPatience, token => NextTrialAsync(lane, token));
            return trialId is null ? LaneStep.Done : LaneSteps.After(await runner.RunAsync(trialId), ended: LaneStep.Next);
        }
        catch (TurnNotTakenException)
        {
            return LaneStep.Next; // with many lanes and a search that thinks long: others get the slot meanwhile
        }
        catch (RuleViolation)
        {
            // Somebody may have paused or ended the sweep since it was looked at; then there is nothing to be done, and nothing wrong.
            experiment = await commands.LoadExperimentAsync(lane.Subject);
            if (experiment.Status == ExperimentStatus.Running)
                throw;
            return StepOf(experiment.Status);
        }
    }

    private static LaneStep StepOf(ExperimentStatus ended) => ended == ExperimentStatus.Paused ? LaneStep.Leave : LaneStep.Done;

    // The experiment's turn: what it decides is computed from everything decided before, by whatever process.
    private async Task<string?> NextTrialAsync(LaneKey lane, CancellationToken lost)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var active = (await commands.LoadExperimentAsync(lane.Subject, lost)).ActiveAt(now);
            if (await studies.ReadAsync(lane.Subject, moment => LaneWork.Of(moment, lane.Index, active), lost) is not { } work)
                return null;
            if (work.Stop is { } stop)
                await commands.ApplyAsync(lane.Subject, new StopSearch(stop.Cause, stop.Why, work.BasedOn, now) { Changes = work.Changes }, stop: lost);
            if (work.Unfinished is { } unfinished)
                return StreamNames.TrialId(lane.Subject, unfinished);
            if (work.Study is null)
                return null;
            var proposal = work.Search.Suggest(work.Study, work.Number);
            var command = new ProposeTrial(work.Number, proposal.Parameters, proposal.Why, work.BasedOn, lane.Index, now)
            {
                Rationale = Decisions.Recorded(proposal.Rationale), Carried = proposal.Carried, Waited = work.Waited, Changes = work.Changes,
                Inherits = await InheritedAsync(lane.Subject, proposal.Inherit, lost),
            };
            var trial = await commands.ProposeAsync(lane.Subject, command, TrialSeed.Of(work.Spec.Seed, work.Number), lost);
            if (trial is not null)
                return trial.Id;
        }
    }

    private async Task<InheritedCheckpoint?> InheritedAsync(string sweep, Inheritance? inherit, CancellationToken lost)
    {
        if (inherit is null)
            return null;
        var trial = await commands.LoadTrialAsync(StreamNames.TrialId(sweep, inherit.Trial + 1), lost);
        return trial.Epochs[inherit.Epoch - 1].Checkpoint is { } digest ? new InheritedCheckpoint(trial.Id, inherit.Epoch, digest) : null;
    }
}

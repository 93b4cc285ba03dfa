using Platform.Core.Experiments;
using Platform.Core.History;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Components;
using Platform.Web.Trials;

namespace Platform.Web.Experiments.TimeTravel;

/// <summary>An event of a sweep in words.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Detail">Why, or more about it; null for nothing.</param>
/// <param name="Tone">good, bad, warn, running or nothing.</param>
public sealed record EventSaid(string Title, string? Detail, string Tone)
{
    /// <param name="moment">The sweep after the event.</param>
    public static EventSaid Of(ReplayEvent told, ReplayMoment moment)
    {
        ArgumentNullException.ThrowIfNull(told);
        ArgumentNullException.ThrowIfNull(moment);
        var objective = moment.Sweep.Spec.Objective.Metric;
        return told.Data switch
        {
            null => Epoch(moment.Trials.Concat(moment.Reproductions).FirstOrDefault(t => t.Id == told.TrialId), objective),
            ExperimentCreated e => new($"{e.By} launched the sweep", e.ForkedFrom is { } fork ? $"Forked from {fork.ExperimentId} as of event #{fork.At}" : null, "running"),
            TrialProposed e => new($"{e.Sampler} suggested trial {e.Number}", e.Why, ""),
            TrialFinished e => new(
                $"The sweep counts trial {e.Number}: {Show.Status(e.Outcome)}",
                e.TrialId == moment.Sweep.BestTrialId ? $"The best so far, {Show.Words(objective)} {Show.Metric(objective, e.Value)}"
                    : $"{Show.Words(objective)} {Show.Metric(objective, e.Value)}{(e.Feasible is false ? ", but it breaks a constraint" : "")}",
                e.TrialId == moment.Sweep.BestTrialId ? "good" : ""),
            SearchStopped e => new("The search ended", e.Why, "warn"),
            ExperimentPaused e => new($"{e.By} paused the sweep", null, "warn"),
            ExperimentResumed e => new($"{e.By} resumed the sweep", null, "running"),
            ExperimentCancelled e => new($"{e.By} cancelled the sweep", e.Reason, "bad"),
            SweepChanged e => new($"{e.By} changed the sweep after trial {e.AfterTrial}", Change(moment.Sweep, e), "warn"),
            PriorityChanged e => new($"{e.By} set the priority to {e.Priority}", null, ""),
            ExperimentCompleted e => new("The sweep completed", e.BestValue is { } best ? $"Best {Show.Words(objective)} {Show.Metric(objective, best)}" : null, "good"),
            ExperimentArchived e => new($"{e.By} archived the sweep", "Lists leave it out", ""),
            ExperimentRestored e => new($"{e.By} restored the sweep", "Lists have it again", ""),
            ReproductionRequested e => new($"{e.By} asked to train {e.OriginalTrialId} again", null, ""),
            ReproductionFinished e => new($"{e.OriginalTrialId} was trained again", e.Identical ? "Identical to the last bit" : "It differs", e.Identical ? "good" : "bad"),
            TrialCreated { ReproducesTrialId: null } e => new($"Trial {e.Number} created", $"Lane {e.Lane} trains it for up to {Show.Count(e.Epochs, "epoch")}", ""),
            var data => Trial(told, data),
        };
    }

    private static EventSaid Trial(ReplayEvent told, object data)
    {
        var (title, detail, tone) = EventWords.Of(data);
        return new EventSaid($"{(told.Trial is { } number ? $"Trial {number}" : "A trial")}: {char.ToLowerInvariant(title[0])}{title[1..]}", detail, tone);
    }

    private static EventSaid Epoch(TrialView? trial, string objective) => trial is null
        ? new("An epoch was completed", null, "")
        : new(
            $"Trial {trial.Number}: epoch {trial.LastEpoch} of {trial.Epochs}",
            trial.Curve(objective) is { Count: > 0 } curve ? $"{Show.Words(objective)} {Show.Metric(objective, curve[^1])}{(trial.BestEpoch == trial.LastEpoch ? ", its best so far" : "")}" : null, "");

    private static string? Change(ExperimentView sweep, SweepChanged changed)
    {
        var differences = sweep.Changes.Count == 0 ? [] : SweepDifferences.Of(sweep.Changes[^1].Before, changed.Spec);
        var said = string.Join("; ", differences);
        return changed.Reason.Length == 0 ? said : $"{changed.Reason}: {said}";
    }
}

using System.Globalization;
using System.Text.Json;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Search;

namespace Platform.Core.Studies;

/// <summary>Computes one recorded decision again from the study as it was then, and compares. Pure.</summary>
internal static class DecisionCheck
{
    /// <summary>The first part that differs; null if the decision is identical.</summary>
    /// <param name="recorded">A proposal, a pruning or a stop.</param>
    /// <param name="replay">The sweep as of the decision's <c>basedOn</c>.</param>
    /// <param name="study">The study as of then.</param>
    public static DecisionDifference? Of(RecordedEvent recorded, StudyReplay replay, StudyFold study) => recorded.Data switch
    {
        TrialProposed e => Proposal(recorded, e, replay, study),
        TrialPruned e => Pruning(recorded, e, replay, study),
        SearchStopped e => Stop(recorded, e, replay, study),
        _ => null,
    };

    /// <summary>The sequence number that a decision was based on; null if the event is none.</summary>
    public static long? BasedOn(object data) => data switch
    {
        TrialProposed e => e.BasedOn,
        TrialPruned e => e.BasedOn,
        SearchStopped e => e.BasedOn,
        _ => null,
    };

    private static DecisionDifference? Proposal(RecordedEvent recorded, TrialProposed e, StudyReplay replay, StudyFold study)
    {
        if (e.BasedOn >= recorded.Sequence)
            return Differs("basedOn", $"less than {recorded.Sequence}", Text(e.BasedOn));
        if (e.Number != replay.Experiment.Proposed + 1)
            return Differs("number", Text(replay.Experiment.Proposed + 1), Text(e.Number));
        if (study.AwaitedBy(e.Number) is { } awaited)
            return Differs("basedOn", $"the end of trial {awaited}, which the lag of {replay.Experiment.Spec!.Lag} waits for", "trial not ended");
        var again = study.Suggest(study.Before(e.Number), e.Number);
        foreach (var name in again.Parameters.Keys.Union(e.Parameters.Keys, StringComparer.Ordinal))
        {
            var (expected, found) = (again.Parameters.GetValueOrDefault(name), e.Parameters.GetValueOrDefault(name));
            if (!Equals(expected, found))
                return Differs($"parameters.{name}", Text(expected), Text(found));
        }
        if (again.Why != e.Why)
            return Differs("why", again.Why, e.Why);
        if (again.Carried != e.Carried)
            return Differs("carried", Text(again.Carried), Text(e.Carried));
        if (e.Rationale is { } rationale && Decisions.Recorded(again.Rationale) is var numbers && !rationale.Equals(numbers))
            return Differs("rationale", Json(numbers), Json(rationale));
        return Inherits(again.Inherit) is var inherited && inherited != Inherits(e.Inherits) ? Differs("inherits", inherited, Inherits(e.Inherits)) : null;

        DecisionDifference Differs(string what, string expected, string found) => new("proposal", e.TrialId, recorded.Sequence, e.BasedOn, what, expected, found);

        string Inherits(object? from) => from switch
        {
            Inheritance i => $"{StreamNames.TrialId(replay.Experiment.Id, i.Trial + 1)} epoch {i.Epoch}",
            InheritedCheckpoint c => $"{c.TrialId} epoch {c.Epoch}",
            _ => "nothing",
        };
    }

    private static DecisionDifference? Pruning(RecordedEvent recorded, TrialPruned e, StudyReplay replay, StudyFold study)
    {
        var id = recorded.StreamId[StreamNames.Trial("").Length..];
        if (e.BasedOn >= recorded.Sequence)
            return Differs("basedOn", $"less than {recorded.Sequence}", Text(e.BasedOn));
        if (replay.Find(id) is not { } trial || trial.LastEpoch != e.Epoch)
            return Differs("epoch", Text(replay.Find(id)?.LastEpoch), Text(e.Epoch));
        var (seen, curve) = study.During(trial.Number);
        var again = study.Judge(seen, trial.Number, curve);
        if (!again.Prune)
            return Differs("prune", again.Why, e.Why);
        if (again.Why != e.Why)
            return Differs("why", again.Why, e.Why);
        return e.Numbers is { } numbers && Decisions.Recorded(again, trial.Objective) is var expected && !numbers.Equals(expected)
            ? Differs("numbers", Json(expected), Json(numbers))
            : null;

        DecisionDifference Differs(string what, string expected, string found) => new("pruning", id, recorded.Sequence, e.BasedOn, what, expected, found);
    }

    private static DecisionDifference? Stop(RecordedEvent recorded, SearchStopped e, StudyReplay replay, StudyFold study)
    {
        if (e.BasedOn >= recorded.Sequence)
            return Differs("basedOn", $"less than {recorded.Sequence}", Text(e.BasedOn));
        var again = StopRule.Check(replay.Experiment.Spec!, study, replay.Experiment.Proposed + 1, replay.Experiment.ActiveAt(e.At));
        if (again?.Cause != e.Cause)
            return Differs("cause", again is null ? "going on" : Text(again.Value.Cause), Text(e.Cause));
        return again.Value.Why == e.Why ? null : Differs("why", again.Value.Why, e.Why);

        DecisionDifference Differs(string what, string expected, string found) => new("stop", null, recorded.Sequence, e.BasedOn, what, expected, found);
    }

    private static string Text(object? value) => value switch
    {
        null => "nothing",
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Json(object? value) => JsonSerializer.Serialize(value, PlatformJson.Options);
}

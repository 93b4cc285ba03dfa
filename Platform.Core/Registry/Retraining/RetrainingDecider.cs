using System.Globalization;

namespace Platform.Core.Registry;

/// <summary>
/// The rules of retraining: one plan a model, never two retrainings at once, none on data that were learnt already, and the champion is not
/// replaced without somebody's consent. Pure.
/// </summary>
public static class RetrainingDecider
{
    /// <summary>Who registers versions and moves aliases after a retraining.</summary>
    public const string By = "retraining";

    /// <summary>Why a retraining's result has no time when it is held against the gates: serving takes it, and that is not the silo's.</summary>
    public const string NotTimed = "a retraining ends on a silo, which serves no answers, so nobody has timed them yet. Give the version the alias on the model's page, over REST or with './run.sh model promote': then it is timed where it is served, and held against all gates again.";

    /// <exception cref="RuleViolation">The rules refuse what a person asked for.</exception>
    public static ModelEvent[] Decide(RegisteredModel model, RetrainingCommand command)
    {
        ArgumentNullException.ThrowIfNull(model);
        return command switch
        {
            ScheduleRetraining c => Schedule(model, c),
            UnscheduleRetraining c => model.Retraining.Scheduled is null ? [] : [new RetrainingUnscheduled(c.By, c.Why, c.At)],
            RequestRetraining c => Request(model.Retraining, c),
            BeginRetraining c => Begin(model, c),
            RefuseRetraining c => Refuse(model.Retraining, c),
            FinishRetraining c => Finish(model, c),
            FailRetraining c => IsUnderWay(model.Retraining, c.Number) ? [new RetrainingFailed(c.Number, Occasion: null, c.Cause, c.At)] : [],
            _ => throw new RuleViolation($"Retraining does not know {command.GetType().Name}."),
        };
    }

    private static ModelEvent[] Schedule(RegisteredModel model, ScheduleRetraining c)
    {
        if (model.Versions.IsEmpty)
            throw new RuleViolation("There is no version to start from. Promote a trial to the model first.");
        if (RetrainingRules.Check(c.Plan) is [var wrong, ..])
            throw new RuleViolation($"{wrong.Field}: {wrong.Message}");
        return model.Retraining.Scheduled?.Plan == c.Plan ? [] : [new RetrainingScheduled(c.Plan, c.By, c.At)];
    }

    private static ModelEvent[] Request(RetrainingState state, RequestRetraining c)
    {
        if (state.Scheduled is null)
            throw new RuleViolation("The model has no retraining. Set one first; without a time it waits for such requests.");
        if (state.Running is { } running)
            throw new RuleViolation(string.Create(CultureInfo.InvariantCulture, $"Retraining {running.Number} is under way (sweep {running.ExperimentId}). Wait for its end, or cancel its sweep."));
        if (state.Requested is { } open)
            throw new RuleViolation($"A retraining was asked for by {open.By} and waits for a silo. Check that one runs.");
        return [new RetrainingRequested(c.Force, c.By, c.At)];
    }

    private static ModelEvent[] Begin(RegisteredModel model, BeginRetraining c)
    {
        var state = model.Retraining;
        if (!state.Awaits(c.Occasion))
            return [];
        var number = state.Count + 1;
        if (Reason(model, c) is { } reason)
            return [new RetrainingSkipped(number, c.Occasion, reason, c.At)];
        return [new RetrainingStarted(number, c.Occasion, SweepOf(model.Versions[0].Model, number, c.Occasion), c.FromVersion, c.Data, state.Scheduled!.Plan.Alias, c.At)];
    }

    private static ModelEvent[] Refuse(RetrainingState state, RefuseRetraining c)
    {
        if (!state.Awaits(c.Occasion))
            return [];
        return state.Running is { } running
            ? [new RetrainingSkipped(state.Count + 1, c.Occasion, StillRuns(running), c.At)]
            : [new RetrainingFailed(state.Count + 1, c.Occasion, c.Cause, c.At)];
    }

    // The sweep's identity follows from the retraining, so that a repeat names the same one. A name that is taken again counts from 1 again: the occasion is another then.
    private static string SweepOf(string model, int number, RetrainingOccasion occasion) =>
        StreamNames.IdOf(string.Create(CultureInfo.InvariantCulture, $"retraining:{model}:{number}:{occasion.Due.UtcTicks}"));

    // Why a retraining is not needed or not possible now; null if it is to begin.
    private static string? Reason(RegisteredModel model, BeginRetraining c)
    {
        var state = model.Retraining;
        if (state.Running is { } running)
            return StillRuns(running);
        if (c.Occasion.Force || !state.Scheduled!.Plan.OnlyWhenDataChanged)
            return null;
        if (model.Versions[c.FromVersion - 1].DataDigest == c.Data.Digest && c.FromLabels == c.Data.Labels)
            return string.Create(CultureInfo.InvariantCulture, $"The data have not changed: version {c.FromVersion} has learnt from {c.Data}.");
        // What counts is what was learnt: files may have changed between the start and the training.
        return state.Finished is var (start, end) && start.FromVersion == c.FromVersion && start.At >= state.Scheduled.At
            && c.Data == start.Data with { Digest = model.Versions[end.Version - 1].DataDigest }
            ? string.Create(CultureInfo.InvariantCulture, $"The data have not changed since retraining {start.Number}, whose version {end.Version} has learnt from {c.Data}, also beginning at version {c.FromVersion}.")
            : null;
    }

    private static string StillRuns(RetrainingStarted running) =>
        string.Create(CultureInfo.InvariantCulture, $"Retraining {running.Number} was still under way (sweep {running.ExperimentId}).");

    private static ModelEvent[] Finish(RegisteredModel model, FinishRetraining c)
    {
        if (!IsUnderWay(model.Retraining, c.Number))
            return [];
        var running = model.Retraining.Running!;
        var version = ModelDecider.VersionOf(model, c.Promotion);
        VersionMeasure[] measured = [.. c.Measured.Where(measure => measure.DataDigest == version.DataDigest)];
        var comparison = Compare(model, version, measured);
        VersionMeasure[] holders = [.. measured.Where(measure => measure.Version != comparison?.Champion || measure.Problem != comparison.Problem)];
        var knowing = model.Knowing(comparison, holders);
        var evaluation = GateEvaluator.Evaluate(knowing, running.Alias, version, c.Promotion.Evidence, overrideWhy: null, By, c.Promotion.At);
        var objection = evaluation is { Passed: false } ? GateWords.Refusal(evaluation) : ModelDecider.Objection(knowing, running.Alias, version);
        var why = RetrainingWords.Why(model, running, version, comparison, objection);
        var promoted = ModelDecider.Decide(knowing, c.Promotion with { Alias = objection is null ? running.Alias : null, By = By, Why = why });
        ModelEvent[] refused = evaluation is { Passed: false } ? [evaluation] : [];
        return [.. promoted, .. refused, new RetrainingFinished(c.Number, version.TrialId, version.Version, objection is null ? running.Alias : null, why, c.Promotion.At, comparison, holders is [] ? null : holders)];
    }

    // A champion that took the place of the measured one in between was measured on nothing but its own data.
    private static RetrainingComparison? Compare(RegisteredModel model, ModelVersionRegistered version, VersionMeasure[] measures)
    {
        if (model.Champion is not { } champion || champion.Version == version.Version)
            return null;
        var measured = Array.Find(measures, measure => measure.Version == champion.Version);
        if (model.MeasuresOf(champion.Version, version.DataDigest) is { } known)
        {
            var groups = measured is { Problem: null } ? measured.Groups : model.GroupsOf(champion.Version, version.DataDigest); // its own test may have had none
            return new RetrainingComparison(version.DataDigest, version.TestMetrics, champion.Version, known, ChampionGroups: groups);
        }
        return measured is not null
            ? new RetrainingComparison(version.DataDigest, version.TestMetrics, champion.Version, measured.TestMetrics, measured.Problem, measured.Groups)
            : new RetrainingComparison(version.DataDigest, version.TestMetrics, champion.Version, new Dictionary<string, double>(), "it became champion while the retraining ended; the next one measures it.");
    }

    private static bool IsUnderWay(RetrainingState state, int number) => state.Running?.Number == number;
}

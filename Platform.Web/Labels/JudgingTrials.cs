using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Training.Core;
using Training.Core.Data;
using Training.Core.Models;

namespace Platform.Web.Labels;

/// <summary>Which trials of a sweep judge labels. Pure.</summary>
internal static class JudgingTrials
{
    /// <summary>Trials that judge the same rows: more cost time and change little.</summary>
    public const int MostOfOnePart = 3;

    /// <summary>
    /// Of each part of the rows that trials held back, such as a fold, the best trials by the sweep's objective. Only completed ones that learnt
    /// labels and began with weights of their own: inherited and earlier weights may have been trained on those rows.
    /// </summary>
    public static IReadOnlyList<TrialView> Of(Objective objective, IEnumerable<TrialView> trials) =>
    [
        .. trials
            .Where(trial => trial is { Status: TrialStatus.Completed, ReproducesTrialId: null, Inherits: null, BestCheckpoint: not null, BestValue: not null })
            .Select(trial => (Trial: trial, Spec: TrainingSpec.Parse(trial.Fields)))
            .Where(judge => judge.Spec.Transfer.Source.Length == 0 && ModelCatalog.TargetOf(judge.Spec.Model.Kind, TargetKind.Class) == TargetKind.Class)
            .GroupBy(judge => HeldBack(judge.Spec.Data), judge => judge.Trial)
            .SelectMany(part => part.OrderBy(trial => objective.Direction == Direction.Minimize ? trial.BestValue : -trial.BestValue).ThenBy(trial => trial.Number).Take(MostOfOnePart))
            .OrderBy(trial => trial.Number),
    ];

    private static (int, double, long, SplitSpec) HeldBack(DataSpec data) => (data.TrainSamples, data.ValidationFraction, data.SplitSeed, data.SplitBy);
}

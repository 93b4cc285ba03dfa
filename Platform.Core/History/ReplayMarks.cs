using System.Globalization;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.History;

/// <summary>Which events of a sweep are notable, and what they say in a few words. Pure.</summary>
internal static class ReplayMarks
{
    /// <summary>The mark of an event of the sweep's own; null if it is not notable.</summary>
    /// <param name="after">The sweep after it.</param>
    /// <param name="bestBefore">The best trial before it.</param>
    public static ReplayMark? Of(ExperimentEvent data, ExperimentView after, string? bestBefore, int position) => data switch
    {
        TrialFinished e when after.BestTrialId == e.TrialId && bestBefore != e.TrialId =>
            new(position, ReplayMarkKind.NewBest, e.Number, Text($"New best: trial {e.Number} with {after.Spec.Objective.Metric} {after.BestValue:G6}")),
        SweepChanged e => new(position, ReplayMarkKind.Change, null, Text($"{e.By} changed the sweep after trial {e.AfterTrial}")),
        PriorityChanged e => new(position, ReplayMarkKind.Change, null, Text($"{e.By} set the priority to {e.Priority}")),
        ExperimentPaused e => new(position, ReplayMarkKind.Pause, null, $"{e.By} paused the sweep"),
        ExperimentResumed e => new(position, ReplayMarkKind.Resume, null, $"{e.By} resumed the sweep"),
        SearchStopped e => new(position, ReplayMarkKind.End, null, $"The search ended: {e.Why}"),
        ExperimentCancelled e => new(position, ReplayMarkKind.End, null, $"{e.By} cancelled the sweep"),
        ExperimentCompleted => new(position, ReplayMarkKind.End, null, "The sweep completed"),
        _ => null,
    };

    /// <summary>The mark of a trial's event; null if it is not notable.</summary>
    /// <param name="before">The trial's status before it.</param>
    /// <param name="silo">The silo that it ran on before.</param>
    public static ReplayMark? Of(TrialEvent data, int trial, TrialStatus before, string? silo, int position) => data switch
    {
        TrialPruned e => new(position, ReplayMarkKind.Pruned, trial, Text($"Trial {trial} was pruned after epoch {e.Epoch}")),
        TrialFailed e => new(position, ReplayMarkKind.Failure, trial, Text($"Trial {trial} failed in epoch {e.Epoch}: {e.Cause}")),
        TrialResumed e when before == TrialStatus.Running => new(position, ReplayMarkKind.SiloLost, trial, Text($"Silo {silo} was lost; trial {trial} went on on {e.Silo}")),
        _ => null,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

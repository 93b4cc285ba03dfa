using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Charts;
using Platform.Web.Components;
using Search;

namespace Platform.Web.Experiments;

/// <summary>Turns a sweep's runs into what its charts draw. Pure.</summary>
internal static class SweepSeries
{
    /// <summary>Metrics that a chart can show: the objective first, then the two losses, then whatever the runs report.</summary>
    public static IReadOnlyList<string> Metrics(IEnumerable<TrialView> trials, string objective) =>
    [
        .. new[] { objective, "validation_loss", "train_loss" }
            .Concat(trials.SelectMany(t => t.Metrics.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>More curves than this help no eye; the rest stays in the table and in the other charts.</summary>
    public const int MostCurves = 200;

    /// <summary>The runs whose curves are drawn: all, or of many those picked, the best half and the newest.</summary>
    public static IReadOnlyList<TrialView> Drawn(IReadOnlyList<TrialView> trials, Objective objective, IReadOnlySet<string> picked)
    {
        if (trials.Count <= MostCurves)
            return trials;
        var best = trials.OrderBy(t => t.BestValue is { } value ? objective.ToMinimised(value) : double.MaxValue).Take(MostCurves / 2);
        return [.. trials.Where(t => picked.Contains(t.Id)).Concat(best).Concat(trials.OrderByDescending(t => t.Number)).Distinct().Take(MostCurves).OrderBy(t => t.Number)];
    }

    /// <summary>One line a run that has an epoch: the best bold, picked ones strong, pruned and failed ones in the background.</summary>
    public static IReadOnlyList<CurveLine> Curves(IEnumerable<TrialView> trials, string metric, string? bestId, IReadOnlySet<string> picked) =>
    [
        .. trials.Select(t => (Trial: t, Curve: t.Curve(metric))).Where(t => t.Curve.Count > 0)
            .Select(t => new CurveLine(t.Trial.Id, $"Trial {t.Trial.Number}", t.Curve, Tone(t.Trial, bestId, picked), t.Trial.Number - 1, $"runs/{t.Trial.Id}")),
    ];

    /// <summary>One dot a run that has a value.</summary>
    public static IReadOnlyList<ProgressPoint> Points(IEnumerable<TrialView> trials) =>
    [
        .. trials.Where(t => t.BestValue is { } value && double.IsFinite(value))
            .Select(t => new ProgressPoint(t.Number, t.BestValue!.Value, t.Status.ToString().ToLowerInvariant(), $"Trial {t.Number}, {Show.Status(t.Status)}", $"runs/{t.Id}")),
    ];

    /// <summary>One axis a parameter, then the objective.</summary>
    public static IReadOnlyList<ParallelAxis> Axes(SearchSpace space, Objective objective) =>
    [
        .. space.Parameters.Select(p => p switch
        {
            FloatParameter f => new ParallelAxis(f.Name, f.Low, f.High, f.Log),
            IntParameter i => new ParallelAxis(i.Name, i.Low, i.High, i.Log),
            FrozenParameter f => new ParallelAxis(f.Name, Choices: [Show.Parameter(f.Value)]),
            ChoiceParameter c => new ParallelAxis(c.Name, Choices: [.. c.Choices.Select(Show.Parameter)]),
            _ => throw new System.Diagnostics.UnreachableException($"No axis for {p.GetType().Name}."),
        }),
        new ParallelAxis(Show.Words(objective.Metric)),
    ];

    /// <summary>One line a run that has a value.</summary>
    public static IReadOnlyList<ParallelRow> Rows(SearchSpace space, IEnumerable<TrialView> trials) =>
    [
        .. trials.Where(t => t.BestValue is { } value && double.IsFinite(value))
            .Select(t => new ParallelRow(t.Id, [.. space.Parameters.Select(p => On(p, t)), t.BestValue])),
    ];

    private static object? On(Parameter parameter, TrialView trial) => !trial.Parameters.TryGetValue(parameter.Name, out var value) ? null
        : parameter is ChoiceParameter or FrozenParameter ? Show.Parameter(value) : value;

    private static string Tone(TrialView trial, string? bestId, IReadOnlySet<string> picked) =>
        picked.Contains(trial.Id) ? "picked"
        : trial.Id == bestId ? "best"
        : trial.Status is TrialStatus.Pruned or TrialStatus.Failed or TrialStatus.Cancelled ? "muted" : "normal";
}

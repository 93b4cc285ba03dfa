using Platform.Core.Experiments;
using Platform.Core.Views;
using Platform.Web.Components;
using Search;

namespace Platform.Web.Experiments.Board;

/// <summary>One number of each trial that charts draw and brushes filter by: a parameter, or the objective. A choice is its place in the list, from 0.</summary>
/// <param name="Name">The parameter's name, or the objective's metric.</param>
/// <param name="Label">For people.</param>
/// <param name="Low">Lowest value of the axis; null: as low as the values are.</param>
/// <param name="Log">Equal ratios lie equally far apart.</param>
/// <param name="Whole">Whole numbers only.</param>
/// <param name="Share">Read as percent.</param>
public sealed record BoardAxis(
    string Name, string Label, double? Low = null, double? High = null, bool Log = false, bool Whole = false, bool Share = false, IReadOnlyList<string>? Choices = null)
{
    /// <summary>An axis for each parameter of a space, then the objective.</summary>
    public static IReadOnlyList<BoardAxis> Of(SearchSpace space, Objective objective)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(objective);
        return
        [
            .. space.Parameters.Select(p => p switch
            {
                FloatParameter f => new BoardAxis(f.Name, f.Name, f.Low, f.High, f.Log),
                IntParameter i => new BoardAxis(i.Name, i.Name, i.Low, i.High, i.Log, Whole: true),
                FrozenParameter f => new BoardAxis(f.Name, f.Name, Choices: [Show.Parameter(f.Value)]),
                ChoiceParameter c => new BoardAxis(c.Name, c.Name, Choices: [.. c.Choices.Select(Show.Parameter)]),
                _ => throw new System.Diagnostics.UnreachableException($"No axis for {p.GetType().Name}."),
            }),
            new BoardAxis(objective.Metric, Show.Words(objective.Metric), Share: Show.IsShare(objective.Metric)),
        ];
    }

    /// <summary>Where a trial lies on the axis; NaN if it has no such value.</summary>
    /// <param name="isObjective">Whether this is the last axis.</param>
    public double Of(TrialView trial, bool isObjective)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (isObjective)
            return trial.BestValue is { } best && double.IsFinite(best) ? best : double.NaN;
        return !trial.Parameters.TryGetValue(Name, out var value) ? double.NaN : value switch
        {
            _ when Choices is not null => Place(Show.Parameter(value)),
            double number => number,
            long number => number,
            _ => double.NaN,
        };
    }

    private double Place(string choice)
    {
        for (var i = 0; i < Choices!.Count; i++)
        {
            if (Choices[i] == choice)
                return i;
        }
        return double.NaN;
    }
}

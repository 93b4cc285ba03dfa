using Bench.Curves;
using Search;

namespace Bench.Quality;

/// <summary>
/// Real trainings as problems: every point of a grid was trained by this platform (bench/data, grid-*.json), and a trial's value is looked
/// up there, so nothing is trained and nothing is guessed between points. Value: the trial's best epoch, as the platform judges it; of an accuracy the
/// error, one minus it; a training that diverged counts as the worst of the table.
/// </summary>
/// <remarks>
/// Ordered values, such as learning rates, are whole numbers counted from 0 in the problem's space: not every sampler that is compared knows ordered
/// choices, and as whole numbers all of them know the order.
/// </remarks>
internal static class GridProblems
{
    /// <summary>One problem for each recorded grid, by file name.</summary>
    public static IReadOnlyList<SearchProblem> All { get; } = [.. CurveFile.LoadGrids().Select(Problem)];

    private static SearchProblem Problem(CurveFile file)
    {
        var table = file.Trials.ToDictionary(trial => Positions(file.Space, trial.Parameters), trial => Value(file, trial));
        var worst = table.Values.OfType<double>().Max();
        return new SearchProblem(
            file.Name.Replace('-', '_'), "trainings recorded by this platform", new SearchSpace(file.Space.Parameters.Select(Counted)), set => table[set] ?? worst,
            Least: table.Values.OfType<double>().Min());
    }

    private static double? Value(CurveFile file, RecordedTrial trial)
    {
        double[] finite = [.. trial.Curve.Where(double.IsFinite)];
        if (trial.Failed || finite.Length == 0)
            return null;
        return file.Maximised ? 1 + finite.Min() : finite.Min();
    }

    private static Parameter Counted(Parameter parameter) =>
        parameter is OrdinalParameter ordinal ? new IntParameter(ordinal.Name, 0, ordinal.Choices.Count - 1, Condition: ordinal.Condition) : parameter;

    private static ParameterSet Positions(SearchSpace space, ParameterSet parameters) => new(space.Canonical(parameters).Select(entry =>
        space.Parameters.Single(parameter => string.Equals(parameter.Name, entry.Key, StringComparison.Ordinal)) is OrdinalParameter ordinal
            ? KeyValuePair.Create(entry.Key, (object)(long)ordinal.Choices.ToList().IndexOf(entry.Value))
            : entry));
}

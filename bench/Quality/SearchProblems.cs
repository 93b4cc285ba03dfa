using System.Globalization;
using Search;

namespace Bench.Quality;

/// <summary>
/// The problems on which samplers are compared: functions, then trainings looked up in recorded grids. Each chosen before any comparison on it. One optimum is at the centre of its space by oversight
/// (rosenbrock5), which an unscrambled sequence hits with its first point; it stays, because a suite is not changed after it was seen.
/// </summary>
internal static class SearchProblems
{
    private const string Survey = "Jamil and Yang 2013, shifted";

    public static IReadOnlyList<SearchProblem> All { get; } =
    [
        new("branin2", Survey, BraninSpace(), Vector(2, PublishedFunctions.Branin)),
        Real("goldstein2", 2, -2, 2, PublishedFunctions.LogGoldsteinPrice),
        Real("rastrigin4", 4, -4, 6, x => PublishedFunctions.Rastrigin(Shift(x, 0.73))),
        Real("rosenbrock5", 5, -2, 4, PublishedFunctions.Rosenbrock),
        Real("michalewicz5", 5, 0, Math.PI, PublishedFunctions.Michalewicz) with { Least = -4.687658 },
        Real("hartmann6", 6, 0, 1, PublishedFunctions.Hartmann6),
        Real("styblinski6", 6, -5, 5, PublishedFunctions.StyblinskiTang),
        Real("levy8", 8, -8, 10, x => PublishedFunctions.Levy(Shift(x, 1.4))),
        Real("ackley10", 10, -10, 22, x => PublishedFunctions.Ackley(Shift(x, 2.3))),
        Real("griewank12", 12, -120, 80, x => PublishedFunctions.Griewank(Shift(x, 11))),
        Real("dixonprice15", 15, -3, 4, PublishedFunctions.DixonPrice),
        Real("ellipsoid20", 20, -4, 7, x => PublishedFunctions.Ellipsoid(Shift(x, -0.8))),
        new("branin2_noisy", Survey, BraninSpace(), Vector(2, PublishedFunctions.Branin), Noise: 5),
        Real("hartmann6_noisy", 6, 0, 1, PublishedFunctions.Hartmann6, noise: 0.2),
        Real("levy4_noisy", 4, -8, 10, x => PublishedFunctions.Levy(Shift(x, -2.2)), noise: 1),
        new("ackley_mixed7", Survey, MixedFunctions.MixedAckleySpace, MixedFunctions.MixedAckley),
        new("rosenbrock_int4", Survey, new SearchSpace(Enumerable.Range(0, 4).Select(j => new IntParameter(Axis(j), -5, 10))), MixedFunctions.IntegerRosenbrock),
        new("pressure_vessel4", "Sandgren 1990", MixedFunctions.PressureVesselSpace, MixedFunctions.PressureVessel, Least: MixedFunctions.LeastVessel),
        new("network10", "conditional, written for this suite", MixedFunctions.NetworkSpace, MixedFunctions.Network),
        new("network10_noisy", "conditional, written for this suite", MixedFunctions.NetworkSpace, MixedFunctions.Network, Noise: 0.05),
        new("learner8", "conditional, written for this suite", MixedFunctions.LearnerSpace, MixedFunctions.Learner, Least: 0.1),
        .. GridProblems.All,
    ];

    /// <summary>The problems to run: all, or those whose names <c>BENCH_PROBLEMS</c> lists, separated by commas.</summary>
    public static IReadOnlyList<SearchProblem> Chosen => Environment.GetEnvironmentVariable("BENCH_PROBLEMS")?.Split(',') is { } names
        ? [.. names.Select(name => All.FirstOrDefault(problem => string.Equals(problem.Name, name, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"BENCH_PROBLEMS names '{name}'; known are {string.Join(", ", All.Select(problem => problem.Name))}."))]
        : All;

    private static SearchSpace BraninSpace() => new([new FloatParameter(Axis(0), -5, 10), new FloatParameter(Axis(1), 0, 15)]);

    private static SearchProblem Real(string name, int dimension, double low, double high, Func<double[], double> value, double noise = 0) =>
        new(name, Survey, new SearchSpace(Enumerable.Range(0, dimension).Select(j => new FloatParameter(Axis(j), low, high))), Vector(dimension, value), noise);

    private static Func<ParameterSet, double> Vector(int dimension, Func<double[], double> value)
    {
        string[] names = [.. Enumerable.Range(0, dimension).Select(Axis)];
        return set => value(Array.ConvertAll(names, name => (double)set[name]));
    }

    private static double[] Shift(double[] x, double by) => Array.ConvertAll(x, v => v - by);

    private static string Axis(int j) => string.Create(CultureInfo.InvariantCulture, $"x{j:00}");
}

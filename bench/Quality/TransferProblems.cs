using System.Globalization;
using Search;

namespace Bench.Quality;

/// <summary>Functions of unit coordinates for <see cref="TransferSuite"/>, and the relations that an earlier study can have to one.</summary>
internal static class TransferProblems
{
    private const double LargestCoordinate = 0.999999;

    /// <summary>Functions to minimise by name.</summary>
    public static IReadOnlyList<(string Name, SearchSpace Space, Func<double[], double> Value)> All { get; } =
    [
        ("ripple3", Cube(3), Ripple),
        ("valley5", Cube(5), Valley),
        ("mixed6", SearchSpace.Parse("""
            {"lr":{"type":"float","low":1e-5,"high":1,"log":true},"decay":{"type":"float","low":1e-6,"high":0.1,"log":true},
             "dropout":{"type":"float","low":0,"high":0.9},"width":{"type":"int","low":8,"high":1024,"log":true},
             "activation":{"type":"categorical","choices":["relu","gelu","tanh","silu"]},"arch":{"type":"categorical","choices":["mlp","cnn"]}}
            """), Mixed),
    ];

    /// <summary>What the earlier study measured where the new one measures f(u).</summary>
    public static IReadOnlyList<(string Name, Func<Func<double[], double>, UnitCube, Func<double[], double>> Of)> Relations { get; } =
    [
        ("same", (f, _) => f),
        ("shifted", (f, cube) => u => f(Moved(u, cube, (x, j) => x + (j % 2 == 0 ? 0.07 : -0.07)))),
        ("rescaled", (f, _) => u => 100 * Math.Exp(2 * f(u)) - 7),
        ("reversed", (f, _) => u => -f(u)),
        ("unrelated", (f, cube) => u => f(Moved(u, cube, (x, _) => x < 0.5 ? x + 0.5 : x - 0.5))),
    ];

    private static SearchSpace Cube(int dimension) =>
        new(Enumerable.Range(0, dimension).Select(j => new FloatParameter(string.Create(CultureInfo.InvariantCulture, $"x{j}"), 0, 1)));

    private static double[] Moved(double[] u, UnitCube cube, Func<double, int, double> move) =>
        [.. u.Select((x, j) => cube.Axes[j].IsCategorical ? x : Math.Clamp(move(x, j), 0, LargestCoordinate))];

    private static double Ripple(double[] u) => u.Select((x, j) => x - (0.62 - 0.17 * j)).Select((d, j) => (2 + j) * d * d + 0.03 * (1 - Math.Cos(14 * d))).Sum();

    private static double Valley(double[] u)
    {
        var sum = 2 * Math.Pow(u[0] - 0.7 * u[1], 2);
        for (var j = 0; j < 5; j++)
            sum += Math.Abs(u[j] - (0.25 + 0.11 * j)) * (1 + 0.3 * j) * (j < 4 ? 1 + 0.8 * u[j + 1] : 1);
        return sum;
    }

    private static double Mixed(double[] u)
    {
        var first = u[5] < 0.5;
        double[] activation = [0.3, 0, 0.15, 0.4];
        return 6 * Math.Pow(u[0] - (first ? 0.45 : 0.6), 2) + 0.8 * Math.Pow(u[1] - 0.3, 2) + 0.5 * Math.Abs(u[2] - 0.35)
            + 1.5 * Math.Pow(u[3] - 0.7, 2) * (1 + u[2]) + activation[(int)(4 * u[4])] + (first ? 0 : 0.25);
    }
}

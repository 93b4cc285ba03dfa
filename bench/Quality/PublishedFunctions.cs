namespace Bench.Quality;

/// <summary>
/// Published test functions of real vectors, as in Jamil and Yang, "A literature survey of benchmark functions for global optimisation
/// problems", 2013, and Surjanovic and Bingham's virtual library of simulation experiments.
/// </summary>
internal static class PublishedFunctions
{
    private static readonly double[] HartmannWeights = [1, 1.2, 3, 3.2];
    private static readonly double[][] Hartmann6A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]];
    private static readonly double[][] Hartmann6P =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    public static double Branin(double[] x)
    {
        var bend = x[1] - 5.1 / (4 * Math.PI * Math.PI) * x[0] * x[0] + 5 / Math.PI * x[0] - 6;
        return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * Math.Cos(x[0]) + 10 - 0.39788735772973816;
    }

    /// <summary>Least value 3 at (0, -1); the logarithm of Picheny, Wagner, Ginsbourger 2013 keeps the scales apart.</summary>
    public static double LogGoldsteinPrice(double[] x)
    {
        var (a, b) = (x[0], x[1]);
        var first = 1 + (a + b + 1) * (a + b + 1) * (19 - 14 * a + 3 * a * a - 14 * b + 6 * a * b + 3 * b * b);
        var second = 30 + (2 * a - 3 * b) * (2 * a - 3 * b) * (18 - 32 * a + 12 * a * a + 48 * b - 36 * a * b + 27 * b * b);
        return Math.Log(first * second) - Math.Log(3);
    }

    public static double Hartmann6(double[] x) => 3.322368011391339 - Enumerable.Range(0, 4).Sum(i =>
        HartmannWeights[i] * Math.Exp(-Enumerable.Range(0, 6).Sum(j => Hartmann6A[i][j] * (x[j] - Hartmann6P[i][j]) * (x[j] - Hartmann6P[i][j]))));

    public static double Rosenbrock(double[] x) =>
        Enumerable.Range(0, x.Length - 1).Sum(i => 100 * Square(x[i + 1] - x[i] * x[i]) + Square(1 - x[i]));

    public static double Ackley(double[] x) =>
        20 + Math.E - 20 * Math.Exp(-0.2 * Math.Sqrt(x.Sum(Square) / x.Length)) - Math.Exp(x.Sum(v => Math.Cos(2 * Math.PI * v)) / x.Length);

    public static double Levy(double[] x)
    {
        var w = Array.ConvertAll(x, v => 1 + (v - 1) / 4);
        return Square(Math.Sin(Math.PI * w[0]))
            + w.SkipLast(1).Sum(v => Square(v - 1) * (1 + 10 * Square(Math.Sin(Math.PI * v + 1))))
            + Square(w[^1] - 1) * (1 + Square(Math.Sin(2 * Math.PI * w[^1])));
    }

    public static double Rastrigin(double[] x) => x.Sum(v => v * v - 10 * Math.Cos(2 * Math.PI * v) + 10);

    public static double StyblinskiTang(double[] x) => x.Sum(v => (v * v * v * v - 16 * v * v + 5 * v) / 2 + 39.16616570377142);

    public static double Michalewicz(double[] x) => -x.Select((v, i) => Math.Sin(v) * Math.Pow(Math.Sin((i + 1) * v * v / Math.PI), 20)).Sum();

    public static double DixonPrice(double[] x) =>
        Square(x[0] - 1) + Enumerable.Range(1, x.Length - 1).Sum(i => (i + 1) * Square(2 * x[i] * x[i] - x[i - 1]));

    /// <summary>Axis-parallel ellipsoid with condition number 1,000.</summary>
    public static double Ellipsoid(double[] x) => x.Select((v, i) => Math.Pow(1000, (double)i / (x.Length - 1)) * v * v).Sum();

    public static double Griewank(double[] x) =>
        1 + x.Sum(v => v * v) / 4000 - x.Select((v, i) => Math.Cos(v / Math.Sqrt(i + 1))).Aggregate(1.0, (product, c) => product * c);

    private static double Square(double value) => value * value;
}

namespace Search;

/// <summary>Quasi-random designs for samplers: starts, candidates, grids of integration.</summary>
internal static class QuasiRandom
{
    /// <summary>The scrambled Sobol sequence of <paramref name="dimension"/> coordinates that belongs to <paramref name="random"/>.</summary>
    /// <param name="dimension">Coordinates a point, d.</param>
    /// <param name="random">Decides the scrambling: take a stream of one trial number for points of different trials that shall complete each other.</param>
    public static SobolSequence Sobol(int dimension, TrialRandom random) => new(dimension, random);

    /// <summary>The first <paramref name="count"/> points (count, d) of that sequence.</summary>
    public static double[][] Sobol(int dimension, int count, TrialRandom random)
    {
        var sequence = new SobolSequence(dimension, random);
        var points = new double[count][];
        for (var i = 0; i < count; i++)
            points[i] = sequence.Point(i);
        return points;
    }

    /// <summary>Point <paramref name="number"/> of the design of a whole study: with equal seeds, trials 0, 1, 2 ... fill the cube evenly.</summary>
    /// <param name="dimension">Coordinates a point, d.</param>
    /// <param name="seed">The sweep's seed.</param>
    /// <param name="number">0-based trial number.</param>
    public static double[] SobolStart(int dimension, long seed, int number) =>
        new SobolSequence(dimension, TrialRandom.For(seed, 0).Stream("sobol")).Point(number);
}

namespace Search.Tests.Sampling;

public class QuasiRandomTests
{
    /// <summary>Unscrambled points from SciPy 1.10.1, <c>qmc.Sobol(d=130, scramble=False, bits=30)</c>: coordinates 0, 1, 2, 5, 20, 100, 127.</summary>
    [Theory]
    [InlineData(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
    [InlineData(1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)]
    [InlineData(2, 0.75, 0.25, 0.25, 0.75, 0.25, 0.25, 0.25)]
    [InlineData(3, 0.25, 0.75, 0.75, 0.25, 0.75, 0.75, 0.75)]
    [InlineData(5, 0.875, 0.875, 0.125, 0.625, 0.625, 0.125, 0.125)]
    [InlineData(100, 0.4140625, 0.2578125, 0.7734375, 0.7421875, 0.7578125, 0.0390625, 0.4609375)]
    [InlineData(777, 0.6923828125, 0.9365234375, 0.1630859375, 0.3564453125, 0.2373046875, 0.8427734375, 0.1181640625)]
    public void Sobol_points_are_the_published_ones(int index, params double[] expected)
    {
        var point = new SobolSequence(130, null).Point(index);
        Assert.Equal(expected, new[] { 0, 1, 2, 5, 20, 100, 127 }.Select(j => point[j]));
    }

    /// <summary>Unscrambled points from SciPy 1.10.1, <c>qmc.Halton(d=12, scramble=False)</c>: coordinates 0, 1, 2, 5, 11.</summary>
    [Theory]
    [InlineData(1, 0.5, 0.3333333333333333, 0.2, 0.07692307692307693, 0.02702702702702703)]
    [InlineData(3, 0.75, 0.1111111111111111, 0.6000000000000001, 0.23076923076923078, 0.08108108108108109)]
    [InlineData(100, 0.1484375, 0.4115226337448559, 0.032, 0.7337278106508875, 0.704163623082542)]
    [InlineData(1000, 0.0927734375, 0.3475080018289895, 0.00512, 0.9904415111515704, 0.04674945215485756)]
    public void Halton_points_are_the_published_ones(int index, params double[] expected)
    {
        var point = new HaltonSequence(12, null).Point(index);
        foreach (var (j, value) in new[] { 0, 1, 2, 5, 11 }.Zip(expected))
            Assert.Equal(value, point[j], 1e-15);
    }

    [Fact]
    public void A_scrambled_Sobol_sequence_has_one_point_in_every_elementary_cell_of_its_first_two_coordinates()
    {
        // Joe and Kuo 2008: the first two dimensions form a (0, 2)-sequence; scrambling keeps that.
        var points = QuasiRandom.Sobol(2, 64, TrialRandom.For(5, 0));
        for (var bits = 0; bits <= 6; bits++)
        {
            var cells = points.Select(point => ((int)(point[0] * (1 << bits)), (int)(point[1] * (1 << (6 - bits)))));
            Assert.Equal(64, cells.Distinct().Count());
        }
    }

    [Fact]
    public void Every_scrambled_Sobol_coordinate_has_one_point_in_every_cell_of_its_own()
    {
        var points = QuasiRandom.Sobol(SobolSequence.LargestDimension, 256, TrialRandom.For(6, 0));
        for (var j = 0; j < SobolSequence.LargestDimension; j++)
            Assert.Equal(256, points.Select(point => (int)(point[j] * 256)).Distinct().Count());
    }

    [Fact]
    public void Scrambled_points_are_uniform_over_the_seeds()
    {
        const int Seeds = 2000;
        double[][] sobol = [.. Enumerable.Range(0, Seeds).Select(seed => new SobolSequence(170, TrialRandom.For(seed, 0)).Point(3))];
        double[][] halton = [.. Enumerable.Range(0, Seeds).Select(seed => new HaltonSequence(10, TrialRandom.For(seed, 0)).Point(3))];
        // The mean of 2,000 uniform numbers has a deviation of 0.0065, their mean square one of 0.0067.
        foreach (var (points, j) in new[] { (sobol, 0), (sobol, 1), (sobol, 9), (sobol, 159), (sobol, 165), (halton, 0), (halton, 1), (halton, 9) })
        {
            Assert.Equal(1 / 2.0, points.Average(point => point[j]), 0.03);
            Assert.Equal(1 / 3.0, points.Average(point => point[j] * point[j]), 0.03);
        }
    }

    [Fact]
    public void Both_designs_integrate_better_than_random_points()
    {
        const int Count = 256, Dimension = 8;
        Assert.True(Error((seed, i) => new SobolSequence(Dimension, TrialRandom.For(seed, 0)).Point(i)) < 0.2 * Error(Uniform));
        Assert.True(Error((seed, i) => new HaltonSequence(Dimension, TrialRandom.For(seed, 0)).Point(i)) < 0.4 * Error(Uniform));

        static double[] Uniform(int seed, int i) => [.. Enumerable.Range(0, Dimension).Select(j => TrialRandom.For(seed, i).Uniform(j))];

        // Root mean square error of the mean of a product whose integral is 1.
        static double Error(Func<int, int, double[]> point) => Math.Sqrt(Enumerable.Range(0, 20).Average(seed =>
        {
            var mean = Enumerable.Range(0, Count).Average(i => point(seed, i).Select((u, j) => 1 + (u - 0.5) / (j + 1)).Aggregate(1.0, (a, b) => a * b));
            return (mean - 1) * (mean - 1);
        }));
    }

    [Fact]
    public void Another_seed_scrambles_otherwise()
    {
        Assert.NotEqual(QuasiRandom.SobolStart(3, 1, 0), QuasiRandom.SobolStart(3, 2, 0));
        Assert.NotEqual(new HaltonSequence(3, TrialRandom.For(1, 0)).Point(0), new HaltonSequence(3, TrialRandom.For(2, 0)).Point(0));
        Assert.Equal(QuasiRandom.SobolStart(3, 1, 7), QuasiRandom.Sobol(3, TrialRandom.For(1, 0).Stream("sobol")).Point(7));
    }
}

namespace Search.Tests.Sampling.Gp;

public class OutputWarpTests
{
    private static readonly double[] Values = [-2.0, -0.5, 0.0, 0.3, 4.0];

    /// <summary>scipy.stats.yeojohnson of SciPy 1.10.1; median 0 and median distance 0.5 of the values, so u = 2 y.</summary>
    [Theory]
    [InlineData(0.0, -4.0, -0.625, 0.262364264467491, 1.6094379124341003)]
    [InlineData(0.5, -2.797434948471088, -0.5580782047249223, 0.28035085019827566, 2.4721359549995796)]
    [InlineData(-0.5, -5.835382907247959, -0.70227038425243, 0.2458839613859416, 1.1055728090000843)]
    [InlineData(1.0, -2.0, -0.5, 0.3, 4.0)]
    public void Ratios_of_distances_are_those_of_the_published_transform(double power, double a, double b, double c, double d)
    {
        var warp = new OutputWarp([.. Values.Select(value => value / 2)], power); // distances halve too, so u is y / 0.5 again: scale it away
        var same = new OutputWarp(Values, power);
        Assert.Equal(warp.Latent, same.Latent);
        var spread = 0.5;
        double Z(double u) => same.ToLatent(u * spread);
        Assert.Equal((a - b) / (d - c), (Z(-2) - Z(-0.5)) / (Z(4) - Z(0.3)), 1e-10);
        Assert.Equal(b / c, (Z(-0.5) - Z(0)) / (Z(0.3) - Z(0)), 1e-10);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.0)]
    [InlineData(0.75)]
    public void Going_there_and_back_gives_the_value(double power)
    {
        var warp = new OutputWarp(Values, power);
        Assert.All(Values, value => Assert.Equal(value, warp.ToValue(warp.ToLatent(value)), 1e-9));
    }

    [Fact]
    public void Values_of_any_size_and_constant_values_stay_finite_and_ordered()
    {
        foreach (var power in new[] { -1.0, 0, 1 })
        {
            var latent = new OutputWarp([1e308, -1e308, 0, 1e-300, 5], power).Latent;
            Assert.All(latent, z => Assert.True(double.IsFinite(z)));
            Assert.True(latent[1] < latent[2] && latent[2] < latent[0]);
            Assert.All(new OutputWarp([3, 3, 3], power).Latent, z => Assert.Equal(0, z));
        }
    }
}

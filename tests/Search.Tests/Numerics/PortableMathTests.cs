namespace Search.Tests.Numerics;

/// <summary>Reference values: Python 3.11.2, math.log, math.exp, math.erfc and statistics.NormalDist.inv_cdf.</summary>
public class PortableMathTests
{
    [Theory]
    [InlineData(5e-324, -744.4400719213812)]
    [InlineData(1e-300, -690.7755278982137)]
    [InlineData(1e-05, -11.512925464970229)]
    [InlineData(0.3, -1.2039728043259361)]
    [InlineData(0.9999999, -1.0000000494736474e-07)]
    [InlineData(1.0, 0.0)]
    [InlineData(1.0000001, 9.999999505838704e-08)]
    [InlineData(2.0, 0.6931471805599453)]
    [InlineData(12345.678, 9.421061321291832)]
    [InlineData(1e+300, 690.7755278982137)]
    public void Log_is_the_natural_logarithm(double x, double expected) => Near(expected, PortableMath.Log(x), 1e-15);

    [Theory]
    [InlineData(-740.0, 4.2e-322)]
    [InlineData(-700.5, 5.980196118639791e-305)]
    [InlineData(-1.5, 0.22313016014842982)]
    [InlineData(-1e-09, 0.999999999)]
    [InlineData(0.0, 1.0)]
    [InlineData(0.3, 1.3498588075760032)]
    [InlineData(1.0, 2.718281828459045)]
    [InlineData(100.25, 3.451610733125924e+43)]
    [InlineData(709.5, 1.3549863193146328e+308)]
    public void Exp_is_the_exponential(double x, double expected) => Near(expected, PortableMath.Exp(x), 1e-15);

    [Theory]
    [InlineData(-37.0, 5.725571222525139e-300)]
    [InlineData(-8.5, 9.479534822203355e-18)]
    [InlineData(-3.0, 0.0013498980316300957)]
    [InlineData(-1.0, 0.15865525393145707)]
    [InlineData(-0.25, 0.4012936743170763)]
    [InlineData(0.0, 0.5)]
    [InlineData(0.4, 0.6554217416103242)]
    [InlineData(2.0, 0.9772498680518208)]
    [InlineData(5.5, 0.9999999810104375)]
    public void Cdf_is_the_normal_distribution(double z, double expected) => Near(expected, NormalDistribution.Cdf(z), z < -10 ? 1e-12 : 1e-13);

    [Theory]
    [InlineData(1e-300, -37.0470962993612)]
    [InlineData(1e-12, -7.034483825301132)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(0.3, -0.5244005127080407)]
    [InlineData(0.5, 0.0)]
    [InlineData(0.8, 0.8416212335729144)]
    [InlineData(0.9999, 3.7190164854557084)]
    public void Quantile_inverts_the_normal_distribution(double p, double expected) => Near(expected, NormalDistribution.Quantile(p), 1e-14);

    [Fact]
    public void Values_at_the_ends_are_limits_not_garbage()
    {
        Assert.Equal(double.NegativeInfinity, PortableMath.Log(0));
        Assert.True(double.IsNaN(PortableMath.Log(-1)));
        Assert.Equal(double.PositiveInfinity, PortableMath.Log(double.PositiveInfinity));
        Assert.Equal(0, PortableMath.Exp(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(710));
        Assert.Equal(double.NegativeInfinity, NormalDistribution.Quantile(0));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.Quantile(1));
        Assert.Equal(1, NormalDistribution.Cdf(40));
        Assert.Equal(NormalDistribution.Between(-9, -8), NormalDistribution.Between(8, 9));
    }

    [Fact]
    public void Log_and_exp_agree_with_the_library_over_their_range()
    {
        for (var i = 0; i < 20_000; i++)
        {
            var x = (TrialRandom.For(9, 0).Uniform(i) - 0.5) * 1400;
            Near(Math.Exp(x), PortableMath.Exp(x), 2e-15);
            Near(Math.Log(Math.Exp(x)), PortableMath.Log(Math.Exp(x)), 2e-15);
        }
    }

    private static void Near(double expected, double actual, double relative) =>
        Assert.InRange(actual, expected - Math.Abs(expected) * relative - double.Epsilon, expected + Math.Abs(expected) * relative + double.Epsilon);
}

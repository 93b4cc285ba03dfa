namespace Search.Tests.Sampling.Gp;

/// <summary>Reference values: mpmath 1.2.1 at 60 digits.</summary>
public class LogImprovementTests
{
    [Theory]
    [InlineData(8.0, 2.0794415416798359, 0.12499999999999992)]
    [InlineData(1.0, 0.08002621884930694, 0.77663872520173926)]
    [InlineData(0.0, -0.91893853320467274, 1.2533141373155003)]
    [InlineData(-0.9, -2.2982829894596518, 1.8326998049212273)]
    [InlineData(-1.0, -2.4851210257126413, 1.9042712333296918)]
    [InlineData(-2.0, -4.7687835239171142, 2.679416883955586)]
    [InlineData(-5.0, -16.74430116266099, 5.3618162412880885)]
    [InlineData(-20.0, -206.9178385094251, 20.099262811101282)]
    [InlineData(-59.0, -1749.574874377438, 59.033869149384562)]
    [InlineData(-61.0, -1869.6414917394199, 61.032760500911907)]
    [InlineData(-200.0, -20011.515648259739, 200.00999925013122)]
    [InlineData(-1e4, -50000019.339619307, 10000.000199999994)]
    public void The_logarithm_of_the_improvement_is_exact_into_the_tails(double z, double value, double slope)
    {
        var own = LogImprovement.OfStandard(z);
        Assert.Equal(value, own.Value, 1e-11 * Math.Max(1, Math.Abs(value)));
        Assert.Equal(slope, own.Slope, 1e-9 * slope);
    }

    [Theory]
    [InlineData(2.0, -0.023012909328963488)]
    [InlineData(-3.0, -6.6077262215103495)]
    [InlineData(-40.0, -804.60844201375379)]
    public void The_logarithm_of_the_normal_distribution_is_exact_into_the_tail(double z, double value) =>
        Assert.Equal(value, LogImprovement.LogCdf(z).Value, 1e-12 * Math.Max(1, Math.Abs(value)));

    [Theory]
    [InlineData(0.3, 0.7, 0.1)]
    [InlineData(4.0, 0.2, -1.0)]
    [InlineData(-2.0, 1.5, 0.0)]
    public void Slopes_by_mean_and_deviation_are_those_of_small_differences(double mean, double deviation, double bound)
    {
        const double Step = 1e-6;
        var own = LogImprovement.Of(mean, deviation, bound);
        var byMean = (LogImprovement.Of(mean + Step, deviation, bound).Value - LogImprovement.Of(mean - Step, deviation, bound).Value) / (2 * Step);
        var byDeviation = (LogImprovement.Of(mean, deviation + Step, bound).Value - LogImprovement.Of(mean, deviation - Step, bound).Value) / (2 * Step);
        Assert.Equal(byMean, own.ByMean, 1e-6 * Math.Abs(byMean));
        Assert.Equal(byDeviation, own.ByDeviation, 1e-6 * Math.Abs(byDeviation));
    }
}

namespace Search.Tests.Sampling.Gp;

/// <summary>Reference values: scikit-learn 1.2.1 (GaussianProcessRegressor) and SciPy 1.10.1.</summary>
public class GpModelTests
{
    private static readonly double[][] X = [[0.1, 0.2], [0.4, 0.9], [0.8, 0.3], [0.5, 0.5], [0.95, 0.75], [0.25, 0.6]];
    private static readonly double[] Y = [0.5, -1.2, 0.3, 0.8, -0.4, 1.1];

    /// <summary>Length scales 0.3 and 0.8, variance 1.7, noise 0.01.</summary>
    private static readonly GpHyper Hyper = new([Math.Log(0.3), Math.Log(0.8)], Math.Log(1.7), Math.Log(0.01), 1);

    [Theory]
    [InlineData(0.3, 0.4, 1.4376012174521051, 0.13733196388215885)]
    [InlineData(0.9, 0.9, -0.49875753797882405, 0.16148140285948553)]
    [InlineData(0.5, 0.5, 0.7764749122537182, 0.00981014280360304)]
    public void Mean_and_variance_are_those_of_scikit_learn(double x, double y, double mean, double variance)
    {
        var own = Model([false, false], X).Predict([x, y]);
        Assert.Equal(mean, own.Mean, 1e-11); // kernel + ConstantKernel(1): an unknown mean of variance 1
        Assert.Equal(variance, own.Variance, 1e-11);
    }

    [Fact]
    public void The_likelihood_is_that_of_scikit_learn()
    {
        var likelihood = Likelihood([false, false]);
        likelihood.Evaluate([.. Hyper.LogLengths, Hyper.LogScale, Hyper.LogNoise], new double[4]);
        Assert.Equal(-0.13503947716226944, likelihood.Factor.HalfLogDeterminant(), 1e-11);
        Assert.Equal(5.594321228206925, likelihood.Misfit(Y), 1e-10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradient_of_the_posterior_is_that_of_small_differences(bool choice)
    {
        var likelihood = Likelihood([false, choice]);
        double[] at = [-0.9, 0.3, 0.4, -3];
        var gradient = new double[4];
        likelihood.Evaluate(at, gradient);
        for (var j = 0; j < 4; j++)
        {
            const double Step = 1e-5;
            double[] up = [.. at], down = [.. at];
            up[j] += Step;
            down[j] -= Step;
            var slope = (likelihood.Evaluate(up, new double[4]) - likelihood.Evaluate(down, new double[4])) / (2 * Step);
            Assert.Equal(slope, gradient[j], 1e-6 * Math.Max(1, Math.Abs(slope)));
        }
    }

    [Fact]
    public void Gradients_of_the_prediction_are_those_of_small_differences()
    {
        var model = Model([false, false], X);
        double[] at = [0.33, 0.71];
        double[] byMean = new double[2], byVariance = new double[2];
        Assert.Equal(model.Predict(at), model.Predict(at, byMean, byVariance));
        for (var j = 0; j < 2; j++)
        {
            const double Step = 1e-6;
            double[] up = [.. at], down = [.. at];
            up[j] += Step;
            down[j] -= Step;
            Assert.Equal((model.Predict(up).Mean - model.Predict(down).Mean) / (2 * Step), byMean[j], 1e-6);
            Assert.Equal((model.Predict(up).Variance - model.Predict(down).Variance) / (2 * Step), byVariance[j], 1e-6);
        }
    }

    [Fact]
    public void Four_points_at_a_time_have_the_bits_of_one()
    {
        var model = Model([false, false], X);
        double[][] four = [[0.1, 0.9], [0.4, 0.4], [0.7, 0.2], [1, 0]];
        Span<double> means = stackalloc double[4];
        Span<double> variances = stackalloc double[4];
        model.Predict(four, means, variances);
        for (var q = 0; q < 4; q++)
            Assert.Equal((means[q], variances[q]), model.Predict(four[q]));
    }

    [Fact]
    public void A_fantasy_takes_variance_away_and_leaves_the_mean()
    {
        var without = Model([false, false], X);
        var with = Model([false, false], [.. X, [0.7, 0.8]]);
        Assert.Equal(without.Predict([0.65, 0.85]).Mean, with.Predict([0.65, 0.85]).Mean, 1e-12);
        Assert.True(with.Predict([0.65, 0.85]).Variance < 0.5 * without.Predict([0.65, 0.85]).Variance);
    }

    [Fact]
    public void Choices_that_differ_are_all_equally_far()
    {
        var kernel = new MaternKernel([true], new GpHyper([0], 0, -9, 1));
        var points = new GpPoints(1);
        foreach (var level in new double[] { 0, 1, 7, -1 })
            points.Add([level]);
        var k = new double[4];
        kernel.Row([0], points, 4, k);
        Assert.Equal(1, k[0]);
        Assert.Equal(k[1], k[2]);
        Assert.Equal(k[1], k[3]);
        Assert.InRange(k[1], 0.5, 0.6); // (1 + sqrt 5 + 5/3) e^(-sqrt 5) = 0.524
    }

    private static GpModel Model(bool[] categorical, double[][] features)
    {
        var kernel = new MaternKernel(categorical, Hyper);
        var cache = new GpFactorCache(2);
        cache.Bring(features, kernel, Hyper);
        return new GpModel(kernel, cache.Points, cache.Factor, Y, PortableMath.Exp(Hyper.LogNoise));
    }

    private static GpLikelihood Likelihood(bool[] categorical)
    {
        var points = new GpPoints(2);
        foreach (var x in X)
            points.Add(x);
        return new GpLikelihood(points, Y, categorical);
    }
}

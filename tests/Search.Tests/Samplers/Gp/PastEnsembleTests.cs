using System.Text.Json;
using Search.Tests.Support;

namespace Search.Tests.Sampling.Gp;

public class PastEnsembleTests
{
    private const int Seeds = 21;
    private static readonly SearchSpace Space = new([new FloatParameter("x", 0, 1), new FloatParameter("y", 0, 1), new FloatParameter("z", 0, 1)]);

    [Fact]
    public void A_past_of_the_same_function_weighs_most_and_a_reversed_one_nothing()
    {
        var pasts = Models(Past("same", 1, value => value), Past("reversed", 2, value => -value));
        var (own, data, latent) = Own(8);
        var weights = EnsembleWeights.Of(pasts, own, data, latent, 1);
        Assert.True(weights[0] > 0.4, string.Join(' ', weights));
        Assert.True(weights[1] < 0.02, string.Join(' ', weights));
        Assert.Equal(1, weights.Sum(), 1e-12);
    }

    [Fact]
    public void Values_on_another_increasing_scale_weigh_as_much()
    {
        var (own, data, latent) = Own(10);
        Assert.True(EnsembleWeights.Of(Models(Past("rescaled", 1, value => Math.Exp(3 * value) - 7)), own, data, latent, 1)[0] > 0.3);
    }

    [Fact]
    public void Two_trials_tell_no_order_so_the_study_believes_itself()
    {
        var (own, data, latent) = Own(2);
        double[] expected = [0, 1];
        Assert.Equal(expected, EnsembleWeights.Of(Models(Past("same", 1, value => value)), own, data, latent, 1));
    }

    [Theory]
    [InlineData(new[] { 1.0, 2, 3 }, 0)]
    [InlineData(new[] { 3.0, 2, 1 }, 6)]
    [InlineData(new[] { 1.0, 3, 2 }, 2)]
    [InlineData(new[] { 1.0, 1, 1 }, 3)]
    public void The_loss_counts_discordant_pairs(double[] guess, int loss) => Assert.Equal(loss, EnsembleWeights.Loss(guess, [10, 20, 30]));

    [Fact]
    public void A_value_left_out_is_guessed_as_by_a_model_without_it()
    {
        var (own, data, latent) = Own(9);
        var hyper = Hyper();
        for (var i = 0; i < 9; i++)
        {
            var kernel = new MaternKernel([false, false, false], hyper);
            var cache = new GpFactorCache(3);
            cache.Bring([.. data.Trials.Where((_, k) => k != i).Select(trial => trial.Features)], kernel, hyper);
            var without = new GpModel(kernel, cache.Points, cache.Factor, [.. latent.Where((_, k) => k != i)], Math.Exp(hyper.LogNoise));
            var (mean, deviation) = own.LeaveOneOut([i], latent)[0];
            var expected = without.Predict(data.Trials[i].Features);
            // The constant mean is that of all values here, and of the others there.
            Assert.Equal(expected.Mean, mean, 0.25);
            Assert.Equal(Math.Sqrt(expected.Variance), deviation, 1e-6);
        }
    }

    [Fact]
    public void The_joint_posterior_has_the_variances_of_single_points()
    {
        var (own, _, _) = Own(9);
        double[][] points = [[0.1, 0.2, 0.3], [0.12, 0.2, 0.3], [0.9, 0.5, 0.1], [0.4, 0.4, 0.9], [0.7, 0.1, 0.6]];
        var (means, factor) = own.Joint(points);
        for (var i = 0; i < points.Length; i++)
        {
            var (mean, variance) = own.Predict(points[i]);
            Assert.Equal(mean, means[i], 1e-12);
            Assert.Equal(variance, factor.Row(i).Sum(l => l * l), 1e-6);
        }

        Assert.True(factor.Row(0)[0] * factor.Row(1)[0] > 0.5 * own.Predict(points[0]).Variance, "Neighbours vary together.");
    }

    [Fact]
    public void The_gradients_are_those_of_finite_differences()
    {
        var (own, _, _) = Own(9);
        var history = new GpHistory(new UnitCube(Space));
        var ensemble = new PastEnsemble(history.Pasts([Past("a", 1, value => value), Past("b", 2, value => -value)]), own, [0.5, 0.2, 0.3]);
        double[] point = [0.31, 0.62, 0.44], means = new double[3], variances = new double[3];
        var (mean, variance) = ensemble.Predict(point, means, variances);
        Assert.Equal((mean, variance), ensemble.Predict(point));
        Span<double> fourMeans = stackalloc double[4], fourVariances = stackalloc double[4];
        ensemble.Predict([point, point, point, point], fourMeans, fourVariances);
        Assert.Equal((mean, variance), (fourMeans[2], fourVariances[2]));
        const double Step = 1e-6;
        for (var j = 0; j < 3; j++)
        {
            var (up, down) = ((double[])point.Clone(), (double[])point.Clone());
            (up[j], down[j]) = (point[j] + Step, point[j] - Step);
            var (high, low) = (ensemble.Predict(up), ensemble.Predict(down));
            Assert.Equal((high.Mean - low.Mean) / (2 * Step), means[j], 1e-5);
            Assert.Equal((high.Variance - low.Variance) / (2 * Step), variances[j], 1e-5);
        }
    }

    [Theory]
    [InlineData("gp")]
    [InlineData("auto")]
    [InlineData("tpe")]
    public void Proposals_with_a_past_are_the_same_to_the_last_bit_warm_and_cold(string sampler)
    {
        PastStudy[] pasts = [Past("a", 1, value => value), Past("b", 2, value => value * value)];
        var warm = new StudyView(Space, ObservationLog.Empty, 5, 1) { Past = pasts };
        for (var number = 0; number < 24; number++)
        {
            var proposal = Samplers.Create(sampler).Suggest(warm, number);
            if (number % 4 == 3)
            {
                PastStudy[] again = [.. pasts.Select(past => past with { Observations = [.. past.Observations.Reverse()] })];
                Assert.Equal(JsonSerializer.Serialize(proposal), JsonSerializer.Serialize(Samplers.Create(sampler).Suggest(warm with { Observations = [.. warm.Observations.Reverse()], Past = again }, number)));
            }

            warm = warm with { Observations = ((ObservationLog)warm.Observations).Append(Some.Completed(number, proposal.Parameters, Value(proposal.Parameters)) with { Carried = proposal.Carried }) };
        }

        // Another past of the same study is not mistaken for the one before.
        var none = Samplers.Create(sampler).Suggest(warm with { Past = [] }, 24);
        Assert.Equal(none, Samplers.Create(sampler).Suggest(warm with { Past = [], Observations = [.. warm.Observations] }, 24));
    }

    [Fact]
    public void A_proposal_says_how_much_of_it_is_the_past()
    {
        var log = new List<Observation>();
        for (var number = 0; number < 8; number++)
            log.Add(Some.Completed(number, Draw(3, number), Value(Draw(3, number))));
        var proposal = Samplers.Create("gp").Suggest(new StudyView(Space, log, 1, 1) { Past = [Past("last week", 1, value => value)] }, 8);
        Assert.Matches("Of the prediction [0-9]+% is that of earlier studies \\('last week' [0-9]+%\\)\\.$", proposal.Why);
    }

    [Fact]
    public void A_past_of_the_same_function_helps_from_the_first_trials() =>
        AssertBetter(MedianBest(value => value, 8), MedianBest(null, 8), 0.5);

    [Fact]
    public void A_past_that_misleads_costs_no_more_than_the_trials_it_was_given() =>
        AssertBetter(MedianBest(value => -value, 24), MedianBest(null, 24 - PastPoints.Trusted - 1), 1);

    private static void AssertBetter(double warm, double alone, double share) =>
        Assert.True(warm <= share * alone, FormattableString.Invariant($"{warm} with the past, {alone} without."));

    private static double MedianBest(Func<double, double>? twist, int trials) => Enumerable.Range(0, Seeds).Select(seed =>
    {
        var study = new Study(Space, Samplers.Create("gp"), new StudyOptions { Seed = seed, Past = twist is null ? [] : [Past("before", seed, twist)] });
        for (var i = 0; i < trials; i++)
        {
            var asked = study.Ask();
            study.Tell(asked.Trial, Value(asked.Parameters));
        }

        return study.Best!.Values[0];
    }).Order().ElementAt(Seeds / 2);

    private static GpHyper Hyper() => new([-0.5, -0.5, -0.5], 0, -10, 1);

    private static (GpModel Model, GpData Data, double[] Latent) Own(int trials)
    {
        var axes = new GpAxes(new UnitCube(Space));
        GpTrial[] own = [.. Enumerable.Range(0, trials).Select(number =>
        {
            var point = axes.Cube.Encode(Draw(77, number));
            return new GpTrial(Some.Completed(number, Draw(77, number), Value(Draw(77, number))), point, axes.Features(point));
        })];
        var data = GpData.OfObjective(own, 0);
        var kernel = new MaternKernel(axes.Categorical, Hyper());
        var cache = new GpFactorCache(3);
        cache.Bring([.. own.Select(trial => trial.Features)], kernel, Hyper());
        var latent = new OutputWarp(data.Values, 1).Latent;
        return (new GpModel(kernel, cache.Points, cache.Factor, latent, Math.Exp(Hyper().LogNoise)), data, latent);
    }

    private static GpModel[] Models(params PastStudy[] pasts) => [.. new GpHistory(new UnitCube(Space)).Pasts(pasts).Select(past => past.Model)];

    private static PastStudy Past(string name, int seed, Func<double, double> twist) => new(name, Space, [.. Enumerable.Range(0, 40).Select(number =>
        Some.Completed(number, Draw(1000 + seed, number), twist(Value(Draw(1000 + seed, number)))))]);

    private static ParameterSet Draw(long seed, int number) => new RandomSampler().Suggest(Some.Study(Space, [], seed), number).Parameters;

    private static double Value(ParameterSet set)
    {
        var (x, y, z) = ((double)set["x"] - 0.62, (double)set["y"] - 0.31, (double)set["z"] - 0.77);
        return 2 * x * x + 3 * y * y + z * z + x * y + 0.05 * (1 - Math.Cos(12 * x));
    }
}

using Search.Tests.Support;

namespace Search.Tests.Sampling.Gp;

public class HunchTests
{
    private const int Seeds = 21;

    [Fact]
    public void A_good_hunch_speeds_the_start_up_and_a_wrong_one_costs_little()
    {
        var (none, good) = (MedianBest(null, 7), MedianBest(0, 7));
        Assert.True(good < 0.7 * none, FormattableString.Invariant($"After 7 trials {good} with a good hunch, {none} with none."));
        // A hunch of weight 0.9 that is wrong in every parameter costs eight trials at most.
        var (before, wrong) = (MedianBest(null, 20), MedianBest(0.5, 28));
        Assert.True(wrong <= before, FormattableString.Invariant($"{wrong} after 28 trials with a wrong hunch, {before} after 20 with none."));
    }

    [Fact]
    public void The_weight_of_the_hunch_wanes_and_its_gradient_is_that_of_finite_differences()
    {
        var axes = new GpAxes(new UnitCube(SearchSpace.Parse("""
            {"parameters":[{"name":"x","type":"float","low":0,"high":1,"prior":{"mean":0.4,"width":0.1}},
              {"name":"a","type":"categorical","choices":["p","q"],"prior":{"mean":"q","weight":0.8}},
              {"name":"y","type":"float","low":0,"high":1,"when":{"a":["q"]},"prior":{"mean":0.8,"width":0.2,"weight":0.3}}]}
            """)));
        var early = new HunchAcquisition(new Flat(), axes, 2);
        double[] point = [0.35, 1, 0.6], gradient = new double[3];
        Assert.Equal(axes.Cube.LogPrior([0.35, 0.75, 0.6]), early.Score(point, gradient), 1e-12);
        Assert.Equal(early.Score(point, gradient) / 5, new HunchAcquisition(new Flat(), axes, 10).Score(point, new double[3]), 1e-12);
        var scores = new double[4];
        early.Score([point, [0.4, 0, 0.5], [0.35, 0, 0.1], point], scores);
        Assert.Equal(early.Score(point, gradient), scores[3], 1e-12);
        // Without q there is no y, so its hunch says nothing.
        Assert.Equal(axes.Cube.LogPrior([0.35, 0.25, double.NaN]), scores[2], 1e-12);
        const double Step = 1e-6;
        foreach (var j in new[] { 0, 2 })
        {
            var (up, down) = ((double[])point.Clone(), (double[])point.Clone());
            (up[j], down[j]) = (point[j] + Step, point[j] - Step);
            Assert.Equal((early.Score(up, new double[3]) - early.Score(down, new double[3])) / (2 * Step), gradient[j], 1e-6);
        }
    }

    [Fact]
    public void The_even_design_at_the_start_follows_the_hunch()
    {
        var starts = Enumerable.Range(0, 64).Select(number => (double)new GpSampler().Suggest(Some.Study(Space(0), []), number).Parameters["x0"]).ToArray();
        // Of every second one nine in ten lie around 0.3 with a deviation of 0.1; the others lie anywhere.
        Assert.InRange(starts.Count(x => Math.Abs(x - 0.3) < 0.2), 38, 46);
        Assert.Equal(64, starts.Distinct().Count());
    }

    /// <summary>The optimum lies at (0.33, 0.43, 0.53, 0.63); the hunch is at 0.03 below it and <paramref name="off"/> further on, around the other end.</summary>
    private static SearchSpace Space(double? off) => new(Enumerable.Range(0, 4).Select(j => new FloatParameter(FormattableString.Invariant($"x{j}"), 0, 1)
    {
        Prior = off is { } distance ? new Prior((0.3 + 0.1 * j + distance) % 1, 0.1, 0.9) : null,
    }));

    private static double MedianBest(double? off, int trials) => Enumerable.Range(0, Seeds).Select(seed =>
    {
        var study = new Study(Space(off), Samplers.Create("gp"), new StudyOptions { Seed = seed });
        for (var i = 0; i < trials; i++)
        {
            var asked = study.Ask();
            study.Tell(asked.Trial, Enumerable.Range(0, 4).Sum(j =>
            {
                var x = (double)asked.Parameters[FormattableString.Invariant($"x{j}")] - (0.33 + 0.1 * j);
                return (1 + j) * x * x + 0.02 * (1 - Math.Cos(15 * x));
            }));
        }

        return study.Best!.Values[0];
    }).Order().ElementAt(Seeds / 2);

    private sealed class Flat : Acquisition
    {
        public override string Name => "flat";

        public override void Score(double[][] four, Span<double> scores) => scores.Clear();

        public override double Score(double[] point, double[] gradient)
        {
            Array.Clear(gradient);
            return 0;
        }
    }
}

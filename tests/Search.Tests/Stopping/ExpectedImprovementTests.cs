using Search.Tests.Support;

namespace Search.Tests.Ending;

public class ExpectedImprovementTests
{
    /// <summary>
    /// Of n + m uniform numbers the least lies among the last m with probability m / (n + m), and the mean fall of the least is 1/(n + 1) - 1/(n + m + 1):
    /// the expectation over many sweeps must come near it, and the 80% interval must hold the true fall in most of them.
    /// </summary>
    [Theory]
    [InlineData(60, 20)]
    [InlineData(60, 100)]
    public void The_expected_gain_of_uniform_values_is_known(int n, int m)
    {
        double expected = 0, gained = 0;
        var held = 0;
        const int sweeps = 200;
        for (var sweep = 0; sweep < sweeps; sweep++)
        {
            double[] values = [.. Enumerable.Range(0, n + m).Select(number => TrialRandom.For(sweep + 1000, number).Uniform(0))];
            var improvement = ExpectedImprovement.Of(Study(values[..n]), m)!;
            var gain = values[..n].Min() - Math.Min(values[..n].Min(), values[n..].Min());
            expected += improvement.Gain / sweeps;
            gained += gain / sweeps;
            held += gain >= improvement.Low && gain <= improvement.High ? 1 : 0;
        }

        var exact = 1.0 / (n + 1) - 1.0 / (n + m + 1);
        Assert.InRange(gained, 0.6 * exact, 1.4 * exact);
        Assert.InRange(expected, 0.5 * exact, 2 * exact);
        Assert.InRange(held, 0.7 * sweeps, sweeps);
    }

    [Fact]
    public void More_trials_gain_more_and_the_interval_surrounds_the_mean()
    {
        var study = Study([.. Enumerable.Range(0, 50).Select(number => Math.Pow(TrialRandom.For(3, number).Uniform(0), 0.5))]);
        var gains = new[] { 1, 5, 20, 100 }.Select(trials => ExpectedImprovement.Of(study, trials)!).ToArray();
        for (var i = 0; i < gains.Length; i++)
        {
            Assert.InRange(gains[i].Low, 0, gains[i].High);
            Assert.True(i == 0 || gains[i].Gain > gains[i - 1].Gain);
        }

        Assert.Equal(20.0 / 70, gains[2].Chance, 12);
        Assert.Matches("^20 more trials improve the best value .* with probability 29%, by .* on average and at most .* in nine of ten cases, if they are like the last 50 that ended\\.$", gains[2].Why);
    }

    [Fact]
    public void Pruned_trials_gain_nothing_and_so_lower_the_expectation()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(number => TrialRandom.For(4, number).Uniform(0))];
        var all = ExpectedImprovement.Of(Study(values), 20)!.Gain;
        var pruned = SomeCurves.Study(Study(values).Observations.SelectMany(trial => new[] { trial with { Number = 2 * trial.Number }, new Observation(2 * trial.Number + 1, ParameterSet.Empty, TrialState.Pruned, null, [9]) }));
        Assert.InRange(ExpectedImprovement.Of(pruned, 20)!.Gain, 0.2 * all, 0.95 * all);
    }

    [Fact]
    public void A_trial_that_breaks_a_constraint_is_no_best_one()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(number => TrialRandom.For(4, number).Uniform(0))];
        var study = Study([.. values, -100]);
        var broken = study with { Observations = [.. study.Observations.Select(trial => trial with { Constraints = [trial.Number == 40 ? 1 : -1] })] };
        Assert.Equal(values.Min(), ExpectedImprovement.Of(broken, 20)!.Best);
        Assert.Equal(-100, ExpectedImprovement.Of(study, 20)!.Best);
    }

    [Fact]
    public void Units_and_order_do_not_matter_and_the_seed_repeats()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(number => TrialRandom.For(5, number).Uniform(0))];
        var study = Study(values);
        var improvement = ExpectedImprovement.Of(study, 10)!;
        Assert.Equal(improvement, ExpectedImprovement.Of(study with { Observations = [.. study.Observations.Reverse()] }, 10));
        Assert.Equal(8 * improvement.Gain, ExpectedImprovement.Of(Study([.. values.Select(value => 8 * value)]), 10)!.Gain, 9);
        Assert.Equal(improvement with { Why = "" }, ExpectedImprovement.Of(study with { Maximised = true }, 10)! with { Why = "" });
    }

    [Fact]
    public void Too_little_to_tell_answers_nothing()
    {
        Assert.Null(ExpectedImprovement.Of(Study([1, 2, 3, 4, 5, 6, 7]), 5));
        Assert.Null(ExpectedImprovement.Of(Study([.. Enumerable.Repeat(1.0, 30)]), 5));
        Assert.Null(ExpectedImprovement.Of(Study([.. Enumerable.Repeat(double.NaN, 30)]), 5));
        Assert.NotNull(ExpectedImprovement.Of(Study([1, 2, 3, 4, 5, 6, 7, 8]), 5));
    }

    /// <summary>By hand: of 1, 2, 4, 8 the six pairs have the least values 1, 1, 1, 2, 2, 4, mean 11/6.</summary>
    [Fact]
    public void The_expected_best_is_the_mean_over_all_subsets()
    {
        double[] sorted = [1, 2, 4, 8];
        Assert.Equal([15 / 4.0, 11 / 6.0, 5 / 4.0, 1], new[] { 1, 2, 3, 4 }.Select(count => ExpectedBest.Of(sorted, count)), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void When_later_trials_are_better_they_alone_are_looked_at()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(number => TrialRandom.For(6, number).Uniform(0) + (number < 30 ? 5 : 0))];
        var learnt = ExpectedImprovement.Of(Study(values), 20)!;
        Assert.Contains("like the last 30 that ended", learnt.Why, StringComparison.Ordinal);
        Assert.Equal(20.0 / 50, learnt.Chance, 12);
        Assert.Contains("like the last 60 that ended", ExpectedImprovement.Of(Study([.. values.Reverse()]), 20)!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Extreme_values_stay_finite()
    {
        var improvement = ExpectedImprovement.Of(Study([.. Enumerable.Range(0, 30).Select(number => number % 3 == 0 ? 1e200 : number)]), 50)!;
        Assert.True(double.IsFinite(improvement.Gain) && double.IsFinite(improvement.High));
    }

    private static StudyView Study(double[] values) =>
        SomeCurves.Study(values.Select((value, number) => new Observation(number, ParameterSet.Empty, TrialState.Completed, value, [])));
}

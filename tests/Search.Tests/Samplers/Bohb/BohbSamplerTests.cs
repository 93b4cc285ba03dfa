namespace Search.Tests.Sampling;

public class BohbSamplerTests
{
    private static readonly SearchSpace Space = new([new FloatParameter("x", 0, 1)]);

    [Fact]
    public void The_highest_rung_with_enough_trials_is_modelled()
    {
        // At epoch 1 low x looks good, at epoch 9 high x does; d + 3 = 4 trials must have reached a rung of 1, 3, 9, 27.
        var sampler = new BohbSampler(new BohbOptions(RandomShare: 0));
        Assert.StartsWith("Drawn at random to explore: no rung of epochs has been reached by 4 trials yet.", sampler.Suggest(Study(short1: 3, long9: 0), 99).Why, StringComparison.Ordinal);
        Assert.StartsWith("By the 23 trials that reached epoch 1:", sampler.Suggest(Study(short1: 20, long9: 3), 99).Why, StringComparison.Ordinal);
        Assert.StartsWith("By the 20 trials that reached epoch 9:", sampler.Suggest(Study(short1: 20, long9: 20), 99).Why, StringComparison.Ordinal);
        Assert.True(Mean(Study(short1: 20, long9: 3)) < 0.4);
        Assert.True(Mean(Study(short1: 20, long9: 20)) > 0.6);

        double Mean(StudyView study) => Enumerable.Range(100, 30).Average(number => (double)sampler.Suggest(study, number).Parameters["x"]);
    }

    [Fact]
    public void A_third_of_the_proposals_is_random()
    {
        var study = Study(short1: 20, long9: 20);
        var random = Enumerable.Range(100, 600).Count(number => new BohbSampler().Suggest(study, number).Why.StartsWith("Drawn at random, as 33%", StringComparison.Ordinal));
        Assert.InRange(random, 160, 240);
    }

    [Fact]
    public void Trials_pruned_lower_down_do_not_count_at_a_rung_and_completed_ones_without_a_curve_do()
    {
        var trials = new[]
        {
            new Observation(0, ParameterSet.Of(("x", 0.1)), TrialState.Pruned, null, [1, 1]), new Observation(1, ParameterSet.Of(("x", 0.2)), TrialState.Pruned, null, [3, 2, 5]),
            new Observation(2, ParameterSet.Of(("x", 0.3)), TrialState.Completed, 0.7, []), new Observation(3, ParameterSet.Of(("x", 0.4)), TrialState.Failed, null, [1, 1, 1, 1]),
            new Observation(4, ParameterSet.Of(("x", 0.5)), TrialState.Running, null, [9]),
        };
        var seen = BudgetView.Of(new StudyView(Space, trials, 1, 27), trials, 3).Observations;
        Assert.Equal([(1, TrialState.Completed, 2.0), (2, TrialState.Completed, 0.7), (3, TrialState.Failed, null), (4, TrialState.Running, (double?)null)], seen.Select(trial => (trial.Number, trial.State, trial.Value)));
    }

    private static StudyView Study(int short1, int long9)
    {
        var trials = new List<Observation>();
        for (var number = 0; number < short1 + long9; number++)
        {
            var x = TrialRandom.For(11, number).Uniform(0);
            double[] curve = number < short1 ? [x] : [x, 1, 1, 1, 1, 1, 1, 1, -x];
            trials.Add(new Observation(number, ParameterSet.Of(("x", x)), TrialState.Pruned, null, curve));
        }

        return new StudyView(Space, trials, 5, 27);
    }
}

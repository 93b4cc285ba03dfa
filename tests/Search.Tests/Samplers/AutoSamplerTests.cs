using Search.Tests.Support;

namespace Search.Tests.Sampling;

public class AutoSamplerTests
{
    private static readonly SearchSpace Line = new([new FloatParameter("x", 0, 1)]);

    [Fact]
    public void A_short_search_is_led_by_the_Gaussian_process_and_says_so()
    {
        var study = Some.Study(Line, Falling(8));
        var proposal = new AutoSampler().Suggest(study, 8);
        Assert.Equal(new GpSampler().Suggest(study, 8).Parameters, proposal.Parameters);
        Assert.StartsWith("Gaussian process, because it needs the fewest trials and only 8 have ended.", proposal.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_that_stagnates_asks_for_a_second_opinion_every_third_trial()
    {
        Observation[] history = [.. Falling(10), .. Enumerable.Range(10, AutoChoice.Patience).Select(number => Completed(number, 5))];
        var study = Some.Study(Line, history);
        var reasons = Enumerable.Range(24, 6).Select(number => new AutoSampler().Suggest(study, number).Why.Split(' ')[0]).ToArray();
        Assert.Equal(["Gaussian", "Gaussian", "Density", "Gaussian", "Gaussian", "Density"], reasons);
        Assert.Contains("because 12 trials have brought nothing notably better", new AutoSampler().Suggest(study, 26).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hair_better_is_not_notably_better()
    {
        Observation[] history = [.. Falling(10), .. Enumerable.Range(10, AutoChoice.Patience).Select(number => Completed(number, 1 - 1e-6 * number))];
        Assert.StartsWith("Density", new AutoSampler().Suggest(Some.Study(Line, history), 26).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_that_breaks_a_constraint_is_no_best_one()
    {
        // The first trial is far better than all others and not allowed: each later one is notably better than those before.
        Observation[] history = [Completed(0, -1_000) with { Constraints = [1] }, .. Falling(25).Skip(1)];
        Assert.StartsWith("Gaussian", new AutoSampler().Suggest(Some.Study(Line, history), 26).Why, StringComparison.Ordinal);
        Assert.StartsWith("Density", new AutoSampler().Suggest(Some.Study(Line, history.Select(trial => trial with { Constraints = [1] })), 26).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_history_is_left_to_density_estimation()
    {
        var history = Enumerable.Range(0, AutoChoice.GaussianTrials + 1).Select(number => Completed(number, 1 + number % 7));
        var proposal = new AutoSampler().Suggest(Some.Study(Line, history), AutoChoice.GaussianTrials + 1);
        Assert.StartsWith("Density estimation, because more than 1000 trials have ended", proposal.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_turn_of_the_second_opinion_can_be_fixed()
    {
        var sampler = Samplers.Create("auto", new Dictionary<string, object> { ["second_opinion"] = 4L });
        var study = Some.Study(Line, Falling(12));
        Assert.Equal([11, 15], Enumerable.Range(9, 8).Where(number => sampler.Suggest(study, number).Why.StartsWith("Density", StringComparison.Ordinal)));
    }

    /// <summary>Trials of which each is notably better than the one before; the last has the value 1.</summary>
    private static IEnumerable<Observation> Falling(int count) => Enumerable.Range(0, count).Select(number => Completed(number, count - number));

    private static Observation Completed(int number, double value) => Some.Completed(number, ParameterSet.Of(("x", (number + 0.5) / 2_000)), value);
}

using Search.Tests.Support;

namespace Search.Tests.Sampling;

public class EvolutionSamplerTests
{
    public static TheoryData<string> Problems { get; } = [.. TestFunctions.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Problems))]
    public void It_finds_better_values_than_random_search(string problem)
    {
        var evolution = WholeSearch.MedianBest(new EvolutionSampler(), TestFunctions.All[problem], seeds: 20, trials: 200);
        var random = WholeSearch.MedianBest(new RandomSampler(), TestFunctions.All[problem], seeds: 20, trials: 200);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{problem}: evolution {evolution:F3}, random {random:F3} above the optimum after 200 trials"));
        Assert.True(evolution < 0.7 * random, FormattableString.Invariant($"evolution {evolution}, random {random}"));
    }

    [Fact]
    public void A_child_differs_from_its_parent_in_one_parameter_and_what_that_switches_on()
    {
        var history = Some.History(Some.MixedSpace, 60).ToArray();
        var switched = 0;
        for (var number = 60; number < 160; number++)
        {
            var proposal = new EvolutionSampler().Suggest(Some.Study(Some.MixedSpace, history), number);
            var words = proposal.Why.Split(' ');
            var parent = history[int.Parse(words[3].TrimEnd(',')) - 1].Parameters; // sentences count from 1
            var changed = words[^1].TrimEnd('.');
            Assert.NotEqual(parent[changed], proposal.Parameters[changed]);
            Assert.All(proposal.Parameters.Keys.Where(key => key != changed && parent.ContainsKey(key)), key => Assert.Equal(parent[key], proposal.Parameters[key]));
            switched += proposal.Parameters.Keys.Except(parent.Keys).Any() ? 1 : 0;
            Assert.Equal(ProposalKind.Exploit, proposal.Rationale!.Kind);
        }

        Assert.InRange(switched, 5, 60);
    }

    [Fact]
    public void The_old_die_however_good_they_are()
    {
        var history = Some.History(Some.MixedSpace, 90).Select(trial => Some.Completed(trial.Number, trial.Parameters, trial.Number < 50 ? 0 : 1 + trial.Number)).ToArray();
        var parents = Enumerable.Range(90, 60).Select(number => int.Parse(new EvolutionSampler().Suggest(Some.Study(Some.MixedSpace, history), number).Why.Split(' ')[3].TrimEnd(',')) - 1).ToArray();
        Assert.All(parents, parent => Assert.InRange(parent, 66, 89));
        Assert.True(parents.Average() < 72, "the better of the young have more children");
    }

    [Fact]
    public void It_is_random_until_the_first_population_has_ended()
    {
        var study = Some.Study(Some.MixedSpace, Some.History(Some.MixedSpace, 23));
        var proposal = new EvolutionSampler().Suggest(study, 23);
        Assert.StartsWith("Drawn at random to begin", proposal.Why, StringComparison.Ordinal);
        Assert.Equal(new RandomSampler().Suggest(study, 23).Parameters, proposal.Parameters);
    }

    [Fact]
    public void Mutations_of_numbers_are_small_and_large_and_of_choices_equally_likely()
    {
        var line = new UnitCube(new SearchSpace([new FloatParameter("x", 0, 1), new CategoricalParameter("c", ["a", "b", "c", "d"]), new IntParameter("n", 0, 1000)]));
        var steps = Enumerable.Range(0, 2000).Select(i => Math.Abs(Variation.Mutate(line.Axes[0], 0.5, TrialRandom.For(1, i)) - 0.5)).Order().ToArray();
        Assert.InRange(steps[1000], 0.02, 0.12);
        Assert.InRange(steps[1980], 0.3, 0.5);
        var choices = Enumerable.Range(0, 3000).GroupBy(i => line.Axes[1].FromUnit(Variation.Mutate(line.Axes[1], line.Axes[1].ToUnit("b"), TrialRandom.For(1, i)))).ToDictionary(group => (string)group.Key, group => group.Count());
        Assert.Equal(["a", "c", "d"], choices.Keys.Order(StringComparer.Ordinal));
        Assert.All(choices.Values, count => Assert.InRange(count, 900, 1100));
        Assert.All(Enumerable.Range(0, 500), i => Assert.NotEqual(500L, line.Axes[2].FromUnit(Variation.Mutate(line.Axes[2], line.Axes[2].ToUnit(500L), TrialRandom.For(1, i)))));
    }
}

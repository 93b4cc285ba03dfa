using Search.Tests.Support;

namespace Search.Tests.Sampling;

public class CmaSamplerTests
{
    [Fact]
    public void The_constants_are_those_of_the_tutorial()
    {
        // Table 1 and section A of arXiv 1604.00772 for n = 10 and lambda = 10, worked out in Python from its equations 49 to 58.
        var k = CmaConstants.Of(10, 10);
        Assert.Equal(3.1672992814107, k.MuEff, 1e-10);
        Assert.Equal(1, k.Weights.Where(weight => weight > 0).Sum(), 1e-14);
        Assert.Equal(0.28442859, k.CSigma, 1e-8);
        Assert.Equal(1.28442859, k.DSigma, 1e-8);
        Assert.Equal(0.29499038, k.Cc, 1e-8);
        Assert.Equal(0.01528382, k.C1, 1e-8);
        Assert.Equal(0.02355178, k.CMu, 1e-8);
        Assert.Equal(3.0847265, k.Expected, 1e-6);
    }

    [Fact]
    public void It_finds_the_bottom_of_a_turned_valley_far_better_than_random_search()
    {
        var space = new SearchSpace(Enumerable.Range(0, 5).Select(j => new FloatParameter($"x{j}", -5, 5)));
        var cma = Enumerable.Range(1, 5).Select(seed => Search(new CmaSampler(), space, Valley, seed, 600)).Order().ElementAt(2);
        var random = Enumerable.Range(1, 5).Select(seed => Search(new RandomSampler(), space, Valley, seed, 600)).Order().ElementAt(2);
        Assert.True(cma < 1e-3 * random, FormattableString.Invariant($"cma {cma}, random {random}"));

        // Axes a hundred times as steep as each other, and each pair of neighbours depends on the other.
        static double Valley(ParameterSet set)
        {
            double[] x = [.. Enumerable.Range(0, 5).Select(j => (double)set[$"x{j}"] - 1.3)];
            return Enumerable.Range(0, 5).Sum(j => Math.Pow(10, j / 2.0) * Math.Pow(x[j] + 0.5 * x[(j + 1) % 5], 2));
        }
    }

    [Fact]
    public void Whole_numbers_and_choices_are_solved_and_never_freeze()
    {
        var space = SearchSpace.Parse("""
            {"n":{"type":"int","low":0,"high":40},"m":{"type":"int","low":1,"high":1000,"log":true},"b":{"type":"int","low":0,"high":1},
             "x":{"type":"float","low":0,"high":1},"c":{"type":"categorical","choices":["p","q","r","s"]}}
            """);
        var best = Enumerable.Range(1, 5).Select(seed => Search(new CmaSampler(), space, Loss, seed, 500)).Order().ToArray();
        Assert.True(best[2] < 1e-3, string.Join(" ", best));

        static double Loss(ParameterSet set) => Math.Pow((long)set["n"] - 31, 2) / 100 + Math.Pow(Math.Log((long)set["m"] / 20.0), 2)
            + (1 - (long)set["b"]) + Math.Pow((double)set["x"] - 0.7, 2) + ((string)set["c"] == "r" ? 0 : 0.5);
    }

    [Fact]
    public void Generations_behind_a_member_that_never_ends_are_worked_out_once()
    {
        var space = new SearchSpace(Enumerable.Range(0, 3).Select(j => new FloatParameter($"x{j}", 0, 1)));
        var history = new CmaHistory(space, new CmaOptions(6), 1, 1);
        var trials = Enumerable.Range(0, 200).Select(number => Some.Completed(number, new RandomSampler().Suggest(Some.Study(space, []), number).Parameters, number % 17)).ToArray();
        foreach (var trial in trials.Where(trial => trial.Number != 3))
            history.Take(trial);
        var state = history.For(200);
        history.Take(Some.Completed(200, trials[0].Parameters, 1));
        Assert.Same(state, history.For(201));

        // The one that was missing comes: everything after it is another.
        history.Take(trials[3]);
        var fresh = new CmaHistory(space, new CmaOptions(6), 1, 1);
        foreach (var trial in trials.Append(Some.Completed(200, trials[0].Parameters, 1)))
            fresh.Take(trial);
        Assert.Equal(fresh.For(201).Mean, history.For(201).Mean);
        Assert.NotEqual(state.Mean, history.For(201).Mean);
    }

    [Fact]
    public void Generations_of_a_missing_member_are_the_same_in_any_order_of_questions()
    {
        var space = new SearchSpace(Enumerable.Range(0, 2).Select(j => new FloatParameter($"x{j}", 0, 1)));
        var warm = new CmaHistory(space, new CmaOptions(4), 1, 1);
        var taken = new List<Observation>();
        for (var step = 0; step < 300; step++)
        {
            var random = TrialRandom.For(9, step);
            if (random.Below(0, 3) > 0)
            {
                var number = random.Below(1, 60);
                taken.Add(Some.Completed(number, new RandomSampler().Suggest(Some.Study(space, []), number).Parameters, random.Uniform(2)));
                warm.Take(taken[^1]);
                continue;
            }

            var fresh = new CmaHistory(space, new CmaOptions(4), 1, 1);
            taken.ForEach(fresh.Take);
            var asked = random.Below(3, 80);
            Assert.Equal((fresh.For(asked).First, fresh.For(asked).Generation), (warm.For(asked).First, warm.For(asked).Generation));
            Assert.Equal(fresh.For(asked).Mean, warm.For(asked).Mean);
        }
    }

    [Fact]
    public void A_generation_of_one_counts_as_two_and_learns()
    {
        var space = new SearchSpace([new IntParameter("n", 0, 40)]);
        var best = Enumerable.Range(1, 5).Select(seed => Search(new CmaSampler(new CmaOptions(1)), space, set => Math.Abs((long)set["n"] - 31), seed, 200)).ToArray();
        Assert.True(best.Order().ElementAt(2) <= 1, string.Join(" ", best));
        var layout = new CmaLayout(new UnitCube(space));
        Assert.All(Enumerable.Range(0, 3), population => Assert.True(double.IsFinite(new CmaState(layout, new CmaOptions(population), 1).Mean[0])));
        var first = new CmaHistory(space, new CmaOptions(1), 1, 1);
        Assert.Equal(2, first.For(0).Population);
    }

    [Fact]
    public void A_single_switch_in_small_generations_may_leave_the_border()
    {
        var space = new SearchSpace([new IntParameter("b", 0, 1)]);
        var layout = new CmaLayout(new UnitCube(space));
        var state = new CmaState(layout, new CmaOptions(2), 1);
        state.Advance(CmaMember.InOrder(Enumerable.Range(0, 2).Select(number => layout.Read(Some.Completed(number, ParameterSet.Of(("b", 1L)), number), 1)), 1));
        Assert.True(state.Mean[0] > 0.5, $"{state.Mean[0]}");
    }

    [Fact]
    public void The_margin_keeps_both_neighbours_of_a_whole_number_likely()
    {
        var axis = new UnitCube(new SearchSpace([new IntParameter("n", 0, 9)])).Axes[0];
        foreach (var mean in new[] { 0.41, 0.45, 0.499 })
        {
            var (centre, factor) = CmaMargin.Correct(axis, mean, 0.001, 1, 0.05);
            Assert.InRange(NormalDistribution.Cdf((0.4 - centre) / (0.001 * factor)), 0.025 - 1e-9, 0.5);
            Assert.InRange(NormalDistribution.Cdf((centre - 0.5) / (0.001 * factor)), 0.025 - 1e-9, 0.5);
        }

        var (outer, same) = CmaMargin.Correct(axis, 0.02, 0.001, 1, 0.05);
        Assert.Equal(1, same);
        Assert.Equal(0.05, NormalDistribution.Cdf((outer - 0.1) / 0.001), 1e-9);
        Assert.Equal((0.45, 1.0), CmaMargin.Correct(axis, 0.45, 0.2, 1, 0.05));
    }

    [Fact]
    public void A_trial_that_hangs_does_not_hold_the_search_up()
    {
        var space = new SearchSpace([new FloatParameter("x", 0, 1), new FloatParameter("y", 0, 1)]);
        var sampler = new CmaSampler();
        var history = new List<Observation>();
        for (var number = 0; number < 200; number++)
        {
            var proposal = sampler.Suggest(Some.Study(space, history), number);
            var value = Math.Pow((double)proposal.Parameters["x"] - 0.8, 2) + Math.Pow((double)proposal.Parameters["y"] - 0.2, 2);
            history.Add(Some.Completed(number, proposal.Parameters, value) with { Carried = proposal.Carried });
            if (number == 3)
                history[3] = history[3] with { State = TrialState.Running, Value = null };
        }

        Assert.True(history.Where(o => o.Value is not null).Min(o => o.Value) < 1e-5);
    }

    [Fact]
    public void A_generation_is_drawn_from_one_distribution_and_the_next_from_another()
    {
        var space = new SearchSpace([new FloatParameter("x", 0, 1), new FloatParameter("y", 0, 1)]);
        var history = new List<Observation>();
        for (var number = 0; number < 12; number++)
        {
            var proposal = new CmaSampler().Suggest(Some.Study(space, history), number);
            Assert.StartsWith(number < 6 ? "Drawn from generation 0 " : "Drawn from generation 1 ", proposal.Why, StringComparison.Ordinal);
            // What has happened to a trial's own generation does not matter to it.
            Assert.Equal(proposal, new CmaSampler().Suggest(Some.Study(space, history.Where(o => o.Number < number / 6 * 6)), number));
            history.Add(Some.Completed(number, proposal.Parameters, (double)proposal.Parameters["x"]) with { Carried = proposal.Carried });
        }
    }

    [Fact]
    public void It_starts_again_elsewhere_when_it_has_come_to_rest()
    {
        var space = new SearchSpace([new FloatParameter("x", 0, 1), new FloatParameter("y", 0, 1)]);
        var flat = Enumerable.Range(0, 2000).Select(number => Some.Completed(number, new RandomSampler().Suggest(Some.Study(space, []), number).Parameters, 1));
        Assert.Contains("restart", new CmaSampler().Suggest(Some.Study(space, flat), 2000).Why, StringComparison.Ordinal);
        Assert.DoesNotContain("restart", new CmaSampler(new CmaOptions(Restarts: false)).Suggest(Some.Study(space, flat), 2000).Why, StringComparison.Ordinal);
    }

    private static double Search(ISampler sampler, SearchSpace space, Func<ParameterSet, double> value, long seed, int trials)
    {
        var study = new StudyView(space, ObservationLog.Empty, seed, 1);
        for (var number = 0; number < trials; number++)
        {
            var proposal = sampler.Suggest(study, number);
            var ended = Some.Completed(number, proposal.Parameters, value(proposal.Parameters)) with { Carried = proposal.Carried };
            study = study with { Observations = ((ObservationLog)study.Observations).Append(ended) };
        }

        return study.Observations.Min(observation => observation.Value!.Value);
    }
}

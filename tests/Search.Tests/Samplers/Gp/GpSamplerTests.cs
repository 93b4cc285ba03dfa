using Search.Tests.Support;

namespace Search.Tests.Sampling.Gp;

public class GpSamplerTests
{
    private static readonly SearchSpace Square = new([new FloatParameter("x", 0, 1), new FloatParameter("y", 0, 1)]);

    [Fact]
    public void A_remembered_history_gives_the_bits_of_a_fresh_one()
    {
        var warm = ObservationLog.Empty;
        for (var number = 0; number < 70; number++)
        {
            var study = new StudyView(Some.MixedSpace, warm, 5, 1);
            var proposal = new GpSampler().Suggest(study, number);
            if (number > 40 && number % 7 == 0)
                Assert.Equal(proposal, new GpSampler().Suggest(study with { Observations = [.. warm] }, number));
            // Every fifth trial is still under way when the next two are proposed.
            warm = warm.Append(Told(number, proposal.Parameters, proposal.Carried, number % 5 == 0 ? TrialState.Running : TrialState.Completed));
            if (number % 5 == 2)
            {
                var ended = warm.First(observation => observation.Number == number - 2);
                warm = warm.Append(Told(ended.Number, ended.Parameters, ended.Carried, TrialState.Completed));
            }
        }
    }

    [Fact]
    public void A_long_history_is_proposed_from_with_the_same_bits_warm_and_cold()
    {
        var log = ObservationLog.Empty;
        var random = new RandomSampler();
        for (var number = 0; number < 520; number++)
        {
            var parameters = random.Suggest(new StudyView(Square, log, 2, 1), number).Parameters;
            log = log.Append(Some.Completed(number, parameters, Bowl(parameters)));
        }

        for (var number = 520; number < 524; number++)
        {
            var proposal = new GpSampler().Suggest(new StudyView(Square, log, 2, 1), number);
            Assert.Equal(proposal, new GpSampler().Suggest(new StudyView(Square, [.. log.Reverse()], 2, 1), number));
            log = log.Append(Some.Completed(number, proposal.Parameters, Bowl(proposal.Parameters)) with { Carried = proposal.Carried });
        }
    }

    [Fact]
    public void A_proposal_says_what_the_model_expects()
    {
        var history = Search(Square, 20, (number, set) => Some.Completed(number, set, Bowl(set)));
        var proposal = new GpSampler().Suggest(new StudyView(Square, history, 1, 1), 20);
        var rationale = proposal.Rationale!;
        Assert.NotEqual(ProposalKind.Start, rationale.Kind);
        Assert.InRange(rationale.Mean!.Value, -0.05, 1);
        Assert.True(rationale.Deviation > 0);
        Assert.Equal("log expected improvement", rationale.AcquisitionName);
        Assert.Contains(history, observation => observation.Number == rationale.NearestTrial);
        Assert.Contains("the model predicts", proposal.Why, StringComparison.Ordinal);
        Assert.StartsWith("gp1;", proposal.Carried, StringComparison.Ordinal);
    }

    [Fact]
    public void A_region_where_trials_fail_is_avoided()
    {
        // The bowl's bottom is at (0.3, 0.4); left of x = 0.5 every trial fails.
        var history = Search(Square, 40, (number, set) => (double)set["x"] < 0.5
            ? new Observation(number, set, TrialState.Failed, null, []) : Some.Completed(number, set, Bowl(set)));
        Assert.InRange(history.Skip(20).Count(observation => observation.State == TrialState.Failed), 0, 8);
        Assert.InRange(history.Where(observation => observation.Value is not null).Min(observation => observation.Value!.Value), 0.04, 0.045);
    }

    [Fact]
    public void Trials_that_break_a_constraint_are_no_successes_of_the_trust_region()
    {
        Observation[] history = [.. Enumerable.Range(0, 12).Select(number => Some.Completed(number, ParameterSet.Of(("x", number / 12.0), ("y", 0.5)), number) with { Constraints = [number < 4 ? 1 : -1] })];
        Assert.Equal(4, Models(history).Values.Count(double.IsPositiveInfinity));
        Assert.True(Models(history).CanImprove);
        Assert.False(Models([.. history.Select(trial => trial with { Constraints = [1] })]).CanImprove);
        // Without a success the box halves after max(4, d) trials.
        Assert.Equal(0.4, TrustRegion.Side([1, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity], 1, 2));
    }

    [Fact]
    public void A_constraint_that_a_trial_has_not_broken_so_far_teaches_nothing()
    {
        Observation[] history = [.. Enumerable.Range(0, 12).Select(number => Some.Completed(number, ParameterSet.Of(("x", number / 12.0), ("y", 0.5)), number) with { Constraints = [number - 6] })];
        Observation[] unknown = [.. history[..6], .. history[6..].Select(trial => trial with { State = TrialState.Pruned, Constraints = [Observation.NotBrokenSoFar] })];
        Assert.True(unknown[^1].IsFeasible);
        Assert.Equal(6, GpData.OfConstraint(Trials(unknown), 0).Trials.Count);
        // Nobody tells it: the values are looked at alone.
        Assert.True(Models([.. unknown[6..]]).CanImprove);
    }

    [Fact]
    public void Trials_left_out_of_the_history_are_not_taken_for_trials_proposed_elsewhere()
    {
        var history = Search(Square, 40, (number, set) => Some.Completed(number, set, Bowl(set)));
        var study = new StudyView(Square, [.. history.Take(15)], 1, 1);
        var whole = new GpSampler().Suggest(study with { LeftOut = 25 }, 40).Rationale!.Acquisition!.Value;
        Assert.True(whole > new GpSampler().Suggest(study, 40).Rationale!.Acquisition!.Value);
        // As good as if the numbers had been counted without a gap.
        Assert.Equal(new GpSampler().Suggest(study with { LeftOut = 25 }, 40), new GpSampler().Suggest(study with { LeftOut = 400 }, 40));
    }

    [Fact]
    public void A_constraint_is_learned_and_kept()
    {
        // The best point that keeps x + y >= 1 is (0.45, 0.55) with the value 0.045.
        var history = Search(Square, 40, (number, set) => Some.Completed(number, set, Bowl(set)) with { Constraints = [1 - (double)set["x"] - (double)set["y"]] });
        Assert.InRange(history.Where(observation => observation.IsFeasible).Min(observation => observation.Value!.Value), 0.045, 0.0455);
    }

    [Fact]
    public void Two_objectives_fill_the_front_and_beat_random_search()
    {
        static Observation Both(int number, ParameterSet set)
        {
            var (x, y) = ((double)set["x"], (double)set["y"]);
            return Some.Completed(number, set, x * x + y) with { FurtherValues = [(1 - x) * (1 - x) + y] };
        }

        double Volume(IEnumerable<Observation> history) => Hypervolume.Of([.. history.Select(o => new[] { o.Value!.Value, o.FurtherValues[0] })], [1.2, 1.2]);
        var model = Volume(Search(Square, 40, Both, objectives: 2));
        var random = Volume(Enumerable.Range(0, 40).Select(number => Both(number, new RandomSampler().Suggest(Some.Study(Square, []), number).Parameters)));
        Assert.True(model > 1.03, FormattableString.Invariant($"{model}, random {random}")); // the whole front dominates 1.107
        Assert.True(random < 0.93 * model, FormattableString.Invariant($"{model}, random {random}"));
    }

    [Fact]
    public void Three_objectives_are_searched_by_scalarisation()
    {
        var history = Search(Square, 25, (number, set) => Some.Completed(number, set, Bowl(set)) with { FurtherValues = [(double)set["x"], 1 - (double)set["y"]] }, objectives: 3);
        Assert.Equal(25, history.Select(observation => observation.Parameters).Distinct().Count());
    }

    [Fact]
    public void The_hypervolume_improvement_is_that_of_a_sum_over_many_draws()
    {
        var kernel = new MaternKernel([false], GpPrior.Start(1));
        var cache = new GpFactorCache(1);
        cache.Bring([[0.5]], kernel, GpPrior.Start(1));
        var unused = new GpModel(kernel, cache.Points, cache.Factor, [0], 1e-6);
        (double First, double Second)[] front = [(-1, 0.8), (-0.2, 0.1), (0.6, -0.9)];
        var acquisition = new HypervolumeAcquisition(unused, unused, front, (1.2, 1.1), new ImprovementAcquisition(null, 0, []));
        double[][] known = [.. front.Select(point => new[] { point.First, point.Second })];
        var sequence = new SobolSequence(2, null);
        const int Draws = 1 << 14;
        var sum = 0.0;
        for (var i = 1; i <= Draws; i++)
        {
            var u = sequence.Point(i);
            sum += Hypervolume.Gain(known, [-0.3 + 0.5 * NormalDistribution.Quantile(u[0]), 0.2 + 0.7 * NormalDistribution.Quantile(u[1])], [1.2, 1.1]);
        }

        Span<double> slopes = stackalloc double[4];
        Assert.Equal(sum / Draws, Math.Exp(acquisition.LogGain(-0.3, 0.5, 0.2, 0.7, slopes)), 1e-3);
        const double Step = 1e-6;
        Assert.Equal((acquisition.LogGain(-0.3 + Step, 0.5, 0.2, 0.7, default) - acquisition.LogGain(-0.3 - Step, 0.5, 0.2, 0.7, default)) / (2 * Step), slopes[0], 1e-6);
        Assert.Equal((acquisition.LogGain(-0.3, 0.5, 0.2, 0.7 + Step, default) - acquisition.LogGain(-0.3, 0.5, 0.2, 0.7 - Step, default)) / (2 * Step), slopes[3], 1e-6);
    }

    [Fact]
    public void The_trust_region_shrinks_after_failures_and_grows_after_successes()
    {
        Assert.Equal(0.8, TrustRegion.Side([3, 2, 1], 3, 2));
        Assert.Equal(0.4, TrustRegion.Side([3, 2, 1, 5, 5, 5, 5], 3, 2));
        Assert.Equal(1.6, TrustRegion.Side([3, 2, 1, 0.5, 0, -1], 3, 2));
        var (low, high) = TrustRegion.Box([0.5, 0.9], 0.4, [0, 0]);
        Assert.Equal([0.3, 0.7], low.Select(Rounded));
        Assert.Equal([0.7, 1.0], high.Select(Rounded));
    }

    [Fact]
    public void Lanes_that_ask_one_after_the_other_do_not_all_go_to_the_place_expected_to_be_the_best()
    {
        var log = ObservationLog.Empty;
        for (var number = 0; number < 12; number++)
        {
            var parameters = new RandomSampler().Suggest(new StudyView(Square, log, 1, 1), number).Parameters;
            log = log.Append(Some.Completed(number, parameters, Bowl(parameters)));
        }

        var asked = new List<(double X, double Y)>();
        for (var number = 12; number < 16; number++)
        {
            var proposal = new GpSampler().Suggest(new StudyView(Square, log, 1, 1), number);
            log = log.Append(new Observation(number, proposal.Parameters, TrialState.Running, null, []) { Carried = proposal.Carried });
            var (x, y) = ((double)proposal.Parameters["x"], (double)proposal.Parameters["y"]);
            Assert.All(asked, other => Assert.True(Math.Sqrt((x - other.X) * (x - other.X) + (y - other.Y) * (y - other.Y)) > 0.005, $"{x} {y} is where {other.X} {other.Y} is"));
            asked.Add((x, y));
        }
    }

    private static double Rounded(double x) => Math.Round(x, 12);

    private static double Bowl(ParameterSet set) => ((double)set["x"] - 0.3) * ((double)set["x"] - 0.3) + ((double)set["y"] - 0.4) * ((double)set["y"] - 0.4);

    private static Observation Told(int number, ParameterSet parameters, string? carried, TrialState state)
    {
        var value = new UnitCube(Some.MixedSpace).Encode(parameters).Where(double.IsFinite).Select((u, j) => Math.Abs(u - 0.3 - 0.05 * j)).Sum();
        return new Observation(number, parameters, state, state == TrialState.Completed ? value : null, []) { Carried = carried };
    }

    private static List<Observation> Search(SearchSpace space, int trials, Func<int, ParameterSet, Observation> evaluate, int objectives = 1)
    {
        var history = new List<Observation>();
        for (var number = 0; number < trials; number++)
        {
            var proposal = new GpSampler().Suggest(new StudyView(space, [.. history], 1, 1) { Objectives = objectives }, number);
            history.Add(evaluate(number, proposal.Parameters) with { Carried = proposal.Carried });
        }

        return history;
    }

    private static GpTrial[] Trials(Observation[] history)
    {
        var past = new GpHistory(new UnitCube(Square));
        foreach (var trial in history)
            past.Take(trial);
        return [.. past.Trials];
    }

    private static GpModels Models(Observation[] history)
    {
        var past = new GpHistory(new UnitCube(Square));
        foreach (var trial in history)
            past.Take(trial);
        GpTrial[] all = [.. past.Trials];
        return new GpModels(past, Some.Study(Square, history), new GpOptions(), all, [], all, TrialRandom.For(1, 0));
    }
}

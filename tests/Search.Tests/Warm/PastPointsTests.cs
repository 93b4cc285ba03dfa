using Search.Tests.Support;

namespace Search.Tests.Warm;

public class PastPointsTests
{
    private const int Seeds = 21;
    private static readonly TestFunction Function = TestFunctions.All["Hartmann-6"];

    [Fact]
    public void A_past_of_the_same_problem_speeds_the_search_up()
    {
        var (alone, warm) = (MedianBest(_ => [], 25), MedianBest(seed => [Past(seed, value => value)], 25));
        Assert.True(warm < alone, $"{warm} with the past, {alone} without.");
    }

    [Fact]
    public void A_past_that_misleads_costs_no_more_than_the_trials_it_was_given()
    {
        // As good after 40 trials, three of them given to the past, as without it after 36.
        var (alone, misled) = (MedianBest(_ => [], 36), MedianBest(seed => [Past(seed, value => -value)], 40));
        Assert.True(misled <= alone * 1.1, $"{misled} with the past, {alone} without.");
    }

    [Fact]
    public void The_past_is_asked_for_more_only_while_it_orders_the_new_results()
    {
        Assert.Equal(PastPoints.Most, Proposed(value => value));
        Assert.Equal(PastPoints.Trusted, Proposed(value => -value));

        static int Proposed(Func<double, double> twist)
        {
            var study = new Study(Function.Space, Samplers.Create("random"), new StudyOptions { Past = [Past(1, twist)] });
            var proposed = 0;
            for (var i = 0; i < 12; i++)
            {
                var asked = study.Ask();
                proposed += asked.Why.Contains("earlier study 'before'", StringComparison.Ordinal) ? 1 : 0;
                study.Tell(asked.Trial, Function.Value(asked.Parameters));
            }

            return proposed;
        }
    }

    [Fact]
    public void Lanes_do_not_try_one_past_point_twice_and_no_good_one_is_passed_over()
    {
        var past = Past(1, value => value);
        var log = ObservationLog.Empty;
        var proposed = new List<ParameterSet>();
        for (var number = 0; number < PastPoints.Most; number++)
        {
            var study = new StudyView(Function.Space, log, 1, 1) { Past = [past] };
            proposed.Add(PastPoints.Next(study, number, number)!.Parameters);
            // Two lanes: from the fourth on each is proposed while the one before still runs.
            log = log.Append(new Observation(number, proposed[^1], TrialState.Running, null, []));
            var ended = number < PastPoints.Trusted ? number : number - 1;
            log = log.Append(Some.Completed(ended, proposed[ended], Function.Value(proposed[ended])));
        }

        Assert.Equal(PastPoints.Mapped(past, Function.Space).Take(PastPoints.Most).Select(trial => trial.Parameters), proposed);
    }

    [Fact]
    public void A_past_that_is_believed_later_gives_its_best_first()
    {
        // The most trusted past has lost belief after its three points; the best points of the other were never tried.
        var line = new SearchSpace([new FloatParameter("x", 0, 1)]);
        PastStudy Line(string name, double sign) => new(name, line, [.. Enumerable.Range(0, 50).Select(i => Some.Completed(i, ParameterSet.Of(("x", i / 50.0)), sign * i))]);
        Observation[] own = [.. Enumerable.Range(0, 3).Select(i => Some.Completed(i, ParameterSet.Of(("x", 0.9 - 0.2 * i)), 0.9 - 0.2 * i))];
        var study = Some.Study(line, own) with { Past = [Line("wrong", -1), Line("right", 1)] };
        Assert.Equal(ParameterSet.Of(("x", 0.0)), PastPoints.Next(study, 3, 3)!.Parameters);
    }

    [Fact]
    public void Agreement_is_one_for_the_same_order_and_nought_for_the_reverse()
    {
        var cube = new UnitCube(new SearchSpace([new FloatParameter("x", 0, 1)]));
        Observation[] past = [.. Enumerable.Range(0, 50).Select(i => Some.Completed(i, ParameterSet.Of(("x", i / 50.0)), i))];
        Observation[] own = [.. Enumerable.Range(0, 5).Select(i => Some.Completed(i, ParameterSet.Of(("x", i / 5.0)), i))];
        Assert.Equal(1, PastPoints.Agreement(cube, past, own));
        Assert.Equal(0, PastPoints.Agreement(cube, past, [.. own.Select(trial => trial with { Value = -trial.Value })]));
        Assert.Equal(0.5, PastPoints.Agreement(cube, past, own[..1]));
    }

    [Fact]
    public void Density_estimation_believes_a_past_that_orders_its_trials_less_with_every_trial_and_a_reversed_one_never()
    {
        Assert.InRange(Trust(value => value, 5), 0.05, 0.67);
        Assert.InRange(Trust(value => value, 40), 0.01, 0.2);
        Assert.Equal(0, Trust(value => -value, 20));
        Assert.Equal(0, Trust(value => value, 2));

        static double Trust(Func<double, double> twist, int trials)
        {
            var own = Past(500, value => value).Observations.Take(trials);
            var past = new TpePast(Some.Study(Function.Space, own), [PastPoints.Mapped(Past(1, twist), Function.Space)], new UnitCube(Function.Space), trials, 0.25);
            Assert.Equal(past.Trust > 0, past.Good([0]).Any());
            Assert.Equal(past.Trust * 5, past.Good([0]).Sum(point => point.Weight), 1e-9);
            Assert.Equal(past.Trust * 15, past.Bad([0]).Sum(point => point.Weight), 1e-9);
            return past.Trust;
        }
    }

    private static PastStudy Past(int seed, Func<double, double> twist) => new("before", Function.Space, [.. Enumerable.Range(0, 60).Select(number =>
    {
        var parameters = new RandomSampler().Suggest(Some.Study(Function.Space, [], 1000 + seed), number).Parameters;
        return Some.Completed(number, parameters, twist(Function.Value(parameters)));
    })]);

    private static double MedianBest(Func<int, IReadOnlyList<PastStudy>> past, int trials) => Enumerable.Range(0, Seeds).Select(seed =>
    {
        var study = new Study(Function.Space, Samplers.Create("tpe"), new StudyOptions { Seed = seed, Past = past(seed) });
        for (var i = 0; i < trials; i++)
        {
            var asked = study.Ask();
            study.Tell(asked.Trial, Function.Value(asked.Parameters));
        }

        return study.Best!.Values[0];
    }).Order().ElementAt(Seeds / 2);
}

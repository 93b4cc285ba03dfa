using System.Globalization;
using Search.Tests.Support;

namespace Search.Tests.Sampling;

public class NsgaSamplerTests
{
    private static readonly SearchSpace Zdt = new(Enumerable.Range(0, 6).Select(j => new FloatParameter(Name(j), 0, 1)));

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void It_covers_more_of_a_front_than_random_search(int lanes)
    {
        var shares = Enumerable.Range(1, 20).AsParallel().Select(seed =>
        {
            var study = new StudyView(Zdt, ObservationLog.Empty, seed, 10) { Objectives = 2 };
            var own = Volume(WholeSearch.Run(new NsgaSampler(), study, 200, Zdt1, lanes));
            return (Own: own, Random: Volume(WholeSearch.Run(new RandomSampler(), study, 200, Zdt1)));
        }).ToArray();
        var (median, random) = (Median(shares.Select(pair => pair.Own)), Median(shares.Select(pair => pair.Random)));
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"ZDT1, 6 parameters, 200 trials, {lanes} lanes: hypervolume {median:F3}, random {random:F3}, whole front {ExactVolume:F3}"));
        // Missing volume at most half of random search's.
        Assert.True(ExactVolume - median < 0.5 * (ExactVolume - random), FormattableString.Invariant($"{median}, random {random}"));
    }

    [Fact]
    public void The_children_move_to_where_the_constraints_hold()
    {
        // Only a twentieth of the space is feasible, and both objectives call away from it.
        var log = new List<Observation>();
        for (var number = 0; number < 200; number++)
        {
            var parameters = new NsgaSampler().Suggest(Some.Study(Zdt, log) with { Objectives = 2 }, number).Parameters;
            var (a, b) = ((double)parameters[Name(0)], (double)parameters[Name(1)]);
            log.Add(Some.Completed(number, parameters, a) with { FurtherValues = [b], Constraints = [1.68 - a - b] });
        }

        Assert.InRange(log.Take(24).Count(trial => trial.IsFeasible), 0, 6);
        Assert.True(log.Skip(100).Count(trial => trial.IsFeasible) > 50, $"{log.Skip(100).Count(trial => trial.IsFeasible)}");
        var front = ParetoFront.Of(Some.Study(Zdt, log) with { Objectives = 2 });
        Assert.All(front.Points, point => Assert.True(log[point.Trial].IsFeasible));
    }

    [Fact]
    public void One_objective_works_as_well()
    {
        var nsga = WholeSearch.MedianBest(new NsgaSampler(), TestFunctions.All["Hartmann-6"], seeds: 20, trials: 200);
        var random = WholeSearch.MedianBest(new RandomSampler(), TestFunctions.All["Hartmann-6"], seeds: 20, trials: 200);
        Assert.True(nsga < 0.7 * random, FormattableString.Invariant($"nsga2 {nsga}, random {random}"));
    }

    [Fact]
    public void The_survivors_are_the_best_fronts_and_then_the_lonely()
    {
        // Front 1: trials 0 to 3 on a line; front 2: 4 to 6, of which the middle one is crowded.
        double[][] values = [[0, 3], [1, 2], [2, 1], [3, 0], [1, 4], [2.5, 2.5], [4, 1], [9, 9]];
        var history = new NsgaHistory(new UnitCube(Zdt), 6, 2);
        for (var i = 0; i < values.Length; i++)
            history.Take(Trial(i, values[i]));
        Assert.Equal([0, 1, 2, 3, 4, 6], history.Parents(100).Select(parent => parent.Trial.Number).Order());
        // What breaks a constraint gives way to what breaks none; feasible trials rank among themselves.
        history.Take(Trial(0, values[0]) with { Constraints = [1] });
        Assert.Equal([1, 2, 3, 4, 5, 6], history.Parents(100).Select(parent => parent.Trial.Number).Order());
    }

    [Fact]
    public void Remembered_survivors_are_those_of_a_fresh_reading_whatever_the_order()
    {
        Observation[] trials = [.. Enumerable.Range(0, 100).Select(i => Trial(i, TrialRandom.For(3, i).Uniform(0), TrialRandom.For(3, i).Uniform(1)))];
        var history = new NsgaHistory(new UnitCube(Zdt), 10, 2);
        foreach (var trial in trials.OrderBy(trial => trial.Number * 37 % 100))
        {
            history.Take(trial);
            var fresh = new NsgaHistory(new UnitCube(Zdt), 10, 2);
            foreach (var seen in history.Trials.Trials.Reverse())
                fresh.Take(seen.Observation);
            Assert.Equal(fresh.Parents(200), history.Parents(200), (a, b) => a.Trial.Number == b.Trial.Number && a.Front == b.Front && a.Crowding.Equals(b.Crowding));
            Assert.Equal(fresh.Parents(40).Select(parent => parent.Trial.Number), history.Parents(40).Select(parent => parent.Trial.Number));
        }
    }

    [Fact]
    public void Crossover_keeps_the_middle_of_the_parents_and_mutation_stays_inside()
    {
        double[] uniforms = [.. Enumerable.Range(0, 999).Select(i => (i + 0.5) / 999)];
        Assert.All(uniforms, u => Assert.Equal(0.9, GeneticOperators.Crossed(0.4, 0.5, 15, u, 0) + GeneticOperators.Crossed(0.4, 0.5, 15, u, 0.9), 12));
        // Deb and Agrawal 1995: with index 15 half of the children lie within the parents, at most the distance beyond with 1 - 2^-17 chance.
        Assert.Equal(0.4 + 0.05 - 0.05 * Math.Pow(0.5, 1 / 16.0), GeneticOperators.Crossed(0.4, 0.5, 15, 0.25, 0), 12);
        Assert.All(uniforms, u => Assert.InRange(GeneticOperators.Mutated(0.02, 20, u), 0, 1));
        Assert.Equal(0.3, GeneticOperators.Mutated(0.3, 20, 0.5), 12);
        Assert.True(GeneticOperators.Mutated(0.3, 20, 0.1) < 0.3 && GeneticOperators.Mutated(0.3, 20, 0.9) > 0.3);
    }

    /// <summary>The area above the front 1 - sqrt f1 up to (1.1, 11): 11 - 1/3 above [0, 1] and 0.1 * 11 beside it.</summary>
    private const double ExactVolume = 11 - 1.0 / 3 + 0.1 * 11;

    private static double Volume(Observation[] trials)
    {
        Assert.All(trials, trial => Assert.Equal(TrialState.Completed, trial.State));
        return Hypervolume.Of([.. trials.Select(trial => Objectives.Of(trial, 2)!)], [1.1, 11]);
    }

    /// <summary>ZDT1 of Zitzler, Deb, Thiele, Evolutionary Computation 8, 2000: the front is f2 = 1 - sqrt f1 where all but the first are 0.</summary>
    private static double[] Zdt1(ParameterSet set)
    {
        var first = (double)set[Name(0)];
        var g = 1 + 9 * Enumerable.Range(1, 5).Sum(j => (double)set[Name(j)]) / 5;
        return [first, g * (1 - Math.Sqrt(first / g))];
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Name(int j) => string.Create(CultureInfo.InvariantCulture, $"x{j}");

    private static Observation Trial(int number, params double[] values) =>
        Some.Completed(number, new RandomSampler().Suggest(Some.Study(Zdt, []), number).Parameters, values[0]) with { FurtherValues = values[1..] };
}

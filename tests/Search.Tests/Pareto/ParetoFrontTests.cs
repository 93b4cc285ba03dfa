using Search.Tests.Support;

namespace Search.Tests.Multiobjective;

public class ParetoFrontTests
{
    private static readonly SearchSpace Space = new([new FloatParameter("x", 0, 1)]);

    [Fact]
    public void The_front_holds_the_feasible_trials_that_none_dominates()
    {
        Observation[] trials =
        [
            Trial(0, 3, 1), Trial(1, 1, 3), Trial(2, 3, 3), Trial(3, 2, 2), Trial(4, 0, 0) with { Constraints = [0.5] },
            Trial(5, 0, 0) with { State = TrialState.Failed }, Trial(6, 0, double.NaN), Trial(7, 0, 0) with { FurtherValues = [] },
        ];
        var front = ParetoFront.Of(Study(trials), [4, 4]);
        Assert.Equal([1, 3, 0], front.Points.Select(point => point.Trial));
        Assert.Equal([null, 2.0, null], front.Points.Select(point => point.Crowding));
        Assert.Equal([1.0, 1, 1], front.Points.Select(point => point.Contribution));
        Assert.Equal(6, front.Volume);
        Assert.Equal([new HypervolumeStep(0, 3), new(1, 5), new(2, 5), new(3, 6)], front.History);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void In_any_study_the_front_is_mutually_nondominated_and_the_hypervolume_never_falls(int objectives)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            Observation[] trials = [.. HypervolumeTests.Random(seed, 60, objectives).Select((values, i) => Trial(i, values) with { Constraints = [0.7 - TrialRandom.For(seed, i).Stream("c").Uniform(0)] })];
            var front = ParetoFront.Of(Study(trials, objectives));
            Assert.All(front.Points, a => Assert.DoesNotContain(front.Points, b => Domination.Dominates([.. b.Values], [.. a.Values])));
            Assert.All(trials.Where(trial => trial.IsFeasible), trial => Assert.Contains(front.Points, point =>
                point.Trial == trial.Number || Domination.Dominates([.. point.Values], [trial.Value!.Value, .. trial.FurtherValues])));
            Assert.Equal(front.History.Select(step => step.Volume).Order(), front.History.Select(step => step.Volume));
            Assert.Equal(front.Volume!.Value, front.History[^1].Volume, 10);
            Assert.Equal(front.Points, ParetoFront.Of(Study([.. trials.Reverse()], objectives)).Points, (a, b) => a.Trial == b.Trial && a.Contribution.Equals(b.Contribution));
        }
    }

    [Fact]
    public void A_front_that_would_take_too_long_to_measure_is_not_measured()
    {
        // Ten objectives, of which nearly no trial dominates another: the exact volume of 2,000 points would not end.
        var study = Study([.. HypervolumeTests.Random(1, 2_000, 10).Select((values, i) => Trial(i, values))], 10);
        var front = ParetoFront.Of(study);
        Assert.Null(front.Volume);
        Assert.Empty(front.History);
        Assert.All(front.Points, point => Assert.Null(point.Contribution));
        Assert.InRange(front.Points.Count, 1_000, 2_000);
        Assert.Equal(front.Points.Select(point => point.Trial), ParetoFront.Members(study));
    }

    [Fact]
    public void A_study_without_usable_trials_has_an_empty_front()
    {
        var front = ParetoFront.Of(Study([Trial(0, 1, 2) with { State = TrialState.Running }]));
        Assert.Empty(front.Points);
        Assert.Equal(0, front.Volume);
    }

    [Fact]
    public void The_reference_point_is_a_tenth_of_the_range_worse_than_the_worst()
    {
        Assert.Equal([2.2, 6], ReferencePoint.Of([[0, 5], [2, -5]]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([3.3, 0.1], ReferencePoint.Of([[3, 0]]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.All(ReferencePoint.Of([[-1e308, 1], [1.7e308, 1]]), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void A_reference_of_another_length_is_refused() =>
        Assert.Contains("3 values, the study 2 objectives", Assert.Throws<ArgumentException>(() => ParetoFront.Of(Study([]), [1, 2, 3])).Message, StringComparison.Ordinal);

    private static StudyView Study(Observation[] trials, int objectives = 2) => Some.Study(Space, trials) with { Objectives = objectives };

    private static Observation Trial(int number, params double[] values) =>
        Some.Completed(number, ParameterSet.Of(("x", 0.5)), values[0]) with { FurtherValues = values[1..] };
}

namespace Search.Tests.Warm;

public class SpaceChangeTests
{
    private static readonly SearchSpace New = SearchSpace.Parse("""
        {"parameters":[{"name":"lr","type":"float","low":0.001,"high":0.1,"log":true},
          {"name":"width","type":"int","low":16,"high":64,"step":16},
          {"name":"arch","type":"categorical","choices":["mlp","cnn"]},
          {"name":"layers","type":"int","low":1,"high":4,"when":{"arch":["cnn"]},"default":2},
          {"name":"seed","type":"frozen","value":7}],
         "constraints":[{"terms":{"width":1,"layers":16},"max":96}]}
        """);

    [Fact]
    public void Names_match_grids_round_new_parameters_take_their_default_and_old_ones_go()
    {
        var mapped = SpaceChange.Map(Old(("lr", 0.01), ("width", 40L), ("arch", "cnn"), ("dropout", 0.5)), New).Observation!;
        Assert.Equal(ParameterSet.Of(("lr", 0.01), ("width", 48L), ("arch", "cnn"), ("layers", 2L), ("seed", 7L)), mapped.Parameters);
        Assert.Equal((3, 0.5), (mapped.Number, mapped.Value));
        Assert.Null(New.Problem(mapped.Parameters));
    }

    [Fact]
    public void What_does_not_exist_under_the_new_choices_is_dropped() =>
        Assert.Equal(ParameterSet.Of(("lr", 0.01), ("width", 16L), ("arch", "mlp"), ("seed", 7L)),
            SpaceChange.Map(Old(("lr", 0.01), ("width", 16L), ("arch", "mlp"), ("layers", 3L)), New).Observation!.Parameters);

    [Theory]
    [InlineData(0.5, 16, "cnn", 2, "its lr 0.5 is not a number from 0.001 to 0.1")]
    [InlineData(0.01, 80, "cnn", 2, "its width 80 is not")]
    [InlineData(0.01, 16, "rnn", 2, "its arch 'rnn' is not one of")]
    [InlineData(0.01, 64, "cnn", 4, "breaks the constraint width + 16 layers is at most 96")]
    public void What_has_no_place_is_left_out_with_the_reason(double rate, long width, string arch, long layers, string why)
    {
        var mapped = SpaceChange.Map(Old(("lr", rate), ("width", width), ("arch", arch), ("layers", layers)), New);
        Assert.Null(mapped.Observation);
        Assert.Contains(why, mapped.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_parameter_without_a_default_leaves_the_observation_out() =>
        Assert.Equal("Left out: it has no 'width', and the space gives that no default.", SpaceChange.Map(Old(("lr", 0.01)), New).Why);

    [Fact]
    public void Budgets_cut_the_curve_or_make_the_trial_an_early_stop()
    {
        var space = new SearchSpace([new FloatParameter("x", 0, 1)]);
        var old = new Observation(0, ParameterSet.Of(("x", 0.5)), TrialState.Completed, 0.3, [0.9, 0.6, 0.4, 0.3]);
        Assert.Equal((TrialState.Completed, 0.6, 2), Told(2));
        Assert.Equal((TrialState.Completed, 0.3, 4), Told(4));
        Assert.Equal((TrialState.Pruned, null, 4), Told(8));

        // One that was stopped early, but not before the new end, is complete now; one that runs only has its curve cut.
        old = old with { State = TrialState.Pruned, Value = null };
        Assert.Equal((TrialState.Completed, 0.6, 2), Told(2));
        Assert.Equal((TrialState.Pruned, null, 4), Told(8));
        old = old with { State = TrialState.Running };
        Assert.Equal((TrialState.Running, null, 2), Told(2));

        (TrialState, double?, int) Told(int epochs)
        {
            var mapped = SpaceChange.Map(old, space, epochs).Observation!;
            return (mapped.State, mapped.Value, mapped.Curve.Count);
        }
    }

    [Fact]
    public void A_trial_that_ended_by_itself_is_complete_under_any_budget()
    {
        var space = new SearchSpace([new FloatParameter("x", 0, 1)]);
        var old = new Observation(0, ParameterSet.Of(("x", 0.5)), TrialState.Completed, 0.3, [0.9, 0.6, 0.3, 0.4]);
        foreach (var (epochs, value) in new[] { (3, 0.3), (5, 0.3), (40, 0.3) })
        {
            var mapped = SpaceChange.Map(old, space, epochs, oldMaxEpochs: 50).Observation!;
            Assert.Equal((TrialState.Completed, value), (mapped.State, mapped.Value));
        }

        Assert.Equal(TrialState.Pruned, SpaceChange.Map(old, space, 50, oldMaxEpochs: 4).Observation!.State);
    }

    [Fact]
    public void Who_knows_more_than_the_curve_says_what_a_shorter_training_gave()
    {
        var space = new SearchSpace([new FloatParameter("x", 0, 1)]);
        var old = new Observation(0, ParameterSet.Of(("x", 0.5)), TrialState.Completed, 0.3, [0.9, 0.6, 0.4, 0.3]) { FurtherValues = [7] };

        var mapped = SpaceChange.Map(old, space, 2, epochs => old with { Value = 0.55, FurtherValues = [epochs], Curve = [0.9, 0.6] });

        Assert.Equal((0.55, 2.0, "Mapped: only 2 of its 4 epochs count."), (mapped.Observation!.Value, mapped.Observation.FurtherValues[0], mapped.Why));
    }

    [Fact]
    public void The_fate_and_the_reason_say_what_moved_and_the_old_sampler_s_notes_go()
    {
        var moved = SpaceChange.Map(Old(("lr", 0.01), ("width", 40L), ("arch", "cnn"), ("dropout", 0.5)) with { Carried = "a note" }, New);
        Assert.Equal((ObservationFate.Mapped, "Mapped: width 40 moves to 48; layers is 2; seed is 7; dropout is dropped."), (moved.Fate, moved.Why));
        Assert.Null(moved.Observation!.Carried);
        var same = SpaceChange.Map(Old(("lr", 0.01), ("width", 16L), ("arch", "mlp"), ("seed", 7L)), New);
        Assert.Equal((ObservationFate.Kept, "Kept: it is a point of the space."), (same.Fate, same.Why));
        Assert.Equal(ObservationFate.LeftOut, SpaceChange.Map(Old(("lr", 0.01)), New).Fate);
    }

    private static Observation Old(params (string Name, object Value)[] values) => new(3, ParameterSet.Of(values), TrialState.Completed, 0.5, []);
}

using Platform.Core.Experiments;
using Platform.Web.Experiments;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class SweepChangeTextTests
{
    private const string Narrow = "  learning_rate: {type: float, low: 0.001, high: 0.01, log: true}\n";

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, 0.9, null)]
    [InlineData(3600.0, 0.5, 7)]
    public void A_change_is_taken_back_whole(double? seconds, double? target, int? patience)
    {
        var rules = new StopRules(seconds, target, patience);
        var before = SomeViews.Spec() with { Stop = rules == new StopRules() ? null : rules };
        var (after, errors) = SweepFile.ReadChange(before, SweepChangeText.Of(40, 5, 3, new StopRules(60), Narrow), SweepFileFormat.Yaml);
        Assert.Empty(errors);
        Assert.Equal((40, 5, 3, new StopRules(60)), (after.Trials, after.Epochs, after.Parallelism, after.Stop));
        Assert.Equal(Narrow, SweepChangeText.SpaceOf(after));

        var (back, wrong) = SweepFile.ReadChange(after, SweepChangeText.Back(before, proposed: 4), SweepFileFormat.Yaml);
        Assert.Empty(wrong);
        Assert.Empty(SweepDifferences.Of(before, back));
    }

    [Theory]
    [InlineData(10, 3, 2, 3600.0, false, "{}")]
    [InlineData(40, 3, 2, 3600.0, false, "trials: 40\n")]
    [InlineData(10, 3, 2, null, false, "stop:\n  wall_clock: \n")]
    [InlineData(10, 5, 4, 60.0, true, "epochs: 5\nparallelism: 4\nstop:\n  wall_clock: 60\nspace:\n" + Narrow)]
    public void Only_what_differs_is_written(int trials, int epochs, int lanes, double? seconds, bool narrow, string expected)
    {
        var spec = SomeViews.Spec() with { Stop = new StopRules(3600, 0.9) };
        var text = SweepChangeText.Differing(spec, trials, epochs, lanes, seconds, narrow ? Narrow : SweepChangeText.SpaceOf(spec));
        Assert.Equal(expected, text);
        var (after, errors) = SweepFile.ReadChange(spec with { Priority = 9 }, text, SweepFileFormat.Yaml);
        Assert.Empty(errors);
        Assert.Equal((trials, epochs, lanes, new StopRules(seconds, 0.9)), (after.Trials, after.Epochs, after.Parallelism, after.Stop));
    }

    [Fact]
    public void What_has_been_proposed_stays()
    {
        var before = SomeViews.Spec(trials: 3);
        var (back, _) = SweepFile.ReadChange(before with { Trials = 9 }, SweepChangeText.Back(before, proposed: 5), SweepFileFormat.Yaml);
        Assert.Equal(5, back.Trials);
    }

    [Fact]
    public void The_space_stays_where_none_is_given()
    {
        var spec = SomeViews.Spec();
        var (same, errors) = SweepFile.ReadChange(spec, SweepChangeText.Of(spec.Trials, spec.Epochs, spec.Parallelism, spec.Stop, space: null), SweepFileFormat.Yaml);
        Assert.Empty(errors);
        Assert.Empty(SweepDifferences.Of(spec, same));
    }
}

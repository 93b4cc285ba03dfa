using Platform.Core.Experiments;
using Xunit;

namespace Platform.Core.Tests.SweepFiles;

public sealed class SweepChangeFileTests
{
    private static readonly SweepSpec Was = SweepFile.Parse(
        """
        name: a
        data: digits
        epochs: 3
        trials: 20
        parallelism: 4
        deterministic: true
        objectives: [validation_accuracy, {metric: trained_seconds, direction: minimize}]
        sampler: {name: tpe, startup_trials: 5}
        stop: {target: 0.99, no_improvement: 9}
        fixed: {optimizer: adam, weight_decay: 0.0001}
        space: {learning_rate: {type: float, low: 1e-4, high: 1e-1, log: true}}
        """,
        SweepFileFormat.Yaml);

    [Fact]
    public void The_keys_that_are_given_replace_the_sweep_s_own_and_all_others_stay()
    {
        var now = Read("trials: 40\nstop: {wall_clock: 2h, no_improvement: }\n");

        Assert.Equal((40, new StopRules(7_200, 0.99)), (now.Trials, now.Stop));
        Assert.Equal(["trials 20 → 40", "stop at 0.99 or after 9 trials without improvement → after 7200 s or at 0.99"], SweepDifferences.Of(Was, now));
        Assert.Empty(SweepChangeRules.Check(Was, now, 7));
        Assert.Null(Read("stop:\n").Stop);
    }

    [Fact]
    public void The_whole_file_again_is_a_change_of_nothing()
    {
        var same = Read(SweepFile.ToYaml(Was));

        Assert.Empty(SweepDifferences.Of(Was, same));
        Assert.Empty(SweepChangeRules.Check(Was, same, 20));
    }

    [Fact]
    public void The_space_is_told_parameter_by_parameter()
    {
        var now = Read("space: {learning_rate: {type: float, low: 1e-3, high: 1e-1, log: true}, dropout: {type: float, low: 0, high: 0.5, default: 0.1}}\n");

        Assert.Equal(
            ["learning_rate a number from 0.0001 to 0.1 (log scale) → a number from 0.001 to 0.1 (log scale)", "dropout is new: a number from 0 to 0.5"],
            SweepDifferences.Of(Was, now));
        Assert.Contains("dropout is no longer searched", SweepDifferences.Of(now, Was));
    }

    [Fact]
    public void Errors_name_their_field_as_at_launch()
    {
        var (_, errors) = SweepFile.ReadChange(Was, "trils: 4\nspace: {learning_rate: {type: float, low: 2, high: 1}}\n", SweepFileFormat.Yaml);

        Assert.Equal(["space.learning_rate.high", "trils"], errors.Select(e => e.Field).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{start: 0.1}", 9, 28, true)] // by default the rows of an epoch follow from the length of a trial
    [InlineData("{start: 0.1}", 9, 9, false)]
    [InlineData("{start: 0.1, full_from: 5}", 9, 28, false)]
    [InlineData("{start: 0.1, full_from: 12}", 9, 28, true)]
    [InlineData("0.25", 9, 28, false)]
    public void The_length_of_trials_cannot_change_where_it_would_change_the_rows_of_an_epoch(string fraction, int before, int after, bool refused)
    {
        var was = SweepFile.Parse($"{{name: a, data: digits, epochs: {before}, trials: 3, data_fraction: {fraction}, space: {{dropout: {{type: float, low: 0, high: 0.5}}}}}}", SweepFileFormat.Yaml);
        var (now, errors) = SweepFile.ReadChange(was, $"epochs: {after}\ndata_fraction: {fraction}\n", SweepFileFormat.Yaml);

        Assert.Empty(errors);
        Assert.Equal(refused ? ["epochs"] : [], SweepChangeRules.Check(was, now, 2).Select(e => e.Field));
    }

    private static SweepSpec Read(string change)
    {
        var (spec, errors) = SweepFile.ReadChange(Was, change, SweepFileFormat.Yaml);
        Assert.Empty(errors);
        return spec;
    }
}

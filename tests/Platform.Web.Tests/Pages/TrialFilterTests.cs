using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Experiments.Board;
using Search;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class TrialFilterTests
{
    private static readonly IReadOnlyList<TrialColumn> Columns = TrialColumns.All(SomeViews.Space, Objective.Default, ["validation_accuracy", "train_accuracy"]);

    private static readonly IReadOnlyList<TrialView> Trials =
    [
        SomeViews.Trial(1), SomeViews.Trial(2, TrialStatus.Pruned, [0.4]) with { EndReason = "Below the median" }, SomeViews.Trial(3, TrialStatus.Failed, []),
        SomeViews.Trial(4) with { TrainedSeconds = 400 },
    ];

    [Theory]
    [InlineData("", new[] { 1, 2, 3, 4 })]
    [InlineData("lr>0.001", new[] { 1, 2, 3, 4 })] // the first letters of learning_rate
    [InlineData("learning_rate>0.01", new int[0])]
    [InlineData("status:pruned", new[] { 2 })]
    [InlineData("status=pruned,failed", new[] { 2, 3 })]
    [InlineData("status!=pruned", new[] { 1, 3, 4 })]
    [InlineData("best>=90%", new[] { 1, 4 })]
    [InlineData("best!=0.9", new[] { 2 })] // what a trial does not have is not compared
    [InlineData("duration>5min model=CNN", new[] { 4 })]
    [InlineData("median", new[] { 2 })]
    [InlineData("reason:\"below the\"", new[] { 2 })]
    [InlineData("trial=1,3", new[] { 1, 3 })]
    [InlineData("mlp.width>1", new int[0])]
    public void All_conditions_must_hold(string text, int[] expected)
    {
        var (holds, problem) = TrialFilter.Parse(text, Columns);
        Assert.Null(problem);
        Assert.Equal(expected, Trials.Where(holds!).Select(t => t.Number));
    }

    [Fact]
    public void A_percentage_is_the_same_number_as_its_decimal_fraction()
    {
        for (var percent = 1; percent <= 100; percent++)
        {
            var fraction = double.Parse(FormattableString.Invariant($"{percent}e-2"), System.Globalization.CultureInfo.InvariantCulture);
            var (holds, _) = TrialFilter.Parse(FormattableString.Invariant($"best={percent}%"), Columns);
            Assert.True(holds!(SomeViews.Trial(1) with { BestValue = fraction }), $"{percent}% is not {fraction}.");
        }
    }

    [Theory]
    [InlineData("width>3", "There is no column 'width'")]
    [InlineData("b>3", "several begin so")]
    [InlineData("best>much", "'much' is no number")]
    [InlineData("status>pruned", "'status' is text")]
    [InlineData("best>", "Give a value after 'best>'")]
    [InlineData("best>1,2", "takes one number")]
    public void A_wrong_condition_is_told_and_nothing_is_guessed(string text, string problem)
    {
        var (holds, told) = TrialFilter.Parse(text, Columns);
        Assert.Null(holds);
        Assert.Contains(problem, told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_is_added_so_that_it_reads_back()
    {
        var text = TrialFilter.With("lr>0.001", "reason", ":", "below the");
        Assert.Equal("lr>0.001 reason:\"below the\"", text);
        Assert.Equal([2], Trials.Where(TrialFilter.Parse(text, Columns).Holds!).Select(t => t.Number));
    }

    [Theory]
    [InlineData("a,b", "reason=\"a,b\"")]
    [InlineData("the \"best\" one", "reason=\"the \"\"best\"\" one\"")]
    [InlineData("5\"", "reason=\"5\"\"\"")]
    public void A_value_with_commas_or_quotes_is_read_whole(string value, string expected)
    {
        var text = TrialFilter.With(null, "reason", "=", value);
        Assert.Equal(expected, text);
        var holds = TrialFilter.Parse(text + " status:completed", Columns).Holds!;
        Assert.Equal([1], new[] { Trials[0] with { EndReason = value }, Trials[3] with { EndReason = "a" } }.Where(holds).Select(t => t.Number));
    }

    [Fact]
    public void Several_values_are_several_whether_quoted_or_not()
    {
        Assert.Equal(["below the, median", "failed"], TrialFilter.Values("\"below the, median\", failed,"));
        Assert.Equal("status=\"below the, median\",failed", TrialFilter.With("", "status", "=", "below the, median", "failed"));
        Assert.Equal([3], Trials.Where(TrialFilter.Parse("status=\"below the, median\",failed", Columns).Holds!).Select(t => t.Number));
    }

    [Theory]
    [InlineData("batch_size>=64", new[] { 2, 3 })]
    [InlineData("batch_size=32", new[] { 1 })]
    [InlineData("layer=32", new[] { 2 })] // some choices are words: all are compared as texts
    [InlineData("layer=auto", new[] { 1 })]
    public void Choices_that_are_all_numbers_are_compared_as_numbers(string text, int[] expected)
    {
        var columns = TrialColumns.All(new SearchSpace([new CategoricalParameter("batch_size", [32L, 64L, 128L]), new CategoricalParameter("layer", ["auto", 32L])]), Objective.Default, []);
        (long Size, object Layer)[] given = [(32, "auto"), (128, 32L), (64, 16L)];
        IReadOnlyList<TrialView> trials = [.. given.Select((g, i) => SomeViews.Trial(i + 1) with { Parameters = ParameterSet.Of(("batch_size", g.Size), ("layer", g.Layer)) })];
        var (holds, problem) = TrialFilter.Parse(text, columns);
        Assert.Null(problem);
        Assert.Equal(expected, trials.Where(holds!).Select(t => t.Number));
        Assert.Equal([0, 2, 1], TrialOrder.Of(trials, _ => true, columns.First(c => c.Key == "batch_size"), ascending: true));
    }
}

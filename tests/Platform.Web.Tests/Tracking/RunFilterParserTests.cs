using System.Globalization;
using Platform.Core.Tracking;
using Platform.Web.Api.Mlflow;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Tracking;

/// <summary>The platform's own questions for runs.</summary>
public sealed class RunFilterParserTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("a", "~a")]
    [InlineData("a b 'c d' \"e\" 0.5 2026-01-02 x@y 50%", "(~a & ~b & ~c d & ~e & ~0.5 & ~2026-01-02 & ~x@y & ~50%)")]
    [InlineData("a OR b AND c", "(~a | (~b & ~c))")]
    [InlineData("(a or b) and c", "((~a | ~b) & ~c)")]
    [InlineData("NOT a b", "!(~a & ~b)")]
    [InlineData("NOT (NOT a)", "!!~a")]
    [InlineData("a NOT IN (b)", null)]
    [InlineData("run_name NOT IN ('b', c)", "Attribute run_name NotIn [b c]")]
    [InlineData("name = best", "Attribute run_name Equal [best]")]
    [InlineData("metrics.loss < 0.1 AND (params.model = cnn OR status = failed)", "(Metric loss Less 0.1 & (Param model Equal [cnn] | Attribute status Equal [FAILED]))")]
    [InlineData("status in (running, 'Killed')", "Attribute status In [RUNNING KILLED]")]
    [InlineData("params.lr < 1e-3", "Param lr Less 0.001")]
    [InlineData("params.lr = 0.1", "Param lr Equal 0.1")]
    [InlineData("params.lr = '0.1'", "Param lr Equal [0.1]")]
    [InlineData("params.lr != 1", "(Param lr IsNotNull [] & !Param lr Equal 1)")]
    [InlineData("metrics.a IS NULL OR metrics.b IS NOT NULL", "(Metric a IsNull 0 | Metric b IsNotNull 0)")]
    [InlineData("min(metrics.a) < 1 AND MAX(metrics.`b c`) >= 2", "(Metric a.Min Less 1 & Metric b c.Max AtLeast 2)")]
    [InlineData("best(metrics.val_loss) < 1 OR best(metrics.accuracy) > 1", "(Metric val_loss.Min Less 1 | Metric accuracy.Max Greater 1)")]
    [InlineData("at(metrics.a, -100) = 1 OR count(metrics.a) > 5 OR step(metrics.a) > 9 OR last(metrics.a) = 2", "(Metric a.At -100 Equal 1 | Metric a.Count Greater 5 | Metric a.LastStep Greater 9 | Metric a Equal 2)")]
    [InlineData("at(metrics.a,3) IS NULL", "Metric a.At 3 IsNull 0")]
    [InlineData("best run", "(~best & ~run)")]
    [InlineData("datasets.digest LIKE 'ab%' AND models.name = net AND model.type IN (sklearn)", "(Dataset digest Like [ab%] & Model name Equal [net] & Model type In [sklearn])")]
    [InlineData("start_time >= 2026-01-02", "Attribute start_time AtLeast 1767312000000")]
    [InlineData("start_time <= '2026-01-02'", "Attribute start_time Less 1767398400000")]
    [InlineData("created = '2026-01-02 00:01'", "(Attribute start_time AtLeast 1767312060000 & Attribute start_time Less 1767312120000)")]
    [InlineData("end_time > 2026-01-02T01:00:00+01:00", "Attribute end_time AtLeast 1767312001000")]
    [InlineData("start_time > now-1.5d", "Attribute start_time AtLeast 1773014400001")]
    [InlineData("start_time < 5", "Attribute start_time Less 5")]
    [InlineData("duration > 1.5h AND duration < 90s", "(Attribute duration Greater 5400000 & Attribute duration Less 90000)")]
    [InlineData("tags.`mlflow.user` = 'It''s'", "Tag mlflow.user Equal [It's]")]
    public void A_question_is_read(string text, string? expected)
    {
        if (expected is null)
            Assert.Throws<MlflowException>(() => RunFilterParser.Parse(text, Now));
        else
            Assert.Equal(expected, Show(RunFilterParser.Parse(text, Now)));
    }

    [Theory]
    [InlineData("metrics.a >", 12, "expected a number after metrics.a >, found the end")]
    [InlineData("metrics.a", 10, "expected = != < <= > >= LIKE ILIKE IN or IS after metrics.a, found the end")]
    [InlineData("(a OR b", 8, "expected AND, OR or the ) to the ( at position 1, found the end")]
    [InlineData("a OR b)", 7, "expected AND, OR or the end, found ')'")]
    [InlineData("a AND", 6, "expected a condition such as metrics.accuracy > 0.9, or a word, found the end")]
    [InlineData("OR a", 1, "expected a condition such as metrics.accuracy > 0.9, or a word, found 'OR'")]
    [InlineData("()", 2, "expected a condition")]
    [InlineData("NOT", 4, "expected a condition")]
    [InlineData("metrics.a > 1 metrics.b > 2", 15, "expected AND, OR or the end, found 'metrics.b'")]
    [InlineData("metrics.a > 1 adn b", 15, "expected AND, OR or the end, found 'adn'")]
    [InlineData("a metrics.b > 2", 3, "expected AND, OR or the end, found 'metrics.b'")]
    [InlineData("colour = red", 1, "'colour' is not an attribute; there are run_id")]
    [InlineData("a@b = 3", 1, "expected a key such as metrics.accuracy, found 'a@b'")]
    [InlineData("models.size = 3", 1, "'size' is not a key of models; there are name, type, id")]
    [InlineData("min(params.a) < 1", 5, "min takes a metric, such as min(metrics.loss)")]
    [InlineData("min(metrics.a < 1", 15, "expected ), found '<'")]
    [InlineData("at(metrics.a) < 1", 13, "expected a comma and a step, such as at(metrics.loss, 1000), found ')'")]
    [InlineData("at(metrics.a, 1.5) < 1", 15, "expected a whole number, the step, found '1.5'")]
    [InlineData("min(metrics.a) LIKE 'x'", 16, "min does not take LIKE; it takes > >= = != < <= IS NULL IS NOT NULL")]
    [InlineData("start_time > yesterday", 14, "expected a time such as 2026-01-31")]
    [InlineData("start_time > '2026-02-30'", 14, "expected a time such as 2026-01-31")]
    [InlineData("duration > 5 parsecs", 14, "expected AND, OR or the end")]
    [InlineData("duration > soon", 12, "expected a duration such as 90s")]
    [InlineData("params.a > 'x'", 12, "expected a number after params.a >")]
    [InlineData("''", 1, "the text to look for is empty")]
    [InlineData("a 'b", 3, "the quote ' is not closed")]
    [InlineData("a , b", 3, "expected AND, OR or the end, found ','")]
    public void A_malformed_question_names_position_and_expectation(string text, int position, string problem)
    {
        var error = Assert.Throws<MlflowException>(() => RunFilterParser.Parse(text, Now));
        Assert.Equal(position, error.At!.Value.Position);
        Assert.Contains(problem, error.At.Value.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        var deep = Assert.Throws<MlflowException>(() => RunFilterParser.Parse(new string('(', 2_000) + "a", Now));
        Assert.Contains("50 deep", deep.Message, StringComparison.Ordinal);
        var nots = Assert.Throws<MlflowException>(() => RunFilterParser.Parse(string.Concat(Enumerable.Repeat("NOT ", 1_000)) + "a", Now));
        Assert.Contains("50 deep", nots.Message, StringComparison.Ordinal);
        var wide = Assert.Throws<MlflowException>(() => RunFilterParser.Parse(string.Join(" AND ", Enumerable.Repeat("params.a = '1'", 101)), Now));
        Assert.Contains("at most 100", wide.Message, StringComparison.Ordinal);
        var wordy = Assert.Throws<MlflowException>(() => RunFilterParser.Parse(string.Join(' ', Enumerable.Range(0, 21)), Now));
        Assert.Contains("at most 20 words", wordy.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metrics.acc > 0.9 AND params.a = 'b' AND tags.c IS NULL AND attributes.run_id IN ('a', 'b') AND datasets.digest in ('x')")]
    [InlineData("metrics.train/loss != .5 and parameters.\"my key\" LIKE 'a%' and tags.a ilike 'It''s'")]
    [InlineData("status = 'FINISHED' AND run.created > 1700000000000 AND attr.run_id not in ('a',)")]
    public void What_MLflow_can_say_means_the_same(string text) =>
        Assert.Equal(Show(RunQueries.Filter(FilterParser.Parse(text, FilterGrammar.Runs))!), Show(RunFilterParser.Parse(text, Now)));

    private static string Show(RunFilter filter) => filter switch
    {
        AllOf all => $"({string.Join(" & ", all.Filters.Select(Show))})",
        AnyOf any => $"({string.Join(" | ", any.Filters.Select(Show))})",
        Not not => $"!{Show(not.Filter)}",
        Mentions mentions => $"~{mentions.Text}",
        NumberIs number => string.Create(CultureInfo.InvariantCulture, $"{Show(number.Field)} {number.Comparison} {number.Value:R}"),
        TextIs text => $"{Show(text.Field)} {text.Comparison} [{string.Join(' ', text.Values)}]",
        _ => throw new ArgumentException(filter.ToString(), nameof(filter)),
    };

    private static string Show(RunField field) =>
        $"{field.Kind} {field.Key}{(field.Part == MetricPart.Last ? "" : $".{field.Part}")}{(field.Part == MetricPart.At ? string.Create(CultureInfo.InvariantCulture, $" {field.Step}") : "")}";
}

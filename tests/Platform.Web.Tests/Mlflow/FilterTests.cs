using Platform.Web.Api.Mlflow;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class FilterTests
{
    [Theory]
    [InlineData("metrics.acc > 0.9", "Metric acc Greater 0.9")]
    [InlineData("metric.a.b <= -1.5e-3", "Metric a.b LessOrEqual -0.0015")]
    [InlineData("metrics.train/loss != .5", "Metric train/loss NotEqual 0.5")]
    [InlineData("metrics.`val acc`>=1", "Metric val acc GreaterOrEqual 1")]
    [InlineData("params.arch = 'cnn'", "Param arch Equal 'cnn'")]
    [InlineData("parameters.\"my key\" LIKE 'a%'", "Param my key Like 'a%'")]
    [InlineData("tags.mlflow.parentRunId = \"x\"", "Tag mlflow.parentRunId Equal 'x'")]
    [InlineData("tag.`mlflow.prompt.is_prompt` != 'true'", "Tag mlflow.prompt.is_prompt NotEqual 'true'")]
    [InlineData("tags.a ilike 'It''s'", "Tag a ILike 'It's'")]
    [InlineData("params.a is null", "Param a IsNull")]
    [InlineData("tags.a IS NOT NULL", "Tag a IsNotNull")]
    [InlineData("status = 'FINISHED'", "Attribute status Equal 'FINISHED'")]
    [InlineData("attributes.run_id IN ('a', 'b')", "Attribute run_id In [a b]")]
    [InlineData("attr.run_id not in ('a',)", "Attribute run_id NotIn [a]")]
    [InlineData("run.created > 1700000000000", "Attribute start_time Greater 1700000000000")]
    [InlineData("attributes.`Run name` = ''", "Attribute run_name Equal ''")]
    [InlineData("datasets.digest in ('x')", "Dataset digest In [x]")]
    [InlineData("  metrics.a=1  AND params.b='2' and tags.c is null ", "Metric a Equal 1; Param b Equal '2'; Tag c IsNull")]
    [InlineData("tags.and = 'or' AND metrics.like > 1", "Tag and Equal 'or'; Metric like Greater 1")]
    [InlineData("", "")]
    [InlineData("   ", "")]
    public void A_filter_is_read(string filter, string expected) => Assert.Equal(expected, Show(FilterParser.Parse(filter, FilterGrammar.Runs)));

    [Theory]
    [InlineData("metrics.acc > 'high'", 15, "expected a number after metrics.acc >")]
    [InlineData("metrics.acc >", 14, "expected a number after metrics.acc >, found the end")]
    [InlineData("metrics.acc", 12, "found the end")]
    [InlineData("params.a = 3", 12, "expected a text in quotes after params.a =")]
    [InlineData("params.a > '3'", 10, "params.a does not take >")]
    [InlineData("params.a == '3'", 10, "expected = !=")]
    [InlineData("metrics.a LIKE 'x'", 11, "metrics.a does not take LIKE")]
    [InlineData("metrics.a IS NULL", 11, "does not take IS NULL")]
    [InlineData("status IN ('a')", 8, "status does not take IN")]
    [InlineData("foo.a = 'b'", 1, "'foo' is not an entity")]
    [InlineData("wrong = 'b'", 1, "is not an attribute; there are run_id")]
    [InlineData("dataset.schema = 'b'", 1, "is not a key of data sets")]
    [InlineData("metrics.a = 1 OR metrics.b = 2", 15, "expected AND or the end, found 'OR'; MLflow's filters have neither OR nor parentheses: search once for each side")]
    [InlineData("(metrics.a = 1)", 1, "expected a clause such as metrics.accuracy > 0.9, found '('; MLflow's filters have neither")]
    [InlineData("metrics.a = 1 and (params.b = '2' or params.b = '3')", 19, "found '('")]
    [InlineData("metrics.a = 1 AND params.b = '2' or tags.c = '3'", 34, "found 'or'; MLflow")]
    [InlineData("metrics.a = 1 metrics.b = 2", 15, "expected AND or the end")]
    [InlineData("metrics.a = 1 AND", 18, "expected a key")]
    [InlineData("run_id IN 'a'", 11, "expected a list")]
    [InlineData("run_id IN ()", 12, "expected a text in quotes in the list")]
    [InlineData("run_id IN ('a' 'b')", 16, "expected a comma")]
    [InlineData("run_id NOT ('a')", 12, "expected IN after NOT")]
    [InlineData("tags.a IS NOT 'x'", 15, "expected NULL after IS NOT")]
    [InlineData("tags.a = 'open", 10, "the quote ' is not closed")]
    [InlineData("tags. = 'a'", 6, "expected a key after the dot")]
    [InlineData("tags.`` = 'a'", 1, "the key is empty")]
    [InlineData("metrics.a > 1.2.3", 13, "is not a number")]
    [InlineData("metrics.a > 1e999", 13, "is not a number")]
    [InlineData("metrics.a ; 1", 11, "begins nothing")]
    public void A_malformed_filter_names_position_and_expectation(string filter, int position, string problem)
    {
        var error = Assert.Throws<MlflowException>(() => FilterParser.Parse(filter, FilterGrammar.Runs));
        Assert.Equal(("INVALID_PARAMETER_VALUE", 400), (error.Code, error.Status));
        Assert.Contains($"at position {position} of", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metrics.acc DESC", "Metric acc True")]
    [InlineData("attributes.start_time", "Attribute start_time False")]
    [InlineData("created asc", "Attribute start_time False")]
    [InlineData("params.`a b` desc", "Param a b True")]
    public void An_ordering_is_read(string text, string expected)
    {
        var order = OrderClause.Parse([text], FilterGrammar.Runs).Single();
        Assert.Equal(expected, $"{order.Entity} {order.Key} {order.Descending}");
    }

    [Theory]
    [InlineData("metrics.acc DOWN")]
    [InlineData("metrics.acc DESC x")]
    [InlineData("nothing")]
    [InlineData("dataset.name")]
    [InlineData("")]
    [InlineData("> 3")]
    public void A_malformed_ordering_is_refused(string text) => Assert.Throws<MlflowException>(() => OrderClause.Parse([text], FilterGrammar.Runs));

    [Fact]
    public void A_key_orders_once() =>
        Assert.Contains("twice", Assert.Throws<MlflowException>(() => OrderClause.Parse(["start_time", "created DESC"], FilterGrammar.Runs)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "a%", true)]
    [InlineData("abc", "%c", true)]
    [InlineData("abc", "%b%", true)]
    [InlineData("abc", "a_c", true)]
    [InlineData("abc", "_", false)]
    [InlineData("abc", "ABC", false)]
    [InlineData("", "%", true)]
    [InlineData("", "_", false)]
    [InlineData("aaab", "%a%b", true)]
    [InlineData("a.c", "a.c", true)]
    [InlineData("axc", "a.c", false)]
    public void Like_fits_the_whole_text(string text, string pattern, bool fits)
    {
        Assert.Equal(fits, LikePattern.IsMatch(text, pattern, ignoreCase: false));
        Assert.True(!fits || LikePattern.IsMatch(text.ToUpperInvariant(), pattern, ignoreCase: true));
    }

    // What is printed is read back: two thousand filters from a fixed seed, with keys and texts that hold every quote.
    [Fact]
    public void Whatever_is_written_by_the_rules_is_read_as_it_was_meant()
    {
        var random = new Sequence(7);
        string[] keys = ["acc", "val/loss", "a.b.c", "my key", "mlflow.source", "and", "x-y", "ключ"];
        string[] texts = ["", "a", "it's", "\"q\"", "100%", "a_b", "(x, y)", "AND", "日本"];
        for (var i = 0; i < 2_000; i++)
        {
            var expected = new List<string>();
            var parts = new List<string>();
            for (var n = 1 + random.Next(4); n > 0; n--)
            {
                var key = keys[random.Next(keys.Length)];
                var text = texts[random.Next(texts.Length)];
                var number = (random.Next(2_000_001) - 1_000_000) / 128.0;
                var quoted = random.Next(2) == 0 ? $"`{key}`" : $"\"{key}\"";
                var (clause, meant) = random.Next(5) switch
                {
                    0 => ($"metrics.{quoted} > {number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}", FormattableString.Invariant($"Metric {key} Greater {number}")),
                    1 => ($"params.{quoted} != '{text.Replace("'", "''", StringComparison.Ordinal)}'", $"Param {key} NotEqual '{text}'"),
                    2 => ($"tags.{quoted} ILIKE \"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", $"Tag {key} ILike '{text}'"),
                    3 => ($"tag.{quoted} IS NOT NULL", $"Tag {key} IsNotNull"),
                    _ => ($"attributes.run_id NOT IN ('{text.Replace("'", "''", StringComparison.Ordinal)}', 'b')", $"Attribute run_id NotIn [{text} b]"),
                };
                parts.Add(clause);
                expected.Add(meant);
            }

            Assert.Equal(string.Join("; ", expected), Show(FilterParser.Parse(string.Join(random.Next(2) == 0 ? " AND " : "  and\n", parts), FilterGrammar.Runs)));
        }
    }

    // Any text: read, or refused as wrong input; nothing else.
    [Fact]
    public void Any_text_is_read_or_refused()
    {
        var random = new Sequence(11);
        string[] pieces = ["metrics", ".", "acc", ">", "=", "1", "'a'", "\"b\"", "`c`", "(", ")", ",", "AND", "NOT", "IN", "IS", "NULL", " ", "'", "`", "-", "e5", "\u0001", "é", "%"];
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                FilterParser.Parse(text, FilterGrammar.Runs);
                OrderClause.Parse([text], FilterGrammar.Runs);
            }
            catch (MlflowException error)
            {
                Assert.Equal(400, error.Status);
            }
        }
    }

    private static string Show(IReadOnlyList<FilterClause> clauses) => string.Join("; ", clauses.Select(clause => FormattableString.Invariant(
        $"{clause.Entity} {clause.Key} {clause.Operator}{(clause.Number is { } number ? FormattableString.Invariant($" {number}") : clause.Text is { } text ? $" '{text}'" : clause.Texts.Count > 0 ? $" [{string.Join(' ', clause.Texts)}]" : "")}")));
}

using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Platform.Core.Erasures;
using Platform.Core.Tracking;
using Platform.Web.Components;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Tracking;

/// <summary>How filters, addresses, files and notes are read.</summary>
public sealed class RunTextsTests
{
    [Theory]
    [InlineData("resnet", "resnet")]
    [InlineData(" first 'second try' 50%", "first|second try|50%")]
    [InlineData("a OR b", "")]
    [InlineData("a AND loss < 1", "")]
    [InlineData("", "")]
    public void A_filter_of_words_says_what_it_looks_for(string text, string words) => Assert.Equal(words, string.Join('|', RunFilterText.Words(text)));

    [Theory]
    [InlineData("metrics.loss >", 15, "Expected a number after metrics.loss >, found the end.")]
    [InlineData("colour = 'red'", 1, "'colour' is not an attribute; there are run_id, run_name, user_id, status, artifact_uri, start_time, end_time, duration.")]
    [InlineData("params.a = 'x", 12, "The quote ' is not closed.")]
    public void A_problem_names_its_place(string text, int position, string says) => Assert.Equal(new FilterProblem(says, position), RunFilterText.Parse(text, DateTimeOffset.UnixEpoch).Problem);

    [Theory]
    [InlineData("", "params.a = 'b'")]
    [InlineData(" first try ", "first try AND params.a = 'b'")]
    [InlineData("metrics.a > 1", "metrics.a > 1 AND params.a = 'b'")]
    [InlineData("x OR y", "(x OR y) AND params.a = 'b'")]
    public void A_clause_is_joined_to_what_was_typed(string text, string joined)
    {
        Assert.Equal(joined, RunFilterText.And(text, "params.a = 'b'"));
        Assert.Null(RunFilterText.Parse(joined, DateTimeOffset.UnixEpoch).Problem);
    }

    [Theory]
    [InlineData(long.MinValue, "0001-01-02")]
    [InlineData(-1L, "1969-12-31")]
    [InlineData(253_402_300_799_999, "9999-12-30")]
    [InlineData(1_764_400_000_000_000_000, "9999-12-30")]
    [InlineData(long.MaxValue, "9999-12-30")]
    public void A_moment_that_no_calendar_has_is_shown_as_its_end_in_every_zone(long milliseconds, string date)
    {
        var at = RunTime.At(milliseconds);
        Assert.Equal(date, at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.All([-14, 14], hours => Assert.Equal(at, at.ToOffset(TimeSpan.FromHours(hours))));
        Assert.NotEmpty(Show.Ago(at, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void What_lies_between_two_moments_is_bounded()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), RunTime.Between(1_000, 3_000));
        Assert.Equal(TimeSpan.Zero, RunTime.Between(long.MaxValue, long.MinValue));
        Assert.InRange(RunTime.Between(long.MinValue, long.MaxValue).TotalDays, 3_652_000, 3_652_100);
    }

    [Fact]
    public void A_very_long_filter_is_refused() => Assert.Contains("at most 5000", RunFilterText.Parse(new string('a', 5_001), DateTimeOffset.UnixEpoch).Problem!.Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("metrics.a b/c", RunFieldKind.Metric, "a b/c", "metrics.`a b/c`")]
    [InlineData("params.lr", RunFieldKind.Param, "lr", "params.lr")]
    [InlineData("tags.x`y", RunFieldKind.Tag, "x`y", "tags.`x``y`")]
    public void A_column_is_written_as_in_filters(string text, RunFieldKind kind, string key, string filter)
    {
        var column = RunColumn.Parse(text)!;
        Assert.Equal(new RunColumn(kind, key), column);
        Assert.Equal((text, filter), (column.Text, column.FilterText));
        Assert.Null(RunFilterText.Parse($"{filter} {(kind == RunFieldKind.Metric ? "= 1" : "= 'v'")}", DateTimeOffset.UnixEpoch).Problem);
    }

    [Theory]
    [InlineData(null, "attributes.start_time desc")]
    [InlineData("metrics.loss asc", "metrics.loss asc")]
    [InlineData("metrics.x desc desc", "metrics.x desc desc")]
    [InlineData("nonsense asc", "attributes.start_time desc")]
    [InlineData("min(metrics.a b) desc", "min(metrics.a b) desc")]
    [InlineData("best(metrics.val_loss) asc", "min(metrics.val_loss) asc")]
    [InlineData("AT(metrics.f(x), 100) asc", "at(metrics.f(x), 100) asc")]
    [InlineData("min(params.a) asc", "attributes.start_time desc")]
    [InlineData("at(metrics.a) asc", "attributes.start_time desc")]
    public void An_order_is_read_or_the_usual_one(string? text, string order) => Assert.Equal(order, RunSort.Parse(text).Text);

    [Fact]
    public void A_tables_address_gives_the_same_table_again()
    {
        var question = RunTableQuestion.Parse("ex", "params.a = '1 & 2'", "failed", "metrics.a b desc", ["metrics.a b", "tags.c"], "deleted", "params.a", "m/n");
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri("http://localhost/" + question.ToAddress()).Query);
        var again = RunTableQuestion.Parse("ex", query["filter"], query["status"], query["order"], [.. query["column"].OfType<string>()], query["view"], query["group"], query["measure"]);
        Assert.Equal(question.Columns, again.Columns);
        Assert.Equal(question with { Columns = null }, again with { Columns = null });
        Assert.Equal([], RunTableQuestion.Parse("ex", null, null, null, ["none"], null).Columns);
    }

    [Theory]
    [InlineData("val/loss", true)]
    [InlineData("test_rmse", true)]
    [InlineData("mean_fit_time", true)]
    [InlineData("accuracy", false)]
    [InlineData("lossless", false)]
    public void The_better_direction_is_guessed_from_words(string metric, bool lower) => Assert.Equal(lower, MetricDirections.IsLowerBetter(metric));

    [Fact]
    public void Text_is_told_from_other_content_also_when_it_is_cut()
    {
        var euro = Encoding.UTF8.GetBytes("10 €");
        Assert.Equal("10 €", FileText.Read(euro));
        Assert.Equal("10 ", FileText.Read(euro.AsSpan(0, euro.Length - 1)));
        Assert.Equal("10 ", FileText.Read(euro.AsSpan(0, euro.Length - 2)));
        Assert.Equal("", FileText.Read([]));
        Assert.Null(FileText.Read([65, 0, 66]));
        Assert.Null(FileText.Read([0xFF, 0xFE, 65]));
    }

    [Fact]
    public void A_table_is_read_with_quotes_and_bounds()
    {
        Assert.Equal([["a", "b"], ["1", "x\"y,\nz"], ["", "2"]], FileText.Table("a,b\r\n1,\"x\"\"y,\nz\"\n,2", ',').Rows);
        Assert.Equal(200, FileText.Table(string.Concat(Enumerable.Repeat("a\n", 1_000)), ',').Rows.Count);
        var wide = FileText.Table(new string('\t', 1_000), '\t');
        Assert.Equal((50, 1_001), (wide.Rows[0].Count, wide.Columns));
        Assert.Empty(FileText.Table("", ',').Rows);
    }

    [Theory]
    [InlineData("{\"a\":[1]}", "{\n  \"a\": [\n    1\n  ]\n}")]
    [InlineData("{broken", "{broken")]
    [InlineData("text", "text")]
    public void Json_is_indented_if_it_is_json(string text, string shown) => Assert.Equal(shown, FileText.Json(text).ReplaceLineEndings("\n"));

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>", "<img")]
    [InlineData("[a](javascript:alert(1))", "javascript")]
    [InlineData("[a](JaVaScRiPt:alert(1))", "avaScRiPt")]
    [InlineData("[a](data:text/html,x)", "data:")]
    [InlineData("[a]\n\n[a]: javascript:alert(1)", "javascript")]
    [InlineData("<javascript:alert(1)>", "href=\"javascript")]
    [InlineData("![p](https://elsewhere.example/p.png)", "<img")]
    public void Notes_can_do_nothing(string note, string absent) => Assert.DoesNotContain(absent, Markdown.ToHtml(note), StringComparison.Ordinal);

    [Fact]
    public void Notes_nested_too_deeply_are_shown_as_written() =>
        Assert.Equal($"<pre>{string.Concat(Enumerable.Repeat("&gt;", 200))} &lt;b&gt;</pre>", Markdown.ToHtml(new string('>', 200) + " <b>"));

    [Fact]
    public void Notes_are_shown_as_meant()
    {
        var html = Markdown.ToHtml("# T\n\n**b** [l](https://a.example/) [m](mailto:x@y.z) [n](runs/1)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
        foreach (var part in new[] { "<h1>T</h1>", "<strong>b</strong>", "href=\"https://a.example/\"", "href=\"mailto:x@y.z\"", "href=\"runs/1\"", "<td>1</td>" })
            Assert.Contains(part, html, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_event_of_a_tracked_run_is_told_in_words()
    {
        var types = typeof(RunEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RunEvent))).ToList();
        Assert.NotEmpty(types);
        Assert.All(types, type =>
        {
            var data = RuntimeHelpers.GetUninitializedObject(type);
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(f => f.GetValue(data) is null))
            {
                if (field.FieldType == typeof(string))
                    field.SetValue(data, "x");
                else if (field.FieldType == typeof(Erasure))
                    field.SetValue(data, new Erasure(0, 1, "me", "", default));
                else if (field.FieldType.IsInterface && field.FieldType.IsGenericType)
                    field.SetValue(data, field.FieldType.Name.Contains("Dictionary", StringComparison.Ordinal) ? new Dictionary<string, string>(StringComparer.Ordinal) : Array.CreateInstance(field.FieldType.GetGenericArguments()[0], 0));
            }
            Assert.NotEqual(type.Name, RunEventWords.Of(data).Title);
        });
    }
}

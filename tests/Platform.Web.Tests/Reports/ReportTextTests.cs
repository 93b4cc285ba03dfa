using Platform.Web.Charts;
using Platform.Web.Reports;
using Xunit;

namespace Platform.Web.Tests.Reports;

public sealed class ReportTextTests
{
    private static ReportBlock Block(string kind, string yaml)
    {
        var segment = Assert.Single(ReportText.Parse($"```{kind}\n{yaml}\n```\n"));
        Assert.Null(segment.Problem);
        return segment.Block!;
    }

    private static string Problem(string kind, string yaml) => Assert.Single(ReportText.Parse($"```{kind}\n{yaml}\n```\n")).Problem!;

    [Fact]
    public void Text_and_blocks_come_in_their_order_and_blocks_are_counted()
    {
        var segments = ReportText.Parse("# One\n\n```chart\nsweep: k3f9x2ab\n```\n\nbetween\r\n```model\r\nmodel: digits\r\n```\r\n");
        Assert.Equal([(true, 0), (false, 1), (true, 0), (false, 2)], segments.Select(s => (s.IsText, s.Number)));
        Assert.Equal(("k3f9x2ab", "digits"), (segments[1].Block!.Sweep, segments[3].Block!.Model));
    }

    [Theory]
    [InlineData("```\n```chart\nsweep: a\n```\n")]
    [InlineData("~~~\n```chart\nsweep: a\n```\n~~~\n")]
    [InlineData("````\n```chart\nsweep: a\n```\n````\n")]
    [InlineData("    ```chart\n    sweep: a\n    ```\n")]
    [InlineData("```python\nchart\n```\n")]
    public void What_stands_in_other_code_is_text(string text) => Assert.All(ReportText.Parse(text), segment => Assert.True(segment.IsText));

    [Fact]
    public void A_block_that_is_not_closed_ends_with_the_report() => Assert.Equal("a", Assert.Single(ReportText.Parse("```chart\nsweep: a")).Block!.Sweep);

    [Fact]
    public void A_chart_says_what_where_and_when()
    {
        var block = Block("chart", "runs: [a-1, b-2, a-1]\nmetric: val/loss\naxis: elapsed\nlog: true\nsmoothing: 0.6\ntitle: Losses\nfrozen: '#120'\nlimit: 5\nheight: 200");
        Assert.Equal(["a-1", "b-2"], block.Runs);
        Assert.Equal(("val/loss", SeriesAxis.Elapsed, true, 0.6, "Losses", 120L, 5, 200), (block.Metric, block.Axis, block.Log, block.Smoothing, block.Title, block.Frozen, block.Limit, block.Height));
    }

    [Fact]
    public void A_question_names_an_experiment()
    {
        var block = Block("runs", "experiment: 0\nfilter: metrics.loss < 0.5\norder: metrics.loss asc\ncolumns: loss, lr");
        Assert.Equal(("0", "metrics.loss < 0.5", "metrics.loss asc"), (block.Experiment, block.Filter, block.Order));
        Assert.Equal(["loss", "lr"], block.Columns);
    }

    [Theory]
    [InlineData("chart", "", "holds nothing")]
    [InlineData("chart", "metric: loss", "name one of them")]
    [InlineData("chart", "sweep: a\nruns: [b]", "name one of them")]
    [InlineData("chart", "sweep: a\ncolour: red", "is not known")]
    [InlineData("chart", "sweep: a\naxis: time", "step, elapsed or clock")]
    [InlineData("chart", "sweep: a\nsmoothing: 1.5", "0 to 0.99")]
    [InlineData("chart", "sweep: a\nfrozen: soon", "whole number")]
    [InlineData("chart", "sweep: {a: b}", "a value or a list")]
    [InlineData("chart", "sweep: [a", "cannot be read as YAML")]
    [InlineData("chart", "sweep: a\nsweep: b", "given twice")]
    [InlineData("chart", "? [a]\n: 1", "a key that is no text")]
    [InlineData("chart", "? &a [*a]\n: 1", "an anchor")]
    [InlineData("chart", "runs: &a [*a]", "an anchor")]
    [InlineData("chart", "runs: [b, *a]", "an alias")]
    [InlineData("chart", "*a : b", "an alias")]
    [InlineData("chart", "sweep: !x a", "a tag")]
    [InlineData("runs", "runs: [[a]]", "holds no lists")]
    [InlineData("chart", "sweep: a\n---\nsweep: b", "a second document")]
    [InlineData("model", "title: x", "model")]
    public void A_block_that_cannot_be_read_says_why(string kind, string yaml, string expected) => Assert.Contains(expected, Problem(kind, yaml), StringComparison.Ordinal);

    [Fact]
    public void More_blocks_than_a_report_draws_are_named_as_too_many()
    {
        var segments = ReportText.Parse(string.Concat(Enumerable.Repeat("```chart\nsweep: a\n```\n", ReportText.MostBlocks + 1)));
        Assert.NotNull(segments[^2].Block);
        Assert.Contains("at most", segments[^1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_template_of_an_empty_page_draws_nothing() => Assert.True(Assert.Single(ReportText.Parse(ReportTemplate.Empty)).IsText);
}

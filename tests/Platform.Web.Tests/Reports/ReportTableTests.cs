using AngleSharp.Dom;
using Platform.Web.Compare;
using Platform.Web.Components;
using Platform.Web.Reports;
using Platform.Web.Tests.Pages;
using Xunit;

namespace Platform.Web.Tests.Reports;

public sealed class ReportTableTests
{
    private static readonly Dictionary<string, string> None = [];

    private static readonly string[] Asked = ["loss"];
    private static readonly ComparedRun[] Runs = [Run("a", 0.5, "mae"), Run("b", 0.25, "mse")];

    [Fact]
    public async Task A_metric_and_a_parameter_of_the_same_name_have_a_column_each()
    {
        var table = await PageRenderer.RenderAsync<ReportTable>(("Runs", Runs));
        Assert.Equal(["Run", "loss", "loss (2)"], table.QuerySelectorAll("th").Select(cell => cell.Words()));
        Assert.Equal(["a", Show.Number(0.5), "mae"], table.QuerySelectorAll("tbody tr")[0].QuerySelectorAll("td").Select(cell => cell.Words()));
    }

    [Fact]
    public async Task A_column_that_is_asked_for_is_a_metric_first() =>
        Assert.Equal(["a", Show.Number(0.5)], (await PageRenderer.RenderAsync<ReportTable>(("Runs", Runs), ("Columns", Asked))).QuerySelectorAll("tbody tr")[0].QuerySelectorAll("td").Select(cell => cell.Words()));

    private static ComparedRun Run(string id, double loss, string kind) =>
        new(id, id, new Dictionary<string, string> { ["loss"] = kind }, None, None, None, None, new Dictionary<string, double> { ["loss"] = loss });
}

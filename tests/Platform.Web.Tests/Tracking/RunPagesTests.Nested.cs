using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Tracking;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Pages;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Tracking;

public sealed partial class RunPagesTests
{
    [Fact]
    public async Task Nested_runs_are_counted_left_out_and_found_by_the_run_around_them()
    {
        var experiment = await _client.ExperimentAsync("nesting");
        var outer = await _client.RunAsync(experiment, ""","run_name":"outer","start_time":1000""");
        foreach (var name in (string[])["inner-1", "inner-2"])
            await _client.RunAsync(experiment, $$""","run_name":"{{name}}","start_time":2000,"tags":[{"key":"{{TrackedRun.ParentTag}}","value":"{{outer}}"}]""");
        await _client.RunAsync(experiment, ""","run_name":"plain","start_time":3000""");
        var flat = await _client.ExperimentAsync("without any");
        await _client.RunAsync(flat, ""","run_name":"plain","start_time":1000""");
        Assert.Null((await RenderAsync<ExperimentPage>($"runs/experiments/{flat}", ("Id", flat))).QuerySelector("[aria-label='Nested runs']"));

        Assert.Equal(("4 runs", "false"), await ShowsAsync(""));
        Assert.Equal(("2 runs found", "true"), await ShowsAsync(NestedFilter.Toggle("")));
        Assert.Equal(("2 runs found", "false"), await ShowsAsync(NestedFilter.Inside(outer)));
        Assert.Equal(2, Assert.Single(await web.Services.GetRequiredService<TrackingOverview>().NestedCountsAsync(experiment, [outer, experiment])).Value);

        async Task<(string Total, string? Pressed)> ShowsAsync(string filter)
        {
            var page = await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}?filter={Uri.EscapeDataString(filter)}", ("Id", experiment));
            return (page.QuerySelector("[data-total]")!.Words(), page.QuerySelector("[aria-label='Nested runs'] button")!.GetAttribute("aria-pressed"));
        }
    }

    [Theory]
    [InlineData("", "tags.mlflow.parentRunId IS NULL")]
    [InlineData("resnet adam", "(resnet adam) AND tags.mlflow.parentRunId IS NULL")]
    [InlineData("metrics.loss < 1 OR status = failed", "(metrics.loss < 1 OR status = failed) AND tags.mlflow.parentRunId IS NULL")]
    public void A_filter_leaves_nested_runs_out_and_is_what_it_was_again(string filter, string without)
    {
        Assert.Equal((false, without, true), (NestedFilter.LeavesOut(filter), NestedFilter.Toggle(filter), NestedFilter.LeavesOut(without)));
        Assert.Equal(filter, NestedFilter.Toggle(without));
        Assert.Null(RunFilterText.Parse(without, Some.Noon).Problem);
    }

    [Theory]
    [InlineData("metrics.loss < 1 AND (status = failed) AND tags.mlflow.parentRunId IS NULL")]
    [InlineData("(metrics.loss < 1) OR (status = failed) AND tags.mlflow.parentRunId IS NULL")]
    public void A_filter_that_somebody_wrote_otherwise_loses_nothing(string filter) => Assert.Equal(filter, NestedFilter.Toggle(NestedFilter.Toggle(filter)));
}

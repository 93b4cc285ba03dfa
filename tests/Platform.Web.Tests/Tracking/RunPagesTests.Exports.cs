using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.History;
using Platform.Core.Journal;
using Platform.Testing;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Pages;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Tracking;

/// <summary>Tables of runs as files, and of the past.</summary>
public sealed partial class RunPagesTests
{
    [Fact]
    public async Task The_pages_table_as_a_file_has_no_formula_and_over_rest_values_stay_as_logged()
    {
        var experiment = await _client.ExperimentAsync("formulas");
        var run = await _client.RunAsync(experiment, ""","run_name":"=1+1" """);
        await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","params":[{"key":"p","value":"@SUM(1)"}],"metrics":[{"key":"m","value":-0.5,"timestamp":1,"step":0}]}""");

        var page = await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}", ("Id", experiment));
        var link = page.QuerySelectorAll("a[download]").Single(a => a.Words() == "Table as CSV").GetAttribute("href");
        var safe = await web.Http.GetStringAsync(new Uri($"/{link}", UriKind.Relative));
        Assert.Contains($"{run},'=1+1,", safe, StringComparison.Ordinal);
        Assert.Contains(",'@SUM(1)", safe, StringComparison.Ordinal);
        Assert.Contains(",-0.5", safe, StringComparison.Ordinal);
        var exact = await web.Http.GetStringAsync(new Uri($"/api/v1/tracking/experiments/{experiment}/runs.csv", UriKind.Relative));
        Assert.Contains($"{run},=1+1,", exact, StringComparison.Ordinal);
        await web.GetAsync($"/api/v1/tracking/experiments/{experiment}/runs.csv?spreadsheet=yes", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_now_means_in_a_question_about_the_past_is_that_moment()
    {
        var experiment = await _client.ExperimentAsync("moments");
        var start = DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeMilliseconds();
        var run = await _client.RunAsync(experiment, $$""","start_time":{{start}}""");
        var then = (await web.Services.GetRequiredService<EventJournal>().EndAsync()).Sequence;
        var moments = web.Services.GetRequiredService<PastViews>();
        var time = await moments.TimeOfAsync(await moments.AtAsync(AsOf.Event(then)));
        var ago = ((time.ToUnixTimeMilliseconds() - start) / 1_000) + 1; // then, the run had begun within so many seconds; a second later it has not
        var address = $"/api/v1/tracking/experiments/{experiment}/runs?filter=attributes.start_time+%3E+now-{ago}s";
        await Eventually.HoldsAsync(async () => (await web.GetAsync(address)).GetProperty("total").GetInt32() == 0);

        var past = await web.GetAsync($"{address}&asOf={then}");
        Assert.Equal(run, Assert.Single(past.GetProperty("items").EnumerateArray()).GetProperty("run").Text("id"));
        Assert.Contains(run, await web.Http.GetStringAsync(new Uri($"/api/v1/tracking/experiments/{experiment}/runs.csv?filter=attributes.start_time+%3E+now-{ago}s&asOf={then}", UriKind.Relative)), StringComparison.Ordinal);
    }
}

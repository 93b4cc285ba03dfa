using AngleSharp.Dom;
using Microsoft.AspNetCore.Components;
using Platform.Web.Compare;
using Platform.Web.Tests.Pages;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Tracking;

// Links to a part of a page, and what addresses of lists and comparisons ask for.
public sealed partial class RunPagesTests
{
    [Fact]
    public async Task A_link_to_a_curve_opens_its_group_and_what_has_none_is_no_link()
    {
        var run = await _client.RunAsync();
        var points = Enumerable.Range(0, 2).SelectMany(step => Enumerable.Range(10, 20).Select(i => ($"late/m{i}", step)).Append(("a/m", step)).Append(("b/m", step)).Append(("c/m", step))).Append(("score", 0));
        await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{string.Join(',', points.Select(p => $$"""{"key":"{{p.Item1}}","value":1,"timestamp":{{p.Item2}},"step":{{p.Item2}}}"""))}}]}""");
        var running = await RenderAsync<TrackedRunPage>($"runs/{run}", ("Id", run));
        Assert.Contains("?tab=charts#", running.QuerySelector("tr[data-metric=score] a")!.GetAttribute("href"), StringComparison.Ordinal); // it may get more points
        await _client.PostAsync("runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED"}""");

        var overview = await RenderAsync<TrackedRunPage>($"runs/{run}", ("Id", run));
        Assert.Null(overview.QuerySelector("tr[data-metric=score] a"));
        var link = overview.QuerySelector("tr[data-metric='late/m27'] a")!.GetAttribute("href")!;
        var charts = await RenderAsync<TrackedRunPage>(link, ("Id", run), ("Tab", "charts"));
        Assert.Equal("late/m27", charts.QuerySelector("#" + link.Split('#')[1])!.GetAttribute("aria-label")); // in the fourth group, behind the first twelve
        Assert.Null(charts.QuerySelector("tr[data-metric=score] a"));
        Assert.Null((await RenderAsync<TrackedRunPage>($"runs/{run}?tab=charts", ("Id", run), ("Tab", "charts"))).QuerySelector("#" + link.Split('#')[1]));
    }

    [Fact]
    public async Task A_comparison_says_why_it_draws_nothing()
    {
        var (_, runs) = await ExperimentAsync("lacking", 2);
        var unknown = new string('0', 32);
        var one = await RenderAsync<Comparison>("", ("Asked", $"{runs[0]},{unknown}"));
        Assert.Contains($"Of these runs only lacking-0 is in this database, and one alone is not compared. Not found: {unknown}.", one.Words(), StringComparison.Ordinal);
        Assert.Contains("There are no such runs in this database.", (await RenderAsync<Comparison>("", ("Asked", $"{unknown},{unknown[1..]}1"))).Words(), StringComparison.Ordinal);

        var ids = string.Join(',', runs);
        var hidden = await RenderAsync<Comparison>($"runs/compare?runs={ids}&hidden=0,1", ("Asked", ids));
        Assert.Contains("Every curve is hidden", hidden.Words(), StringComparison.Ordinal);
        Assert.Equal(2, hidden.QuerySelectorAll("[data-export][disabled][title='There is no chart to save.']").Length);
        var gone = await RenderAsync<Comparison>($"runs/compare?runs=gone,{ids}&hidden=0", ("Asked", $"gone,{ids}")); // the one that was hidden is no more
        Assert.Equal(["true", "true"], gone.QuerySelectorAll("[aria-label='Curves shown'] button").Select(button => button.GetAttribute("aria-pressed")));
        Assert.Equal(["swatch c1", "swatch c2"], gone.QuerySelectorAll("[aria-label='Curves shown'] .swatch").Select(swatch => swatch.ClassName));
        var shown = await RenderAsync<Comparison>($"runs/compare?runs={ids}&hidden=0", ("Asked", ids));
        Assert.DoesNotContain("hidden:", shown.Words(), StringComparison.Ordinal);
        Assert.Equal(2, shown.QuerySelectorAll("[data-export]:not([title])").Length);
    }

    [Fact]
    public async Task The_address_of_the_list_of_experiments_says_what_is_looked_for()
    {
        foreach (var name in new[] { "looked for", "looked past" })
            await _client.PostAsync("experiments/delete", $$"""{"experiment_id":"{{await _client.ExperimentAsync(name)}}"}""");
        var body = await RenderAsync<RunsPage>("runs?view=deleted&q=ed%20for");
        Assert.Equal("ed for", body.QuerySelector("[data-search]")!.GetAttribute("value"));
        Assert.Contains("Deleted experiments", body.Words(), StringComparison.Ordinal);
        Assert.Equal("true", body.QuerySelector(".actions button")!.GetAttribute("aria-pressed"));
    }
}

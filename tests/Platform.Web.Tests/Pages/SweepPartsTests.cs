using AngleSharp.Dom;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Experiments;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class SweepPartsTests
{
    [Fact]
    public async Task The_list_shows_where_a_sweep_stands_and_leads_to_it()
    {
        IReadOnlyList<ExperimentView> sweeps = [SomeViews.Sweep(completed: 3, pruned: 1, running: 2, best: 0.9871)];
        var body = await PageRenderer.RenderAsync<SweepTable>(("Sweeps", sweeps), ("Trends", new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal) { ["abcdefgh"] = [0.5, 0.9] }));

        var row = body.QuerySelector("tbody tr")!.Words();
        Assert.Contains("a sweep", row, StringComparison.Ordinal);
        Assert.Contains("running", row, StringComparison.Ordinal);
        Assert.Contains("4/10", row, StringComparison.Ordinal);
        Assert.Contains("98.71 %", row, StringComparison.Ordinal);
        Assert.Equal("sweeps/abcdefgh", body.QuerySelector("a.name")!.GetAttribute("href"));
        Assert.Equal("Best so far of a sweep", body.QuerySelector("svg.spark")!.GetAttribute("aria-label"));
        Assert.Equal("3 completed, 1 pruned, 0 failed, 2 running of 10 trials", body.QuerySelector(".bar")!.GetAttribute("aria-label"));
    }

    [Theory]
    [InlineData(ExperimentStatus.Running, "Pause", "Resume")]
    [InlineData(ExperimentStatus.Paused, "Resume", "Pause")]
    public async Task A_sweep_offers_the_commands_that_fit_its_state(ExperimentStatus status, string offered, string absent)
    {
        var body = await PageRenderer.RenderAsync<SweepHeader>(("Sweep", SomeViews.Sweep(status)));
        var buttons = body.QuerySelectorAll("button").Select(b => b.Words()).ToList();
        Assert.Contains(offered, buttons);
        Assert.Contains("Cancel", buttons);
        Assert.DoesNotContain(absent, buttons);
    }

    [Theory]
    [InlineData(ExperimentStatus.Completed)]
    [InlineData(ExperimentStatus.Cancelled)]
    public async Task An_ended_sweep_offers_a_report_its_copy_and_to_put_it_away(ExperimentStatus status)
    {
        var body = await PageRenderer.RenderAsync<SweepHeader>(("Sweep", SomeViews.Sweep(status)));
        Assert.Equal(["Archive"], body.QuerySelectorAll("button:not([hidden])").Select(b => b.Words()));
        Assert.False(Archive(body).HasAttribute("disabled"));
        Assert.True(Archive(await PageRenderer.RenderAsync<SweepHeader>(("Sweep", SomeViews.Sweep(status, completed: 2, running: 1)))).HasAttribute("disabled")); // its last trial is still ending
        var archived = await PageRenderer.RenderAsync<SweepHeader>(("Sweep", SomeViews.Sweep(status) with { ArchivedAt = SomeViews.Noon }));
        Assert.Equal(["Restore"], archived.QuerySelectorAll("button:not([hidden])").Select(b => b.Words()));
        Assert.Equal(["reports/new?sweep=abcdefgh", "sweeps/new?from=abcdefgh"], body.QuerySelectorAll(".actions a").Select(link => link.GetAttribute("href")));

        static IElement Archive(IElement of) => of.QuerySelectorAll("button").Single(b => b.Words() == "Archive");
    }

    [Theory]
    [InlineData("validation_accuracy", true)]
    [InlineData("validation_rmse", false)]
    public async Task Labels_are_offered_only_where_classes_are_judged(string metric, bool offered)
    {
        var sweep = SomeViews.Sweep(ExperimentStatus.Completed, completed: 2);
        sweep = sweep with { Spec = sweep.Spec with { Objective = sweep.Spec.Objective with { Metric = metric } } };
        var body = await PageRenderer.RenderAsync<SweepHeader>(("Sweep", sweep));
        Assert.Equal(offered, body.QuerySelector("a[href$='/labels']") is not null);
    }

    [Fact]
    public async Task Lanes_say_where_they_run_and_who_waits()
    {
        IReadOnlyList<TrialView> active = [SomeViews.Trial(4, TrialStatus.Running, [0.5])];
        IReadOnlyList<SiloView> silos = [new("silo-1", "atlas", 1, 2, 1, ["cpu"], ["abcdefgh-4"], "0.1.0", SomeViews.Noon, SomeViews.Noon)];
        var body = await PageRenderer.RenderAsync<LanesCard>(("Sweep", SomeViews.Sweep(running: 1)), ("Active", active), ("Silos", silos), ("Place", new QueuePlace(2, 1, 1)));

        Assert.Contains("lane 0 · atlas", body.Words(), StringComparison.Ordinal);
        Assert.Contains("epoch 1/3", body.Words(), StringComparison.Ordinal);
        Assert.Contains("1 lane waits for a slot; this sweep is number 2 in the queue", body.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_that_no_silo_has_begun_waits_for_a_slot_only_while_none_is_free()
    {
        IReadOnlyList<TrialView> active = [SomeViews.Trial(4, TrialStatus.Running, [0.5]) with { Silo = null }];
        Assert.Contains("lane 0 · starting", await LanesAsync([]), StringComparison.Ordinal);
        Assert.Contains("lane 0 · waiting for a slot", await LanesAsync(["other-1", "other-2"]), StringComparison.Ordinal);

        async Task<string> LanesAsync(IReadOnlyList<string> running)
        {
            IReadOnlyList<SiloView> silos = [new("silo-1", "atlas", 1, 2, 1, ["cpu"], running, "0.1.0", SomeViews.Noon, SomeViews.Noon)];
            return (await PageRenderer.RenderAsync<LanesCard>(("Sweep", SomeViews.Sweep(running: 1)), ("Active", active), ("Silos", silos), ("Place", new QueuePlace(0, 0, 0)))).Words();
        }
    }

    [Fact]
    public async Task Without_a_silo_the_page_says_that_nothing_trains()
    {
        var body = await PageRenderer.RenderAsync<LanesCard>(
            ("Sweep", SomeViews.Sweep()), ("Active", Array.Empty<TrialView>()), ("Silos", Array.Empty<SiloView>()), ("Place", new QueuePlace(0, 0, 0)));
        Assert.Contains("No silo is alive", body.QuerySelector("[role=status]")!.Words(), StringComparison.Ordinal);
    }
}

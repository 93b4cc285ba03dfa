using Platform.Core.Experiments;
using Platform.Core.History;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Experiments;
using Platform.Web.Experiments.TimeTravel;
using Platform.Web.Launch;
using Search;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class TimeTravelTests
{
    [Fact]
    public void An_epoch_is_told_with_its_number_and_whether_it_is_the_trials_best()
    {
        var moment = Moment(SomeViews.Trial(3, TrialStatus.Running, [0.5, 0.9]));
        var said = EventSaid.Of(new ReplayEvent(4, 40, SomeViews.Noon, "abcdefgh-3", 3, null), moment);
        Assert.Equal(("Trial 3: epoch 2 of 3", "validation accuracy 90.00 %, its best so far"), (said.Title, said.Detail));
    }

    [Fact]
    public void Every_other_event_is_told_in_words()
    {
        var moment = Moment(SomeViews.Trial(1));
        Assert.Equal("tpe suggested trial 2", Said(new TrialProposed(2, "abcdefgh-2", ParameterSet.Empty, "tpe", "near the best", 17, 0, SomeViews.Noon)).Title);
        Assert.Equal("The best so far, validation accuracy 90.00 %", Said(new TrialFinished(1, "abcdefgh-1", TrialStatus.Completed, 0.9, 2, SomeViews.Noon)).Detail);
        Assert.Equal(("Trial 1: pruned after epoch 2", "below the median"), (Said(new TrialPruned(2, "below the median", 5, SomeViews.Noon)).Title, Said(new TrialPruned(2, "below the median", 5, SomeViews.Noon)).Detail));
        Assert.Equal("Forked from ef56gh78 as of event #12", Said(new ExperimentCreated("abcdefgh", SomeViews.Spec(), "ada", SomeViews.Noon, new ForkOrigin("ef56gh78", 12))).Detail);
        Assert.Equal("more: trials 10 → 20", Said(
            new SweepChanged(SomeViews.Spec(20), 1, "ada", "more", SomeViews.Noon),
            moment with { Sweep = moment.Sweep with { Changes = [new SweepChange(1, SomeViews.Spec(), "ada", "more", SomeViews.Noon)] } }).Detail);

        EventSaid Said(object data, ReplayMoment? other = null) => EventSaid.Of(new ReplayEvent(0, 1, SomeViews.Noon, "abcdefgh-1", 1, data), other ?? moment);
    }

    [Fact]
    public void A_trials_own_end_and_the_sweeps_count_of_it_do_not_read_the_same()
    {
        var moment = Moment(SomeViews.Trial(1));
        var own = EventSaid.Of(new ReplayEvent(0, 1, SomeViews.Noon, "abcdefgh-1", 1, new TrialCompleted(3, 2, 0.9, SomeViews.Noon)), moment);
        var counted = EventSaid.Of(new ReplayEvent(1, 2, SomeViews.Noon, "abcdefgh-1", 1, new TrialFinished(1, "abcdefgh-1", TrialStatus.Completed, 0.9, 2, SomeViews.Noon)), moment);
        Assert.Equal(("Trial 1: completed", "The sweep counts trial 1: completed"), (own.Title, counted.Title));
    }

    [Fact]
    public void Many_marks_share_places_and_the_rarest_is_drawn()
    {
        var marks = Enumerable.Range(0, 10_000).Select(i => new ReplayMark(i, i == 5_000 ? ReplayMarkKind.SiloLost : ReplayMarkKind.Pruned, 1, "text")).ToList();
        var bins = MarkBin.Of(marks, 10_000);
        Assert.Equal(250, bins.Count);
        Assert.Equal("text, and 39 more", Assert.Single(bins, bin => bin.Kind == ReplayMarkKind.SiloLost).Text);
    }

    [Fact]
    public async Task In_the_past_the_header_offers_nothing_that_changes_the_sweep()
    {
        var body = await PageRenderer.RenderAsync<SweepHeader>(("Sweep", SomeViews.Sweep()), ("Past", true));
        Assert.Equal(["Clone this sweep"], body.QuerySelectorAll("button, select").Select(e => e.Words()));
    }

    [Fact]
    public async Task The_form_says_what_a_fork_begins_with()
    {
        var preview = new SweepForkPreview(
            new ForkOrigin("abcdefgh", 99), SomeViews.Spec(), "", ["trials 10 → 20"], 7, 2, 1, 3, ["It trains anew."],
            [new TrialFate("abcdefgh-1", 1, ObservationFate.Kept, "Kept."), new TrialFate("abcdefgh-2", 2, ObservationFate.LeftOut, "Left out: too large.")]);
        var body = await PageRenderer.RenderAsync<ForkCard>(("Preview", preview), ("ParentName", "a sweep"));
        Assert.Contains("7 results carried, 2 of them read otherwise by this space; 1 left out; 3 trials had not ended and say nothing.", body.Words(), StringComparison.Ordinal);
        Assert.Equal("sweeps/abcdefgh?at=99", body.QuerySelector("header a")!.GetAttribute("href"));
        Assert.Equal("Trial 2: Left out: too large.", Assert.Single(body.QuerySelectorAll("details li")).Words());
    }

    private static ReplayMoment Moment(params TrialView[] trials) =>
        new(0, 1, SomeViews.Noon, SomeViews.Sweep(completed: 1, best: 0.9), trials, []);
}

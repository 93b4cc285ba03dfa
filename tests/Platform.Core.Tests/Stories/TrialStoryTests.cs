using Platform.Core.Experiments;
using Platform.Core.Stories;
using Platform.Core.Trials;
using Search;
using Xunit;

namespace Platform.Core.Tests.Stories;

public sealed class TrialStoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RunEnvironment Machine = new("1.0+abc", "1.13.1", "openblas", 1, "cpu", "a cpu", "debian");
    private static readonly TrialCreated Created = new("a-7", "a", 7, ParameterSet.Empty, ParameterSet.Empty, Objective.Default, 9, "cpu", 2, null, Start);

    [Fact]
    public void A_pruned_trial_s_story_has_the_rung_the_value_and_the_bound()
    {
        var story = TrialStory.Of(
        [
            new TrialProposed(
                7, "a-7", ParameterSet.Empty, "gp", "Near the best, and little is known there.", 41, 2, Start,
                new Rationale(ProposalKind.Explore, -0.95, 0.02, -3.5, "log expected improvement", 4), Waited: new ProposalWait(5, TimeSpan.FromSeconds(2.5))),
            Created,
            new TrialStarted(1, "silo-a", Machine, "d", Start.AddSeconds(5)),
            Epoch(1, 0.5), Epoch(2, 0.75),
            new TrialPruned(2, "Worse than the median.", 60, Start.AddSeconds(9), new PruningNumbers(2, 0.75, 0.9, 0.015)),
        ]);

        Assert.Equal(["suggested", "waited", "waited", "began", "trained", "pruned"], story.Select(line => line.Kind));
        Assert.Equal(
            "Suggested by gp to explore: Near the best, and little is known there. (it predicted validation_accuracy 0.95 ± 0.02; log expected improvement -3.5; "
            + "the nearest earlier trial is 4) Decided from the journal up to event 41.",
            story[0].Text);
        Assert.Equal("Lane 2 waited 2.5 s for trial 5 to end: with the sweep's fixed lag this proposal had to see its result.", story[1].Text);
        Assert.Equal("Waited 5.0 s until lane 2 got a free slot.", story[2].Text);
        Assert.Equal("Trained epochs 1 to 2: validation_accuracy went from 0.5 to 0.75.", story[4].Text);
        Assert.Equal(
            "Stopped after epoch 2 at the rung of epoch 2: validation_accuracy 0.75 was worse than 0.9; it would still have become the best with a probability of 1.5%. "
            + "Worse than the median.",
            story[5].Text);
    }

    [Fact]
    public void A_story_has_the_first_warning_of_each_kind_and_why_a_trial_stopped_early()
    {
        var story = TrialStory.Of(
        [
            Created, new TrialStarted(1, "silo-a", Machine, "d", Start),
            Warned(Epoch(1, 0.5), "Dead units: 6 of 8."), Warned(Epoch(2, 0.6), "Dead units: 7 of 8.", "Overfitting: 2 is above 1."),
            new TrialCompleted(2, 2, 0.6, Start.AddSeconds(4), "Stopped early: no better in 1 epochs."),
        ]);

        Assert.Equal(["Epoch 1: Dead units: 6 of 8.", "Epoch 2: Overfitting: 2 is above 1."], story.Where(line => line.Kind == "warned").Select(line => line.Text));
        Assert.Equal("Completed after 2 of 9 epochs. Stopped early: no better in 1 epochs; the best is epoch 2 with validation_accuracy 0.6.", story[^1].Text);

        static EpochCompleted Warned(EpochCompleted epoch, params string[] warnings) => epoch with { Health = new EpochHealth(new Dictionary<string, double>(), null, 0, warnings) };
    }

    [Fact]
    public void A_trial_is_resumed_because_of_what_interrupted_it()
    {
        var story = TrialStory.Of(
        [
            Created, new TrialStarted(1, "silo-a", Machine, "d", Start), Epoch(1, 0.5),
            new TrialResumed(2, "silo-b", 1, "c1", Machine, Start.AddSeconds(3)), Epoch(2, 0.6),
            new TrialSuspended(2, "paused", Start.AddSeconds(4)), new TrialResumed(3, "silo-a", 2, "c2", Machine, Start.AddSeconds(5)),
            new TrialFailed(3, "The loss diverged.", Start.AddSeconds(6)),
        ]);

        Assert.Equal("Resumed on silo silo-b from the checkpoint of epoch 1, because silo silo-a went away without a word; this is attempt 2.", Text("resumed", 0));
        Assert.Equal("Resumed on silo silo-a from the checkpoint of epoch 2, because the sweep had been paused; this is attempt 3.", Text("resumed", 1));
        Assert.Equal("Trained epoch 2: validation_accuracy 0.6.", Text("trained", 1));
        Assert.Equal("Failed in epoch 3: The loss diverged.", story[^1].Text);

        string Text(string kind, int index) => story.Where(line => line.Kind == kind).ElementAt(index).Text;
    }

    [Fact]
    public void A_trial_that_may_leave_rows_out_tells_how_many_it_learnt_from()
    {
        var created = Created with { Fields = ParameterSet.Of(("data_fraction", 0.1), ("data_growth", "rungs")) };

        Assert.Equal(
            ["Trained epochs 1 to 2 on 100 rows, growing to 215: validation_accuracy went from 0.5 to 0.6.", "Trained epoch 3 on 215 rows: validation_accuracy 0.7."],
            TrialStory.Of(
            [
                created, new TrialStarted(1, "silo-a", Machine, "d", Start), Epoch(1, 0.5), Epoch(2, 0.6) with { Samples = 215 },
                new TrialSuspended(1, "paused", Start), new TrialResumed(2, "silo-a", 2, "c2", Machine, Start), Epoch(3, 0.7) with { Samples = 215 },
            ]).Where(line => line.Kind == "trained").Select(line => line.Text));
    }

    [Theory]
    [InlineData(2, "Kept: it is a point of the space.")] // it had ended by itself, whatever the budget
    [InlineData(9, "Mapped: it was trained for 9 of now 20 epochs and counts as stopped early.")]
    public void After_a_change_of_the_epochs_a_trial_is_what_the_search_takes_it_for(int trained, string said)
    {
        var spec = new SweepSpec(
            "a", "digits", ParameterSet.Empty, System.Text.Json.JsonDocument.Parse("{}").RootElement, Objective.Default, new ComponentChoice("random"), new ComponentChoice("none"), 20, 9, 1, 1, "cpu", 5);
        var story = TrialStory.Of(
        [
            Created, new TrialStarted(1, "silo-a", Machine, "d", Start), .. Enumerable.Range(1, trained).Select(epoch => Epoch(epoch, 0.5)),
            new TrialCompleted(trained, 1, 0.5, Start.AddSeconds(20), trained < 9 ? "Stopped early: no better." : null), new SweepChanged(spec, 8, "me", "", Start.AddSeconds(30)),
        ]);

        Assert.EndsWith($"To the search this trial is since then: {said}", story[^1].Text, StringComparison.Ordinal);
    }

    private static EpochCompleted Epoch(int epoch, double accuracy) => new(
        1, epoch, 0.1, 0.2, new Dictionary<string, double> { ["validation_accuracy"] = accuracy }, 0.01, 100, TimeSpan.FromSeconds(1), $"c{epoch}", Start.AddSeconds(5 + epoch));
}

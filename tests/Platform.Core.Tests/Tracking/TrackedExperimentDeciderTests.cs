using Platform.Core.Tracking;
using Xunit;

namespace Platform.Core.Tests.Tracking;

public sealed class TrackedExperimentDeciderTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void An_experiment_keeps_its_files_below_its_identity_unless_told_otherwise()
    {
        Assert.Equal("mlflow-artifacts:/ab", After(null, Create()).ArtifactLocation);
        Assert.Equal("s3://x", After(null, Create() with { ArtifactLocation = "s3://x" }).ArtifactLocation);
    }

    [Fact]
    public void A_deleted_experiment_can_only_be_restored()
    {
        var deleted = After(After(null, Create()), new DeleteTrackedExperiment { At = At });
        Assert.Equal(Lifecycle.Deleted, deleted.Lifecycle);
        Assert.Empty(TrackedExperimentDecider.Decide("ab", deleted, new DeleteTrackedExperiment { At = At }));
        Assert.Throws<RuleViolation>(() => TrackedExperimentDecider.Decide("ab", deleted, new RenameTrackedExperiment("b") { At = At }));
        Assert.Equal(Lifecycle.Active, After(deleted, new RestoreTrackedExperiment { At = At }).Lifecycle);
    }

    [Fact]
    public void The_default_experiment_stays() => Assert.Throws<RuleViolation>(() =>
        TrackedExperimentDecider.Decide("0", TrackedExperiment.Evolve(null, new TrackedExperimentCreated("0", "Default", "x", new Dictionary<string, string>(), At)), new DeleteTrackedExperiment { At = At }));

    [Fact]
    public void Tags_are_set_and_removed_and_names_change()
    {
        var experiment = After(After(null, Create()), new SetTrackedExperimentTags([new("a", "1"), new("b", "2")]) { At = At });
        experiment = After(experiment, new SetTrackedExperimentTags([new("a", null)]) { At = At });
        Assert.Equal("b", Assert.Single(experiment.Tags).Key);
        Assert.Equal("other", After(experiment, new RenameTrackedExperiment("other") { At = At }).Name);
        Assert.Throws<InvalidInputException>(() => TrackedExperimentDecider.Decide("ab", experiment, new RenameTrackedExperiment("") { At = At }));
        Assert.Throws<TrackingNotFoundException>(() => TrackedExperimentDecider.Decide("ab", null, new RenameTrackedExperiment("x") { At = At }));
    }

    [Fact]
    public void A_question_is_saved_without_a_name_and_not_over_what_somebody_has_changed_meanwhile()
    {
        var (first, second) = (new SavedQuestion("a"), new SavedQuestion("b"));
        var seen = After(After(null, Create()), new SaveRunView("v1", "best", first) { By = "me", At = At });
        var renamed = After(seen, new RenameRunView("v1", "worst") { By = "you", At = At.AddMinutes(1) });
        Assert.Equal(("worst", "b"), After(renamed, new SaveRunView("v1", null, second) { By = "me", At = At }).Views["v1"] is var v ? (v.Name, v.Question.Filter) : default);
        var refused = Assert.Throws<RuleViolation>(() => TrackedExperimentDecider.Decide("ab", renamed, new SaveRunView("v1", null, second) { By = "me", At = At, Seen = At }));
        Assert.Contains("you has changed the view 'worst' meanwhile, at 2026-01-02 03:05:05 UTC", refused.Message, StringComparison.Ordinal);
        Assert.Equal("b", After(renamed, new SaveRunView("v1", null, second) { By = "me", At = At, Seen = At.AddMinutes(1) }).Views["v1"].Question.Filter);
        Assert.Empty(TrackedExperimentDecider.Decide("ab", renamed, new SaveRunView("v1", null, first) { By = "me", At = At, Seen = At })); // a repetition of what is there already
        Assert.Throws<InvalidInputException>(() => TrackedExperimentDecider.Decide("ab", seen, new SaveRunView("v2", null, second) { By = "me", At = At }));
    }

    [Fact]
    public void Deleted_views_leave_room_for_others()
    {
        var experiment = After(null, Create());
        for (var i = 0; i < TrackingLimits.Views; i++)
            experiment = TrackedExperiment.Evolve(experiment, new RunViewSaved($"v{i}", $"view {i}", new SavedQuestion(), "me", At));
        var another = new SaveRunView("another", "another", new SavedQuestion()) { By = "me", At = At };
        Assert.Throws<RuleViolation>(() => TrackedExperimentDecider.Decide("ab", experiment, another));
        var full = After(After(experiment, new DeleteRunView("v0") { By = "me", At = At }), another);
        Assert.Equal(TrackingLimits.Views + 1, full.Views.Count);
        Assert.Throws<RuleViolation>(() => TrackedExperimentDecider.Decide("ab", full, new RestoreRunView("v0") { By = "me", At = At }));
    }

    [Fact]
    public void A_view_is_saved_changed_renamed_deleted_and_restored()
    {
        var question = new SavedQuestion("a OR b", "failed", "min(metrics.loss) asc", ["params.lr"], "params.lr", "loss");
        var experiment = After(After(null, Create()), new SaveRunView("v1", "best", question) { By = "me", At = At });
        Assert.Equal(new SavedView("v1", "best", question, "me", At), experiment.Views["v1"]);
        Assert.Empty(Decide(experiment, new SaveRunView("v1", "best", question with { Columns = ["params.lr"] }) { By = "me", At = At }));
        Assert.Null(After(experiment, new SaveRunView("v1", "best", new SavedQuestion()) { By = "me", At = At }).Views["v1"].Question.Columns);
        Assert.Equal("worst", After(experiment, new RenameRunView("v1", "worst") { By = "me", At = At }).Views["v1"].Name);
        Assert.Equal("worst", After(experiment, new RenameRunView("v1", "worst") { By = "me", At = At, From = "best" }).Views["v1"].Name);
        Assert.Contains("me has renamed the view meanwhile; it is called 'best'", Assert.Throws<RuleViolation>(() => Decide(experiment, new RenameRunView("v1", "old") { By = "you", At = At, From = "worst" })).Message, StringComparison.Ordinal);
        Assert.Empty(Decide(experiment, new RestoreRunView("v1") { By = "me", At = At }));

        Assert.Throws<RuleViolation>(() => Decide(experiment, new SaveRunView("v2", "best", question) { By = "me", At = At })); // the name is taken
        var deleted = After(experiment, new DeleteRunView("v1") { By = "you", At = At });
        Assert.Equal((true, "you"), (deleted.Views["v1"].Deleted, deleted.Views["v1"].By));
        Assert.Empty(Decide(deleted, new DeleteRunView("v1") { By = "me", At = At }));
        Assert.Throws<RuleViolation>(() => Decide(deleted, new RenameRunView("v1", "x") { By = "me", At = At }));
        Assert.Throws<RuleViolation>(() => Decide(deleted, new SaveRunView("v1", "x", question) { By = "me", At = At }));
        var replaced = After(deleted, new SaveRunView("v2", "best", question) { By = "me", At = At });
        Assert.Throws<RuleViolation>(() => Decide(replaced, new RestoreRunView("v1") { By = "me", At = At }));
        Assert.False(After(deleted, new RestoreRunView("v1") { By = "me", At = At }).Views["v1"].Deleted);

        Assert.Throws<TrackingNotFoundException>(() => Decide(experiment, new DeleteRunView("v3") { By = "me", At = At }));
        foreach (var wrong in new SaveRunView[]
        {
            new("v2", " ", question) { By = "me", At = At }, new("v2", new string('x', 201), question) { By = "me", At = At }, new("v2", "x", question with { Filter = new string('x', 5_001) }) { By = "me", At = At },
            new("v2", "x\0", question) { By = "me", At = At }, new("v2", "x", question with { Columns = [""] }) { By = "me", At = At }, new("v2", "x", question with { Columns = [.. Enumerable.Repeat("a", 101)] }) { By = "me", At = At },
        })
            Assert.Throws<InvalidInputException>(() => Decide(experiment, wrong));

        static TrackedExperimentEvent[] Decide(TrackedExperiment experiment, TrackedExperimentCommand command) => TrackedExperimentDecider.Decide("ab", experiment, command);
    }

    private static CreateTrackedExperiment Create() => new("a name") { At = At };

    private static TrackedExperiment After(TrackedExperiment? experiment, TrackedExperimentCommand command) =>
        TrackedExperimentDecider.Decide("ab", experiment, command).Aggregate(experiment, TrackedExperiment.Evolve)!;
}

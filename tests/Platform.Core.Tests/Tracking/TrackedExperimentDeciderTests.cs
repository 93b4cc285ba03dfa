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

    private static CreateTrackedExperiment Create() => new("a name") { At = At };

    private static TrackedExperiment After(TrackedExperiment? experiment, TrackedExperimentCommand command) =>
        TrackedExperimentDecider.Decide("ab", experiment, command).Aggregate(experiment, TrackedExperiment.Evolve)!;
}

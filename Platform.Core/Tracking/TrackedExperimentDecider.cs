using System.Diagnostics;

namespace Platform.Core.Tracking;

/// <summary>The rules of tracked experiments. Pure. That names are unique is kept by the database.</summary>
public static class TrackedExperimentDecider
{
    /// <summary>The events of a command; null stands for an experiment that is not there.</summary>
    /// <param name="id">The experiment's identity.</param>
    /// <exception cref="TrackingNotFoundException">There is none, and the command does not make one.</exception>
    /// <exception cref="InvalidInputException">A name or tag is empty or too long.</exception>
    /// <exception cref="RuleViolation">The rules refuse it.</exception>
    public static TrackedExperimentEvent[] Decide(string id, TrackedExperiment? experiment, TrackedExperimentCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        switch (experiment, command)
        {
            case (null, CreateTrackedExperiment c):
                CheckName(c.Name);
                CheckTags(c.Tags.Select(tag => KeyValuePair.Create(tag.Key, (string?)tag.Value)));
                TrackingRules.CheckText("artifact_location", c.ArtifactLocation ?? "", TrackingLimits.Path);
                return [new TrackedExperimentCreated(id, c.Name, c.ArtifactLocation is { Length: > 0 } place ? place : $"mlflow-artifacts:/{id}", c.Tags, c.At)];
            case (null, _):
                throw new TrackingNotFoundException("experiment", id);
            case ({ Lifecycle: Lifecycle.Deleted or Lifecycle.Erased }, EraseTrackedExperiment c):
                return [new TrackedExperimentErased(id, c.Erasure)];
            case (_, EraseTrackedExperiment):
                throw new RuleViolation($"The experiment '{experiment.Name}' is not deleted, and only deleted experiments can be erased. Delete it first.");
            case ({ Lifecycle: Lifecycle.Erased }, not CreateTrackedExperiment):
                throw new TrackingNotFoundException("experiment", id);
            case (_, CreateTrackedExperiment):
                throw new RuleViolation($"There is an experiment with the identity '{id}' already.");
            case (_, DeleteTrackedExperiment c):
                if (id == TrackedExperiment.DefaultId)
                    throw new RuleViolation("The default experiment cannot be deleted: runs that name no experiment belong to it.");
                return experiment.Lifecycle == Lifecycle.Deleted ? [] : [new TrackedExperimentDeleted(c.At)];
            case (_, RestoreTrackedExperiment c):
                return experiment.Lifecycle == Lifecycle.Active ? [] : [new TrackedExperimentRestored(c.At)];
            case ({ Lifecycle: Lifecycle.Deleted }, _):
                throw new RuleViolation($"The experiment '{experiment.Name}' must be in the 'active' state, but it is deleted; restore it first.");
            case (_, RenameTrackedExperiment c):
                CheckName(c.Name);
                return c.Name == experiment.Name ? [] : [new TrackedExperimentRenamed(c.Name, c.At)];
            case (_, SetTrackedExperimentTags c):
                return SetTags(experiment, c);
            case (_, RunViewCommand c):
                return RunViewRules.Decide(experiment, c);
            default:
                throw new UnreachableException($"An experiment does not know {command.GetType().Name}.");
        }
    }

    private static TrackedExperimentEvent[] SetTags(TrackedExperiment experiment, SetTrackedExperimentTags c)
    {
        CheckTags(c.Tags);
        var tags = RunDecider.Last(c.Tags);
        RunDecider.CheckRoom("tags", experiment.Tags.Count, tags.Count(t => t.Value is not null && !experiment.Tags.ContainsKey(t.Key)));
        return tags.Count == 0 ? [] : [new TrackedExperimentTagsSet(tags, c.At)];
    }

    private static void CheckName(string name) => TrackingRules.CheckText("name", name, TrackingLimits.ExperimentName, mayBeEmpty: false);

    private static void CheckTags(IEnumerable<KeyValuePair<string, string?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            TrackingRules.CheckKey("tags", key);
            TrackingRules.CheckText($"tags.{key}", value ?? "", TrackingLimits.TagValue);
        }
    }
}

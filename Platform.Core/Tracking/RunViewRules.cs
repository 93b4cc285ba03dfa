using System.Diagnostics;

namespace Platform.Core.Tracking;

/// <summary>The rules of an experiment's saved views. Pure.</summary>
internal static class RunViewRules
{
    /// <summary>The events of a command.</summary>
    /// <exception cref="TrackingNotFoundException">There is no such view.</exception>
    /// <exception cref="InvalidInputException">A name or a part of the question is empty or too long.</exception>
    /// <exception cref="RuleViolation">Another view has the name, there are too many, or the view is deleted.</exception>
    public static TrackedExperimentEvent[] Decide(TrackedExperiment experiment, RunViewCommand command)
    {
        if (command is SaveRunView save)
            return Save(experiment, save);
        var view = experiment.Views.GetValueOrDefault(command.ViewId) ?? throw new TrackingNotFoundException("view", command.ViewId);
        switch (command)
        {
            case RestoreRunView c:
                CheckFree(experiment, view.Id, view.Name);
                return view.Deleted ? [new RunViewRestored(c.ViewId, c.By, c.At)] : [];
            case DeleteRunView c:
                return view.Deleted ? [] : [new RunViewDeleted(c.ViewId, c.By, c.At)];
            case RenameRunView c:
                CheckActive(view);
                CheckName(experiment, view.Id, c.Name);
                return c.Name == view.Name ? [] : [new RunViewRenamed(c.ViewId, c.Name, c.By, c.At)];
            default:
                throw new UnreachableException($"A view does not know {command.GetType().Name}.");
        }
    }

    private static TrackedExperimentEvent[] Save(TrackedExperiment experiment, SaveRunView c)
    {
        CheckName(experiment, c.ViewId, c.Name);
        Check(c.Question);
        if (experiment.Views.GetValueOrDefault(c.ViewId) is { } view)
        {
            CheckActive(view);
            return view.Name == c.Name && view.Question.IsSame(c.Question) ? [] : [new RunViewSaved(c.ViewId, c.Name, c.Question, c.By, c.At)];
        }
        TrackingRules.CheckText("view", c.ViewId, TrackingLimits.Key, mayBeEmpty: false);
        if (experiment.Views.Count >= TrackingLimits.Views)
            throw new RuleViolation($"The experiment '{experiment.Name}' has {experiment.Views.Count} saved views, deleted ones included, and no room for another; save over one instead.");
        return [new RunViewSaved(c.ViewId, c.Name, c.Question, c.By, c.At)];
    }

    private static void CheckName(TrackedExperiment experiment, string id, string name)
    {
        TrackingRules.CheckText("name", name, TrackingLimits.ViewName, mayBeEmpty: false);
        if (string.IsNullOrWhiteSpace(name))
            throw new InvalidInputException("name", "must not be blank; give it at least one character.");
        CheckFree(experiment, id, name);
    }

    private static void CheckFree(TrackedExperiment experiment, string id, string name)
    {
        if (experiment.Views.Values.Any(view => view.Id != id && !view.Deleted && view.Name == name))
            throw new RuleViolation($"The experiment has a view named '{name}' already; choose another name.");
    }

    private static void CheckActive(SavedView view)
    {
        if (view.Deleted)
            throw new RuleViolation($"The view '{view.Name}' is deleted; restore it first.");
    }

    private static void Check(SavedQuestion question)
    {
        TrackingRules.CheckText("filter", question.Filter, TrackingLimits.Filter);
        foreach (var (field, text) in new[] { ("status", question.Status), ("order", question.Order), ("group", question.Group), ("measure", question.Measure) })
            TrackingRules.CheckText(field, text ?? "", 2 * TrackingLimits.Key);
        if (question.Columns?.Count > TrackingLimits.Columns)
            throw new InvalidInputException("columns", $"are {question.Columns.Count}, but at most {TrackingLimits.Columns} are allowed.");
        foreach (var column in question.Columns ?? [])
            TrackingRules.CheckText("columns", column, 2 * TrackingLimits.Key, mayBeEmpty: false);
    }
}

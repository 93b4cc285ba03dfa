using System.Diagnostics;
using System.Globalization;

namespace Platform.Core.Tracking;

/// <summary>The rules of an experiment's saved views. Pure.</summary>
internal static class RunViewRules
{
    /// <summary>The events of a command.</summary>
    /// <exception cref="TrackingNotFoundException">There is no such view.</exception>
    /// <exception cref="InvalidInputException">A name or a part of the question is empty or too long.</exception>
    /// <exception cref="RuleViolation">Another view has the name, there are too many, the view is deleted, or somebody has changed it meanwhile.</exception>
    public static TrackedExperimentEvent[] Decide(TrackedExperiment experiment, RunViewCommand command)
    {
        if (command is SaveRunView save)
            return Save(experiment, save);
        var view = experiment.Views.GetValueOrDefault(command.ViewId) ?? throw new TrackingNotFoundException("view", command.ViewId);
        switch (command)
        {
            case RestoreRunView c:
                if (!view.Deleted)
                    return [];
                CheckFree(experiment, view.Id, view.Name);
                CheckRoom(experiment);
                return [new RunViewRestored(c.ViewId, c.By, c.At)];
            case DeleteRunView c:
                if (view.Deleted)
                    return [];
                if (experiment.Views.Values.Count(v => v.Deleted) >= TrackingLimits.DeletedViews)
                    throw new RuleViolation($"The experiment '{experiment.Name}' has {TrackingLimits.DeletedViews} deleted views, which can all be restored, and no room for another; save over the view instead.");
                return [new RunViewDeleted(c.ViewId, c.By, c.At)];
            case RenameRunView c:
                CheckActive(view);
                if (c.From is { } from && from != view.Name)
                    throw new RuleViolation($"{view.By} has renamed the view meanwhile; it is called '{view.Name}' and stays so.");
                CheckName(experiment, view.Id, c.Name);
                return c.Name == view.Name ? [] : [new RunViewRenamed(c.ViewId, c.Name, c.By, c.At)];
            default:
                throw new UnreachableException($"A view does not know {command.GetType().Name}.");
        }
    }

    private static TrackedExperimentEvent[] Save(TrackedExperiment experiment, SaveRunView c)
    {
        var view = experiment.Views.GetValueOrDefault(c.ViewId);
        var name = c.Name ?? view?.Name ?? throw new InvalidInputException("name", "is missing; a new view needs one.");
        CheckName(experiment, c.ViewId, name);
        Check(c.Question);
        var saved = new RunViewSaved(c.ViewId, name, c.Question, c.By, c.At);
        if (view is not null)
        {
            CheckActive(view);
            if (view.Name == name && view.Question.IsSame(c.Question))
                return [];
            return c.Seen is null || c.Seen == view.At
                ? [saved]
                : throw new RuleViolation(string.Create(CultureInfo.InvariantCulture, $"{view.By} has changed the view '{view.Name}' meanwhile, at {view.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; nothing was saved. Look at it as it is now, then save again."));
        }
        TrackingRules.CheckText("view", c.ViewId, TrackingLimits.Key, mayBeEmpty: false);
        CheckRoom(experiment);
        return [saved];
    }

    private static void CheckRoom(TrackedExperiment experiment)
    {
        if (experiment.Views.Values.Count(view => !view.Deleted) >= TrackingLimits.Views)
            throw new RuleViolation($"The experiment '{experiment.Name}' has {TrackingLimits.Views} saved views and no room for another; delete one, or save over one.");
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

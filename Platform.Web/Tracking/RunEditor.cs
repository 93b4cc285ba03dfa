using Platform.Core.Tracking;
using Platform.Web.Layout;

namespace Platform.Web.Tracking;

/// <summary>What visitors change of tracked runs, through the store's commands and in their name.</summary>
public sealed class RunEditor(TrackingStore store, Visitor visitor, TimeProvider time)
{
    /// <summary>The tag that carries a run's note, in Markdown.</summary>
    public const string NoteTag = "mlflow.note.content";

    /// <summary>The tag that carries a run's name for MLflow's clients.</summary>
    public const string NameTag = TrackedRun.NameTag;

    /// <summary>Gives a run another name. MLflow's clients read it from a tag, which follows.</summary>
    /// <returns>What gives it the name back that it had in the journal, refused if it has got another one meanwhile.</returns>
    /// <exception cref="Platform.Core.RuleViolation">The rules refuse it.</exception>
    /// <exception cref="Platform.Core.InvalidInputException">The name is too long.</exception>
    public async Task<Func<Task>> RenameAsync(string runId, string name)
    {
        var (before, _) = await store.ChangeAsync(runId, new UpdateRun(Name: name) { At = time.GetUtcNow(), By = visitor.Name });
        return () => store.ApplyAsync(runId, new RestoreRunName(name, before.Name, before.Tags.GetValueOrDefault(NameTag)) { At = time.GetUtcNow(), By = visitor.Name });
    }

    /// <summary>Sets a tag; null removes it.</summary>
    /// <returns>What gives it the value back that it had in the journal, refused if it has got another one meanwhile.</returns>
    /// <exception cref="Platform.Core.RuleViolation">The rules refuse it.</exception>
    /// <exception cref="Platform.Core.InvalidInputException">Key or value is empty or too long.</exception>
    public async Task<Func<Task>> SetTagAsync(string runId, string key, string? value)
    {
        var (before, _) = await store.ChangeAsync(runId, new LogBatch { Tags = [new(key, value)], At = time.GetUtcNow(), By = visitor.Name });
        return () => store.ApplyAsync(runId, new RestoreRunTag(key, value, before.Tags.GetValueOrDefault(key)) { At = time.GetUtcNow(), By = visitor.Name });
    }

    /// <summary>Saves a question under a name, as a new view.</summary>
    /// <exception cref="Platform.Core.RuleViolation">The rules refuse it.</exception>
    /// <exception cref="Platform.Core.InvalidInputException">Name or question is empty or too long.</exception>
    public Task SaveViewAsync(string experimentId, string viewId, string name, SavedQuestion question) =>
        store.ApplyAsync(experimentId, new SaveRunView(viewId, name, question) { At = time.GetUtcNow(), By = visitor.Name });

    /// <summary>Saves a question in place of what a view asked; its name stays.</summary>
    /// <param name="view">As the visitor saw it.</param>
    /// <exception cref="Platform.Core.RuleViolation">The rules refuse it, or somebody has changed the view since.</exception>
    /// <exception cref="Platform.Core.InvalidInputException">A part of the question is too long.</exception>
    public Task SaveViewAsync(string experimentId, SavedView view, SavedQuestion question)
    {
        ArgumentNullException.ThrowIfNull(view);
        return store.ApplyAsync(experimentId, new SaveRunView(view.Id, Name: null, question) { At = time.GetUtcNow(), By = visitor.Name, Seen = view.At });
    }

    /// <summary>Gives a saved view another name.</summary>
    /// <exception cref="Platform.Core.RuleViolation">The rules refuse it.</exception>
    /// <exception cref="Platform.Core.InvalidInputException">The name is empty or too long.</exception>
    public Task RenameViewAsync(string experimentId, string viewId, string name) =>
        store.ApplyAsync(experimentId, new RenameRunView(viewId, name) { At = time.GetUtcNow(), By = visitor.Name });

    /// <summary>Gives a saved view the name back that it had, unless it has got another one meanwhile.</summary>
    /// <exception cref="Platform.Core.RuleViolation">It has, or the rules refuse it.</exception>
    public Task RenameViewBackAsync(string experimentId, string viewId, string given, string before) =>
        store.ApplyAsync(experimentId, new RenameRunView(viewId, before) { At = time.GetUtcNow(), By = visitor.Name, From = given });

    /// <summary>Deletes a saved view, or restores it.</summary>
    /// <exception cref="Platform.Core.RuleViolation">The rules refuse it.</exception>
    public Task SetViewDeletedAsync(string experimentId, string viewId, bool deleted) => store.ApplyAsync(experimentId, deleted
        ? new DeleteRunView(viewId) { At = time.GetUtcNow(), By = visitor.Name }
        : new RestoreRunView(viewId) { At = time.GetUtcNow(), By = visitor.Name });

    /// <summary>Puts runs into the bin.</summary>
    /// <returns>What takes those out again that were not in it before.</returns>
    /// <exception cref="Platform.Core.RuleViolation">The rules refuse it.</exception>
    public Task<Func<Task>> DeleteAsync(IReadOnlyList<string> runIds) => MoveAsync(runIds, Lifecycle.Deleted);

    /// <summary>Takes runs out of the bin.</summary>
    /// <returns>What puts those back that were in it before.</returns>
    /// <exception cref="Platform.Core.RuleViolation">The rules refuse it.</exception>
    public Task<Func<Task>> RestoreAsync(IReadOnlyList<string> runIds) => MoveAsync(runIds, Lifecycle.Active);

    private async Task<Func<Task>> MoveAsync(IReadOnlyList<string> runIds, Lifecycle to)
    {
        ArgumentNullException.ThrowIfNull(runIds);
        var moved = new List<string>();
        foreach (var id in runIds)
        {
            RunCommand command = to == Lifecycle.Deleted ? new DeleteRun { At = time.GetUtcNow(), By = visitor.Name } : new RestoreRun { At = time.GetUtcNow(), By = visitor.Name };
            if ((await store.ChangeAsync(id, command)).Before.Lifecycle != to)
                moved.Add(id);
        }
        return () => MoveAsync(moved, to == Lifecycle.Deleted ? Lifecycle.Active : Lifecycle.Deleted);
    }
}

using Platform.Core.Erasures;

namespace Platform.Core.Tracking;

/// <summary>What can be asked of a tracked experiment. Closed: only this assembly adds cases.</summary>
public abstract record TrackedExperimentCommand
{
    private protected TrackedExperimentCommand() { }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Make an experiment.</summary>
/// <param name="Name">Unique, also among deleted ones.</param>
public sealed record CreateTrackedExperiment(string Name) : TrackedExperimentCommand
{
    /// <summary>Below it clients put the files of its runs; null for <c>mlflow-artifacts:/ID</c>.</summary>
    public string? ArtifactLocation { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

public sealed record RenameTrackedExperiment(string Name) : TrackedExperimentCommand;

public sealed record DeleteTrackedExperiment : TrackedExperimentCommand;

public sealed record RestoreTrackedExperiment : TrackedExperimentCommand;

/// <summary>Set tags; null removes one.</summary>
public sealed record SetTrackedExperimentTags(IReadOnlyList<KeyValuePair<string, string?>> Tags) : TrackedExperimentCommand;

/// <summary>A command about a saved view of the experiment's runs.</summary>
/// <param name="ViewId">Eight letters and digits as of <see cref="StreamNames.NewExperimentId"/>.</param>
public abstract record RunViewCommand(string ViewId) : TrackedExperimentCommand
{
    /// <summary>Who asks.</summary>
    public required string By { get; init; }
}

/// <summary>Save a question under a name, as a new view or in place of what the view asked.</summary>
/// <param name="Name">Null for the one that the view has.</param>
public sealed record SaveRunView(string ViewId, string? Name, SavedQuestion Question) : RunViewCommand(ViewId)
{
    /// <summary>The view's <see cref="SavedView.At"/> as it was seen: if it has been changed since, nothing is saved. Null to save in any case.</summary>
    public DateTimeOffset? Seen { get; init; }
}

public sealed record RenameRunView(string ViewId, string Name) : RunViewCommand(ViewId)
{
    /// <summary>The name that the view must have for this; null for whichever it is. So that nobody takes back what somebody else did meanwhile.</summary>
    public string? From { get; init; }
}

public sealed record DeleteRunView(string ViewId) : RunViewCommand(ViewId);

public sealed record RestoreRunView(string ViewId) : RunViewCommand(ViewId);

/// <summary>Erase the contents of a deleted experiment, or go on with it.</summary>
internal sealed record EraseTrackedExperiment(Erasure Erasure) : TrackedExperimentCommand;

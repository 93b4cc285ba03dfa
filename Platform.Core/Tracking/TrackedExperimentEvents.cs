using Platform.Core.Erasures;

namespace Platform.Core.Tracking;

/// <summary>The facts of one tracked experiment. Closed: only this assembly adds cases.</summary>
public abstract record TrackedExperimentEvent
{
    private protected TrackedExperimentEvent() { }
}

/// <summary>An experiment was made for runs to be tracked in. Its name is unique, also among deleted ones.</summary>
/// <param name="ArtifactLocation">Below it clients put the files of its runs.</param>
public sealed record TrackedExperimentCreated(
    string ExperimentId, string Name, string ArtifactLocation, IReadOnlyDictionary<string, string> Tags, DateTimeOffset At) : TrackedExperimentEvent;

public sealed record TrackedExperimentRenamed(string Name, DateTimeOffset At) : TrackedExperimentEvent;

public sealed record TrackedExperimentDeleted(DateTimeOffset At) : TrackedExperimentEvent;

public sealed record TrackedExperimentRestored(DateTimeOffset At) : TrackedExperimentEvent;

/// <summary>Tags set, or with null removed.</summary>
public sealed record TrackedExperimentTagsSet(IReadOnlyDictionary<string, string?> Tags, DateTimeOffset At) : TrackedExperimentEvent;

/// <summary>A question was saved under a name: a new view, or what one asks from now on.</summary>
public sealed record RunViewSaved(string ViewId, string Name, SavedQuestion Question, string By, DateTimeOffset At) : TrackedExperimentEvent;

public sealed record RunViewRenamed(string ViewId, string Name, string By, DateTimeOffset At) : TrackedExperimentEvent;

public sealed record RunViewDeleted(string ViewId, string By, DateTimeOffset At) : TrackedExperimentEvent;

public sealed record RunViewRestored(string ViewId, string By, DateTimeOffset At) : TrackedExperimentEvent;

/// <summary>The contents of the experiment's earlier events were erased, its name among them; it takes nothing more.</summary>
public sealed record TrackedExperimentErased(string ExperimentId, Erasure Erasure) : TrackedExperimentEvent, IErasureEvent;

using Platform.Core.Erasures;

namespace Platform.Core.Tracking;

/// <summary>The facts of one tracked run. Closed: only this assembly adds cases.</summary>
public abstract record RunEvent
{
    private protected RunEvent() { }
}

/// <summary>A program began a run.</summary>
/// <param name="RunId">32 hexadecimal digits.</param>
/// <param name="ExperimentId">The tracked experiment that it belongs to.</param>
/// <param name="User">Who, as the program says; empty if it does not.</param>
/// <param name="Status">At the beginning, <see cref="RunStatus.Running"/> as a rule.</param>
/// <param name="StartTime">Unix milliseconds, as the program says.</param>
/// <param name="ParentRunId">The run that it is nested in; null for none.</param>
/// <param name="Tags">From the beginning.</param>
/// <param name="ArtifactUri">Where clients put its files.</param>
public sealed record RunCreated(
    string RunId, string ExperimentId, string Name, string User, RunStatus Status, long StartTime, string? ParentRunId,
    IReadOnlyDictionary<string, string> Tags, string ArtifactUri, DateTimeOffset At) : RunEvent;

/// <summary>Status, end or name changed; null leaves a value as it was.</summary>
public sealed record RunUpdated(RunStatus? Status, long? EndTime, string? Name, DateTimeOffset At) : RunEvent;

public sealed record RunDeleted(DateTimeOffset At) : RunEvent;

public sealed record RunRestored(DateTimeOffset At) : RunEvent;

/// <summary>Parameters that the run did not have before; a parameter never changes.</summary>
public sealed record ParamsLogged(IReadOnlyDictionary<string, string> Params, DateTimeOffset At) : RunEvent;

/// <summary>Tags set, or with null removed.</summary>
public sealed record RunTagsSet(IReadOnlyDictionary<string, string?> Tags, DateTimeOffset At) : RunEvent;

/// <summary>Data sets that the run has read and had not named before.</summary>
public sealed record InputsLogged(IReadOnlyList<RunInput> Inputs, DateTimeOffset At) : RunEvent;

/// <summary>A file was stored whole; one of the same path is replaced.</summary>
public sealed record ArtifactLogged(string Path, string Digest, long Size, DateTimeOffset At) : RunEvent;

/// <summary>A file was taken away; its content stays while another names it.</summary>
public sealed record ArtifactRemoved(string Path, DateTimeOffset At) : RunEvent;

/// <summary>The contents of the run's earlier events were erased; the run takes nothing more.</summary>
/// <param name="ExperimentId">The tracked experiment that it belonged to.</param>
public sealed record RunErased(string RunId, string ExperimentId, Erasure Erasure) : RunEvent, IErasureEvent;

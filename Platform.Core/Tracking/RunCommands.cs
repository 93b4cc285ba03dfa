using Platform.Core.Erasures;

namespace Platform.Core.Tracking;

/// <summary>What can be asked of a tracked run. Closed: only this assembly adds cases.</summary>
public abstract record RunCommand
{
    private protected RunCommand() { }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who asked, as far as it is known; kept beside the events, not in them.</summary>
    public string? By { get; init; }
}

/// <summary>Begin a run; see <see cref="RunCreated"/>.</summary>
public sealed record CreateRun(string ExperimentId, string Name, string User, long StartTime) : RunCommand
{
    /// <summary>The identity wanted, 32 hexadecimal digits that no run has; null for one that the store makes.</summary>
    public string? RunId { get; init; }

    public RunStatus Status { get; init; } = RunStatus.Running;

    public string? ParentRunId { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Where clients put its files; null for the experiment's place.</summary>
    public string? ArtifactUri { get; init; }
}

/// <summary>Change status, end (Unix milliseconds) or name, with its tag; null leaves a value as it is.</summary>
public sealed record UpdateRun(RunStatus? Status = null, long? EndTime = null, string? Name = null) : RunCommand;

/// <summary>Give a run the name and its tag back that it had; refused if either got another one meanwhile.</summary>
/// <param name="Given">The name and the tag that it must have for this.</param>
/// <param name="Name">The name to give it.</param>
/// <param name="Tag">The value to give its tag; null removes it.</param>
public sealed record RestoreRunName(string Given, string Name, string? Tag) : RunCommand;

public sealed record DeleteRun : RunCommand;

public sealed record RestoreRun : RunCommand;

/// <summary>Record parameters, metrics and tags together: all of it or nothing.</summary>
public sealed record LogBatch : RunCommand
{
    /// <summary>In their order; the same key twice with one value is fine.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Params { get; init; } = [];

    /// <summary>Points of any keys in any order; null for none.</summary>
    public MetricBatch? Metrics { get; init; }

    /// <summary>Those of the points that were measured of logged models.</summary>
    public IReadOnlyList<ModelSeries> ModelMetrics { get; init; } = [];

    /// <summary>In their order, the last of a key wins; null removes the tag.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Tags { get; init; } = [];
}

/// <summary>Set a tag to what follows from its present value (null: it is not set).</summary>
/// <param name="Change">Pure: it may be asked several times, of values that never come true.</param>
public sealed record ChangeRunTag(string Key, Func<string?, string> Change) : RunCommand;

/// <summary>Give a tag the value back that it had; refused if it got another one meanwhile.</summary>
/// <param name="Given">The value that it must have for this; null: it is not set.</param>
/// <param name="Before">The value to give it; null removes it.</param>
public sealed record RestoreRunTag(string Key, string? Given, string? Before) : RunCommand;

/// <summary>Record what the run has read; what is known already is passed over.</summary>
public sealed record LogInputs(IReadOnlyList<RunInput> Inputs) : RunCommand;

/// <summary>Record a file that lies whole in the artefact store.</summary>
public sealed record LogArtifact(string Path, string Digest, long Size) : RunCommand;

/// <summary>Take a file away.</summary>
public sealed record RemoveArtifact(string Path) : RunCommand;

/// <summary>Take files off a run that was deleted; one that was restored meanwhile keeps them.</summary>
public sealed record CollectArtifacts(IReadOnlyList<string> Paths) : RunCommand;

/// <summary>Take over points that were accepted one by one while the run was active, whatever it is now.</summary>
internal sealed record TakePoints(MetricBatch Points) : RunCommand;

/// <summary>Erase the contents of a deleted run, or go on with it.</summary>
internal sealed record EraseRun(Erasure Erasure) : RunCommand;

using System.Collections.Immutable;

namespace Platform.Core.Registry;

/// <summary>
/// As <see cref="ModelMoved"/>, with all that the model had in this one event. No longer written, because it grew with the model; read for ever. Its parts are
/// copies of what versions and entries were then, so that those may change.
/// </summary>
public sealed record ModelTakenOver(
    string OldName, string Name, IReadOnlyList<TakenOverVersion> Versions, IReadOnlyDictionary<string, int> Aliases, string Description,
    IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<int, TakenOverEntry> Entries, DateTimeOffset CreatedAt, string By, DateTimeOffset At) : ModelEntryEvent;

/// <summary>A version as <see cref="ModelTakenOver"/> has it.</summary>
public sealed record TakenOverVersion(
    string Model, int Version, string TrialId, string ExperimentId, int Epoch, string Checkpoint, string DataName, string DataDigest,
    IReadOnlyDictionary<string, double> TestMetrics, string By, string Why, DateTimeOffset At, int? FromVersion = null)
{
    public ModelVersionRegistered AsVersion() => new(Model, Version, TrialId, ExperimentId, Epoch, Checkpoint, DataName, DataDigest, TestMetrics, By, Why, At, FromVersion);
}

/// <summary>What is said about a version, as <see cref="ModelTakenOver"/> has it.</summary>
public sealed record TakenOverEntry
{
    public string? Description { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public string Stage { get; init; } = VersionEntry.NoStage;

    public bool Deleted { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public string? Source { get; init; }

    public string? RunId { get; init; }

    public string? RunLink { get; init; }

    public string? LoggedModelId { get; init; }

    public VersionEntry AsEntry() => new()
    {
        Description = Description, Tags = Tags.ToImmutableDictionary(StringComparer.Ordinal), Stage = Stage, Deleted = Deleted, UpdatedAt = UpdatedAt, Source = Source, RunId = RunId,
        RunLink = RunLink, LoggedModelId = LoggedModelId,
    };
}

using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Platform.Core.Registry;

/// <summary>
/// The model goes on under this name. What it had under the old one is said again by the events that follow in the same transaction: its tags
/// (<see cref="ModelTagsSet"/>), its versions (<see cref="ModelVersionsMoved"/>) and its aliases (<see cref="AliasMoved"/>).
/// </summary>
/// <param name="OldStreamVersion">The version of the old name's stream that had all of it.</param>
/// <param name="CreatedAt">When the model was entered, under whatever name.</param>
public sealed record ModelMoved(
    string OldName, string Name, long OldStreamVersion, string Description, DateTimeOffset CreatedAt, string By, DateTimeOffset At) : ModelEntryEvent;

/// <summary>Versions that came along from the old name, in their order; a few at a time, so that no event grows with the model.</summary>
public sealed record ModelVersionsMoved(string Name, IReadOnlyList<MovedVersion> Versions, DateTimeOffset At) : ModelEntryEvent
{
    /// <summary>Most versions of one event.</summary>
    public const int Most = 100;

    private const int MostCharacters = 1_000_000;

    /// <summary>The events of a model's versions. A version with texts of more than a million characters stands alone.</summary>
    internal static IEnumerable<ModelVersionsMoved> Of(RegisteredModel model, string name, DateTimeOffset at)
    {
        var part = ImmutableArray.CreateBuilder<MovedVersion>();
        var characters = 0L;
        foreach (var version in model.Versions.Select(v => MovedVersion.Of(v, model.Entry.Versions.GetValueOrDefault(v.Version))))
        {
            if (part.Count == Most || (part.Count > 0 && characters + version.Characters > MostCharacters))
            {
                yield return new ModelVersionsMoved(name, part.DrainToImmutable(), at);
                characters = 0;
            }
            part.Add(version);
            characters += version.Characters;
        }
        if (part.Count > 0)
            yield return new ModelVersionsMoved(name, part.DrainToImmutable(), at);
    }
}

/// <summary>A version as it was under the old name: a part of an event, with a shape of its own that neither another event's nor a view's changes reach.</summary>
/// <param name="RegisteredAt">When it became a version.</param>
/// <param name="Note">What is said about it; null if nobody has said anything.</param>
/// <param name="Horizon">Steps that it forecasts; null if it forecasts none, and in events of earlier versions.</param>
public sealed record MovedVersion(
    int Version, string TrialId, string ExperimentId, int Epoch, string Checkpoint, string DataName, string DataDigest, IReadOnlyDictionary<string, double> TestMetrics,
    string By, string Why, DateTimeOffset RegisteredAt, int? FromVersion, MovedNote? Note,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Horizon = null)
{
    internal long Characters => Why.Length + TestMetrics.Sum(m => m.Key.Length + 20L) + (Note?.Characters ?? 0);

    /// <summary>The version under its new name.</summary>
    public ModelVersionRegistered AsVersion(string name) =>
        new(name, Version, TrialId, ExperimentId, Epoch, Checkpoint, DataName, DataDigest, TestMetrics, By, Why, RegisteredAt, FromVersion, Horizon);

    internal static MovedVersion Of(ModelVersionRegistered v, VersionEntry? entry) => new(
        v.Version, v.TrialId, v.ExperimentId, v.Epoch, v.Checkpoint, v.DataName, v.DataDigest, v.TestMetrics, v.By, v.Why, v.At, v.FromVersion, entry is null ? null : MovedNote.Of(entry), v.Horizon);
}

/// <summary>What is said about a version, as a part of an event; see <see cref="VersionEntry"/>.</summary>
public sealed record MovedNote(
    string? Description, IReadOnlyDictionary<string, string> Tags, string Stage, bool Deleted, DateTimeOffset? UpdatedAt, string? Source, string? RunId, string? RunLink,
    string? LoggedModelId)
{
    internal long Characters => (Description?.Length ?? 0) + (Source?.Length ?? 0) + (RunLink?.Length ?? 0) + Tags.Sum(t => (long)t.Key.Length + t.Value.Length);

    public VersionEntry AsEntry() => new()
    {
        Description = Description, Tags = Tags.ToImmutableDictionary(StringComparer.Ordinal), Stage = Stage, Deleted = Deleted, UpdatedAt = UpdatedAt, Source = Source, RunId = RunId,
        RunLink = RunLink, LoggedModelId = LoggedModelId,
    };

    internal static MovedNote Of(VersionEntry e) => new(e.Description, e.Tags, e.Stage, e.Deleted, e.UpdatedAt, e.Source, e.RunId, e.RunLink, e.LoggedModelId);
}

using System.Collections.Immutable;

namespace Platform.Core.Registry;

/// <summary>What is said about a registered model and its versions, folded from its events.</summary>
public sealed record ModelEntry
{
    public static ModelEntry Initial { get; } = new();

    public string Description { get; init; } = "";

    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>By version; versions that nobody said anything about have none.</summary>
    public ImmutableDictionary<int, VersionEntry> Versions { get; init; } = ImmutableDictionary<int, VersionEntry>.Empty;

    /// <summary>Null for a name that is not in the registry.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>What is said about a version.</summary>
    public VersionEntry Of(int version) => Versions.GetValueOrDefault(version, VersionEntry.Initial);

    /// <summary>The entry after an event.</summary>
    public ModelEntry Evolve(ModelEvent @event) => @event switch
    {
        ModelEntered e => new ModelEntry { Description = e.Description, Tags = e.Tags.ToImmutableDictionary(StringComparer.Ordinal), CreatedAt = e.At },
        ModelDescribed e => this with { Description = e.Description },
        ModelTagsSet e => this with { Tags = Set(Tags, e.Tags) },
        ModelDeleted or ModelRenamed => Initial,
        ModelTakenOver e => new ModelEntry
        {
            Description = e.Description, Tags = e.Tags.ToImmutableDictionary(StringComparer.Ordinal), CreatedAt = e.CreatedAt,
            Versions = e.Entries.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.AsEntry()),
        },
        ModelMoved e => new ModelEntry { Description = e.Description, CreatedAt = e.CreatedAt },
        ModelVersionsMoved e => this with
        {
            Versions = Versions.SetItems(e.Versions.Where(v => v.Note is not null).Select(v => KeyValuePair.Create(v.Version, v.Note!.AsEntry()))),
        },
        OutsideVersionRegistered e => this with
        {
            CreatedAt = CreatedAt ?? e.At,
            Versions = Versions.SetItem(e.Version, new VersionEntry
            {
                Description = e.Description.Length == 0 ? null : e.Description, Tags = e.Tags.ToImmutableDictionary(StringComparer.Ordinal), Source = e.Source, RunId = e.RunId,
                RunLink = e.RunLink, LoggedModelId = e.LoggedModelId,
            }),
        },
        ModelVersionDescribed e => Change(e.Version, e.At, v => v with { Description = e.Description }),
        ModelVersionTagsSet e => Change(e.Version, e.At, v => v.With(e.Tags)),
        ModelVersionStaged e => Change(e.Version, e.At, v => v with { Stage = e.Stage }),
        ModelVersionDeleted e => Change(e.Version, e.At, v => v with { Deleted = true }),
        ModelVersionRegistered e => this with { CreatedAt = CreatedAt ?? e.At },
        _ => this,
    };

    internal static ImmutableDictionary<string, string> Set(ImmutableDictionary<string, string> tags, IReadOnlyDictionary<string, string?> changes) =>
        tags.RemoveRange(changes.Keys).AddRange(changes.Where(tag => tag.Value is not null).Select(tag => KeyValuePair.Create(tag.Key, tag.Value!)));

    private ModelEntry Change(int version, DateTimeOffset at, Func<VersionEntry, VersionEntry> change) =>
        this with { Versions = Versions.SetItem(version, change(Of(version)) with { UpdatedAt = at }) };
}

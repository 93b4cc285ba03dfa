using Platform.Core.Journal;
using Platform.Core.Registry;

namespace Platform.Core.Views;

/// <summary>Keeps <see cref="ModelView"/> from the events of registered models.</summary>
public sealed class RegistryProjection : IInlineProjection
{
    private static readonly ProjectionStatement Register = new(
        """
        insert into model_view as v (name, versions, created_at, updated_at)
        select r.name, jsonb_build_array(r.registered), r.at, r.at from json_to_recordset($1) as r(name text, registered jsonb, at timestamptz)
        on conflict (name) do update set versions = v.versions || excluded.versions, updated_at = excluded.updated_at
        """);

    private static readonly ProjectionStatement Enter = new(
        """
        insert into model_view (name, versions, aliases, description, tags, entries, created_at, updated_at)
        select r.name, coalesce(r.versions, '[]'), coalesce(r.aliases, '{}'), r.description, r.tags, coalesce(r.entries, '{}'), r.created, r.at
        from json_to_recordset($1) as r(name text, versions jsonb, aliases jsonb, description text, tags jsonb, entries jsonb, created timestamptz, at timestamptz)
        """);

    private static readonly ProjectionStatement TakeVersions = new(
        """
        update model_view v set versions = v.versions || r.versions, entries = v.entries || r.entries, updated_at = r.at
        from json_to_recordset($1) as r(name text, versions jsonb, entries jsonb, at timestamptz) where v.name = r.name
        """);

    private static readonly ProjectionStatement Leave = new("delete from model_view v using json_to_recordset($1) as r(name text) where v.name = r.name");

    private static readonly ProjectionStatement Describe = new(
        "update model_view v set description = r.description, updated_at = r.at from json_to_recordset($1) as r(name text, description text, at timestamptz) where v.name = r.name");

    private static readonly ProjectionStatement Tag = new(
        """
        update model_view v set tags = jsonb_strip_nulls(v.tags || r.tags), updated_at = r.at
        from json_to_recordset($1) as r(name text, tags jsonb, at timestamptz) where v.name = r.name
        """);

    // What is said about a version, laid over what was said before; its tags likewise.
    private static readonly ProjectionStatement Note = new(
        """
        update model_view v set
            entries = v.entries || jsonb_build_object(r.version::text, coalesce(v.entries -> r.version::text, '{}') || r.said
                || jsonb_build_object('tags', jsonb_strip_nulls(coalesce(v.entries -> r.version::text -> 'tags', '{}') || coalesce(r.tags, '{}')))),
            updated_at = r.at
        from json_to_recordset($1) as r(name text, version int, said jsonb, tags jsonb, at timestamptz) where v.name = r.name
        """);

    private static readonly ProjectionStatement Move = new(
        """
        update model_view v set
            aliases = case when r.version is null then v.aliases - r.alias else v.aliases || jsonb_build_object(r.alias, r.version) end,
            history = jsonb_build_array(r.moved) || v.history
        from json_to_recordset($1) as r(name text, alias text, version int, moved jsonb) where v.name = r.name
        """);

    private static readonly ProjectionStatement Gate = new(
        "update model_view v set gates = r.gates from json_to_recordset($1) as r(name text, gates jsonb) where v.name = r.name");

    private static readonly ProjectionStatement Judge = new(
        "update model_view v set evaluations = jsonb_build_array(r.evaluated) || v.evaluations from json_to_recordset($1) as r(name text, evaluated jsonb) where v.name = r.name");

    private static readonly ProjectionStatement Write = new(
        "update model_view v set card = r.written from json_to_recordset($1) as r(name text, written jsonb) where v.name = r.name");

    public IReadOnlyList<string> Tables { get; } = ["model_view"];

    public void Project(StreamEvent recorded, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(batch);
        if (recorded.Data is not ModelEvent data)
            return;
        var name = recorded.StreamId[StreamNames.Model("").Length..];
        switch (data)
        {
            case ModelVersionRegistered e:
                Add(Register, new { name, registered = e, e.At });
                break;
            case AliasMoved e:
                Add(Move, new { name, e.Alias, e.Version, moved = e });
                break;
            case PromotionGatesSet e:
                Add(Gate, new { name, gates = e });
                break;
            case PromotionEvaluated e:
                Add(Judge, new { name, evaluated = e });
                break;
            case ModelCardWritten e:
                Add(Write, new { name, written = e });
                break;
            case ModelEntered e:
                Add(Enter, new { name, e.Description, e.Tags, created = e.At, e.At });
                break;
            case ModelTakenOver e:
                Add(Enter, new
                {
                    name, versions = e.Versions.Select(v => v.AsVersion()), e.Aliases, e.Description, e.Tags, entries = e.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.AsEntry()),
                    created = e.CreatedAt, e.At,
                });
                break;
            case ModelMoved e:
                Add(Enter, new { name, e.Description, tags = new Dictionary<string, string>(), created = e.CreatedAt, e.At });
                break;
            case ModelVersionsMoved e:
                Add(TakeVersions, new
                {
                    name, versions = e.Versions.Select(v => v.AsVersion(e.Name)),
                    entries = e.Versions.Where(v => v.Note is not null).ToDictionary(v => v.Version, v => v.Note!.AsEntry()), e.At,
                });
                break;
            case ModelDeleted or ModelRenamed:
                Add(Leave, new { name });
                break;
            case ModelDescribed e:
                Add(Describe, new { name, e.Description, e.At });
                break;
            case ModelTagsSet e:
                Add(Tag, new { name, e.Tags, e.At });
                break;
            case OutsideVersionRegistered e:
                Add(Register, new { name, registered = e.AsVersion(), e.At });
                Add(Note, new { name, e.Version, said = Said(e), e.Tags, e.At });
                break;
            case ModelVersionDescribed e:
                Add(Note, new { name, e.Version, said = new { e.Description, updatedAt = e.At }, e.At });
                break;
            case ModelVersionTagsSet e:
                Add(Note, new { name, e.Version, said = new { updatedAt = e.At }, e.Tags, e.At });
                break;
            case ModelVersionStaged e:
                Add(Note, new { name, e.Version, said = new { e.Stage, updatedAt = e.At }, e.At });
                break;
            case ModelVersionDeleted e:
                Add(Note, new { name, e.Version, said = new { deleted = true, updatedAt = e.At }, e.At });
                break;
        }

        void Add(ProjectionStatement statement, object row) => batch.Add(statement, $"model/{name}", row);
    }

    private static object Said(OutsideVersionRegistered e) => new
    {
        description = e.Description.Length == 0 ? null : e.Description, e.Source, e.RunId, e.RunLink, e.LoggedModelId,
    };
}

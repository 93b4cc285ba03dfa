using Platform.Core.Journal;
using Platform.Core.Registry;

namespace Platform.Core.Views;

/// <summary>Keeps <see cref="ModelView"/> from the events of registered models.</summary>
public sealed class RegistryProjection : IInlineProjection
{
    private static readonly ProjectionStatement Register = new(
        """
        insert into model_view as v (name, versions)
        select r.name, jsonb_build_array(r.registered) from json_to_recordset($1) as r(name text, registered jsonb)
        on conflict (name) do update set versions = v.versions || excluded.versions
        """);

    private static readonly ProjectionStatement Move = new(
        """
        update model_view v set
            aliases = case when r.version is null then v.aliases - r.alias else v.aliases || jsonb_build_object(r.alias, r.version) end,
            history = jsonb_build_array(r.moved) || v.history
        from json_to_recordset($1) as r(name text, alias text, version int, moved jsonb) where v.name = r.name
        """);

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
                batch.Add(Register, $"model/{name}", new { name, registered = e });
                break;
            case AliasMoved e:
                batch.Add(Move, $"model/{name}", new { name, e.Alias, e.Version, moved = e });
                break;
        }
    }
}

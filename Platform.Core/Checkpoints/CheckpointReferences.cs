using Npgsql;
using Platform.Core.Views;

namespace Platform.Core.Checkpoints;

/// <summary>Which checkpoints are referred to. Equal training gives equal files, so another run may own the same content.</summary>
public sealed class CheckpointReferences(NpgsqlDataSource database)
{
    /// <summary>Those of the digests that are some run's last or best checkpoint, one that a run starts from, or a registered model version's.</summary>
    public async Task<IReadOnlySet<string>> AmongAsync(IReadOnlyList<string> digests, CancellationToken stop)
    {
        var sql =
            $"""
            with kept as materialized (
                select k.digest from {new TrialProjection().Rows("trial_view")} t cross join lateral unnest(array[t.checkpoints[cardinality(t.checkpoints)], t.checkpoints[t.best_epoch]]) k(digest)
                where k.digest = any ($1))
            select d from unnest($1::text[]) d
            where exists (select 1 from kept k where k.digest = d)
               or exists (select 1 from trial_view t where t.inherits ->> 'checkpoint' = d)
               or exists (select 1 from trial_view t where t.start_weights ->> 'digest' = d)
               or exists (select 1 from model_view m, jsonb_array_elements(m.versions) v where v ->> 'checkpoint' = d)
            """;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = digests.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(stop))
            found.Add(reader.GetString(0));
        return found;
    }
}

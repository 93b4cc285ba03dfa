using System.Globalization;
using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Views;

namespace Platform.Core.Erasures;

/// <summary>Erases the contents of runs and experiments that were deleted long ago. Any number of processes may do it at the same time. Thread-safe.</summary>
public sealed class ErasureRetention(NpgsqlDataSource database, ContentEraser eraser, TimeProvider time)
{
    /// <summary>Who erases what is due.</summary>
    public const string By = "retention";

    private const int AtOnce = 1_000;

    private readonly ErasureViews _views = new(database, time);

    // What a version of a registered model needs stays, whoever deleted the run, and so does what logged models came from or lie in that nobody has deleted.
    private const string Runs =
        """
        select r.id from tracked_runs r
        where r.lifecycle = 'deleted' and r.kind = 'run' and r.id > $2
          and (select max(e.timestamp) from mt_events e where e.stream_id = 'run-' || r.id and e.type = 'run_deleted') < $1
          and not exists (
              select 1 from model_view m, jsonb_each(m.entries) n
              where not coalesce((n.value ->> 'deleted')::boolean, false)
                and (position(r.id in n.value::text) > 0 or exists (select 1 from logged_models l where l.run_id = r.id and position(l.id in n.value::text) > 0)))
          and not exists (select 1 from logged_models l where l.run_id = r.id and not l.deleted)
        order by r.id limit $3
        """;

    private const string Experiments =
        """
        select x.id from tracked_experiments x
        where x.lifecycle = 'deleted' and x.id > $2
          and (select max(e.timestamp) from mt_events e where e.stream_id = 'tracking-' || x.id and e.type = 'tracked_experiment_deleted') < $1
          and not exists (select 1 from tracked_runs r where r.experiment_id = x.id and r.lifecycle <> 'erased')
          and not exists (select 1 from logged_models l where l.experiment_id = x.id and not l.deleted)
        order by x.id limit $3
        """;

    /// <summary>What was deleted before a moment and is not held by a version of a registered model: runs; experiments all of whose runs are erased and whose logged models are deleted or erased.</summary>
    public async Task<IReadOnlyList<ErasureTarget>> DueAsync(DateTimeOffset deletedBefore, CancellationToken stop = default) =>
    [
        .. (await AllAsync(Runs, deletedBefore, stop)).Select(id => new ErasureTarget(ErasureKind.Run, id)),
        .. (await AllAsync(Experiments, deletedBefore, stop)).Select(id => new ErasureTarget(ErasureKind.Experiment, id)),
    ];

    /// <summary>Erases what is due, and goes on with what a process left in the middle. Answers how much was erased.</summary>
    /// <param name="keepDeleted">How long what was deleted keeps its contents.</param>
    public async Task<int> EraseDueAsync(TimeSpan keepDeleted, IProgress<string>? progress = null, CancellationToken stop = default)
    {
        var erased = await eraser.ResumeAsync(stop);
        var before = time.GetUtcNow() - keepDeleted;
        var reason = string.Create(CultureInfo.InvariantCulture, $"deleted more than {keepDeleted.TotalDays:0.##} days ago");
        // Experiments are due once their runs are erased: they come in a second look.
        foreach (var kind in (ErasureKind[])[ErasureKind.Run, ErasureKind.Experiment])
        {
            foreach (var target in (await DueAsync(before, stop)).Where(target => target.Kind == kind))
            {
                try
                {
                    await eraser.EraseAsync(target, By, reason, progress, stop);
                    erased++;
                }
                catch (RuleViolation refused)
                {
                    progress?.Report($"{target} stays: {refused.Message}"); // restored or registered meanwhile
                }
            }
        }
        return erased;
    }

    /// <summary>Whether anything was erased since a moment.</summary>
    public Task<bool> AnySinceAsync(DateTimeOffset moment, CancellationToken stop = default) => Transient.RetryAsync(
        async token =>
        {
            await using var command = database.CreateCommand("select exists (select 1 from erasures where at >= $1)");
            command.Parameters.Add(new NpgsqlParameter { Value = moment.ToUniversalTime() });
            return (bool)(await command.ExecuteScalarAsync(token))!;
        },
        PlatformViews.Patience,
        time,
        stop);

    private async Task<List<string>> AllAsync(string sql, DateTimeOffset before, CancellationToken stop)
    {
        var all = new List<string>();
        while (await _views.TextsAsync(sql, [before.ToUniversalTime(), all.Count == 0 ? "" : all[^1], AtOnce], stop) is { Count: > 0 } page)
            all.AddRange(page);
        return all;
    }
}

using Dapper;
using Npgsql;
using Platform.Core.Journal;

namespace Platform.Core.Views;

/// <summary>
/// The queue as the silos' scheduler holds it: read from its own tables, so that there is nothing to keep in step. Empty while no
/// silo has ever started. Thread-safe.
/// </summary>
public sealed class LaneQueueView(NpgsqlDataSource database)
{
    private const string Sql =
        """
        with lanes as (
            select
                split_part(j.job_name, '.', 1) as kind, split_part(j.job_name, '.', 2) as subject,
                exists (
                    select 1 from qrtz_fired_triggers f
                    where f.sched_name = j.sched_name and f.job_name = j.job_name and f.job_group = j.job_group and f.state = 'EXECUTING') as running,
                (select min(t.next_fire_time) from qrtz_triggers t
                    where t.sched_name = j.sched_name and t.job_name = j.job_name and t.job_group = j.job_group
                        and t.trigger_state in ('WAITING', 'ACQUIRED')) as due
            from qrtz_job_details j where j.job_group = 'lanes'),
        sweeps as (
            select
                case l.kind when 'lane' then l.subject else (select t.experiment_id from trial_view t where t.id = l.subject) end as id,
                count(*) filter (where l.running) as running, count(*) filter (where not l.running and l.due is not null) as waiting,
                min(l.due) filter (where not l.running) as due
            from lanes l group by 1)
        select v.id as experimentid, v.name, v.priority, s.waiting::int as waitinglanes, s.running::int as runninglanes,
            case when s.waiting = 0 then 0 else rank() over (order by s.due nulls last) end::int as position
        from sweeps s join experiment_view v on v.id = s.id
        where s.waiting + s.running > 0
        order by s.due nulls first, v.created_at
        """;

    /// <summary>The sweeps that run or wait: those without a waiting lane first, then in the order in which they get slots.</summary>
    public Task<IReadOnlyList<QueueView>> ReadAsync(CancellationToken cancellation = default) => Transient.RetryAsync<IReadOnlyList<QueueView>>(
        async token =>
        {
            await using var connection = await database.OpenConnectionAsync(token);
            if (await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select to_regclass('qrtz_job_details')::text", cancellationToken: token)) is null)
                return [];
            return [.. await connection.QueryAsync<QueueView>(new CommandDefinition(Sql, cancellationToken: token))];
        },
        PlatformViews.Patience,
        TimeProvider.System,
        cancellation);
}

using System.Collections.Concurrent;
using Dapper;
using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Telemetry;
using Platform.Core.Tracking.Blocks;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.Tracking.Sweeps;

/// <summary>Reads sweeps and their trials as tracked experiments and runs, so that who reads those reads everything that the platform trained. Thread-safe.</summary>
public sealed class SweepRuns(PlatformViews views, EventJournal journal, TrialTelemetry telemetry, NpgsqlDataSource database, TimeProvider? time = null)
{
    /// <summary>Trials that one question goes over at most.</summary>
    public const int MostTrials = 20_000;

    private const int MostSweeps = 10_000;
    private const string System = "system/";

    private const string Epoch = "epoch_completed";
    private const string Completed = "trial_completed";
    private const string Tested = "test_evaluated";

    // The times of the last events of their kind, as they say them. From the end of each stream: there are few events behind them.
    private const string Times =
        $"""
        select t.id,
            (select (e.data->>'at')::timestamptz from mt_events e where e.stream_id = @prefix || t.id and e.type = '{Epoch}' order by e.version desc limit 1) as epoch,
            case when t.tested then (select (e.data->>'at')::timestamptz from mt_events e where e.stream_id = @prefix || t.id and e.type = '{Tested}' order by e.version desc limit 1) end as tested
        from unnest(@ids, @tested) as t(id, tested)
        """;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, bool> _tracked = new(StringComparer.Ordinal); // tracked experiments, which never become sweeps: questions for them ask no more

    /// <summary>A sweep as an experiment, or null.</summary>
    public async Task<TrackedExperiment?> ExperimentAsync(string id, CancellationToken stop = default) =>
        IsStorable(id) && await views.ExperimentAsync(id, stop) is { } sweep ? SweepRun.Experiment(sweep) : null;

    /// <summary>The experiment of that name, if it is a sweep's; else null.</summary>
    public async Task<TrackedExperiment?> ExperimentByNameAsync(string name, CancellationToken stop = default) =>
        SweepRun.SweepOf(name) is { } id && await ExperimentAsync(id, stop) is { } found && found.Name == name ? found : null;

    /// <summary>The newest sweeps as experiments, the newest first, without those that were archived.</summary>
    public async Task<IReadOnlyList<TrackedExperiment>> ExperimentsAsync(CancellationToken stop = default) =>
        [.. (await views.ExperimentsAsync(MostSweeps, cancellation: stop)).Select(SweepRun.Experiment)];

    /// <summary>Whether a run is a trial.</summary>
    public async Task<bool> IsTrialAsync(string id, CancellationToken stop = default) => MayBeTrial(id) && await views.TrialAsync(id, stop) is not null;

    /// <summary>A trial as a run, with what its machine used last among its metrics; null if there is none.</summary>
    public async Task<(RunWithMetrics Run, RunInput? Input)?> RunAsync(string id, CancellationToken stop = default)
    {
        if (!IsStorable(id) || await views.TrialAsync(id, stop) is not { } trial || await views.ExperimentAsync(trial.ExperimentId, stop) is not { } sweep)
            return null;
        var (run, metrics) = (await RunsAsync([(trial, sweep.CreatedBy)], stop))[0];
        var use = await telemetry.MachineUseAsync(id, stop: stop);
        var sampled = use.Keys.Select(key => (key, Points: use.Of(key))).Select(u =>
        {
            var (min, max) = LatestFold.Range([.. u.Points.Select(p => p.Value)]);
            return new LatestMetric(u.key, u.Points[^1], min, max, u.Points.Count, 0);
        });
        return (new RunWithMetrics(run, [.. metrics.Concat(sampled).OrderBy(m => m.Key, StringComparer.Ordinal)]), SweepRun.Input(trial));
    }

    /// <summary>The trials of those of the experiments that are sweeps.</summary>
    /// <exception cref="InvalidInputException">There are more than <see cref="MostTrials"/>.</exception>
    public async Task<SweepTrials> RunsOfAsync(IReadOnlyList<string> experimentIds, CancellationToken stop = default)
    {
        const string Others = "select id from tracked_experiments where id = any (@ids)";
        const string Counts = "select experiment_id, count(*) from trial_view where experiment_id = any (@ids) group by experiment_id";
        string[] all = [.. experimentIds.Where(IsStorable).Distinct(StringComparer.Ordinal)];
        string[] ids = [.. all.Where(id => !_tracked.ContainsKey(id))];
        var counts = ids.Length == 0 ? [] : await ReadAsync(
            async (connection, token) =>
            {
                foreach (var id in await connection.QueryAsync<string>(new CommandDefinition(Others, new { ids }, cancellationToken: token)))
                    _tracked[id] = true;
                return (await connection.QueryAsync<(string Id, long Trials)>(new CommandDefinition(Counts, new { ids }, cancellationToken: token))).ToList();
            },
            stop);
        string[] tracked = [.. all.Where(_tracked.ContainsKey)];
        if (counts.Sum(sweep => sweep.Trials) > MostTrials)
            throw new InvalidInputException("experiment_ids", FormattableString.Invariant($"name sweeps with more than {MostTrials} trials together; ask for fewer of them at once."));
        string[] sweeps = [.. counts.Select(sweep => sweep.Id)];
        return sweeps.Length == 0
            ? new SweepTrials(tracked, [], [])
            : new SweepTrials(tracked, await views.ExperimentsAsync(sweeps, stop), await views.TrialsOfAsync(sweeps, stop));
    }

    /// <summary>Runs with the true times of their metrics, where they are trials; others as they are.</summary>
    public async Task<IReadOnlyList<RunWithMetrics>> TimedAsync(SweepTrials trials, IReadOnlyList<RunWithMetrics> runs, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(runs);
        var found = runs.Select(run => trials.Find(run.Run.Id)).OfType<(TrialView, string)>().ToList();
        if (found.Count == 0)
            return runs;
        var timed = (await RunsAsync(found, stop)).ToDictionary(run => run.Run.Id, StringComparer.Ordinal);
        return [.. runs.Select(run => timed.GetValueOrDefault(run.Run.Id, run))];
    }

    /// <summary>The history of a trial's metric, by time; null if there is no such trial.</summary>
    public async Task<IReadOnlyList<MetricPoint>?> HistoryAsync(string trialId, string key, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!await IsTrialAsync(trialId, stop))
            return null;
        if (key.StartsWith(System, StringComparison.Ordinal))
            return (await telemetry.MachineUseAsync(trialId, stop: stop)).Of(key);
        var events = await journal.ReadStreamAsync(StreamNames.Trial(trialId), cancellation: stop);
        return SweepRun.History(events.Select(e => e.Data).OfType<TrialEvent>(), key);
    }

    /// <summary>The histories of a metric of those of the runs that are trials, by time.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>>> HistoriesAsync(IReadOnlyList<string> runIds, string key, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(runIds);
        ArgumentNullException.ThrowIfNull(key);
        var histories = new Dictionary<string, IReadOnlyList<MetricPoint>>(StringComparer.Ordinal);
        string[] ids = [.. runIds.Where(MayBeTrial).Distinct(StringComparer.Ordinal)];
        if (ids.Length == 0)
            return histories;
        if (key.StartsWith(System, StringComparison.Ordinal))
        {
            foreach (var id in ids)
                histories[id] = (await telemetry.MachineUseAsync(id, stop: stop)).Of(key);
            return histories;
        }
        var prefix = StreamNames.Trial("").Length;
        foreach (var stream in (await journal.ReadStreamsAsync([.. ids.Select(StreamNames.Trial)], [Epoch, Completed, Tested], stop)).GroupBy(e => e.StreamId, StringComparer.Ordinal))
            histories[stream.Key[prefix..]] = SweepRun.History(stream.Select(e => e.Data).OfType<TrialEvent>(), key); // erased events keep their type's name only
        return histories;
    }

    private async Task<IReadOnlyList<RunWithMetrics>> RunsAsync(IReadOnlyList<(TrialView Trial, string User)> trials, CancellationToken stop)
    {
        var values = new
        {
            prefix = StreamNames.Trial(""), ids = trials.Select(found => found.Trial.Id).ToArray(), tested = trials.Select(found => found.Trial.TestMetrics is not null).ToArray(),
        };
        var times = await ReadAsync(
            async (connection, token) =>
                (await connection.QueryAsync<(string Id, DateTime? Epoch, DateTime? Tested)>(new CommandDefinition(Times, values, cancellationToken: token))).ToDictionary(row => row.Id, StringComparer.Ordinal),
            stop);
        return [.. trials.Select(found => SweepRun.Run(found.Trial, found.User, ViewRows.Time(times[found.Trial.Id].Epoch), ViewRows.Time(times[found.Trial.Id].Tested)))];
    }

    private Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken stop) => Transient.RetryAsync(
        async token =>
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await read(connection, token);
        },
        PlatformViews.Patience,
        _time,
        stop);

    // The number of a trial stands behind a hyphen; identities of tracked runs have none.
    private static bool MayBeTrial(string id) => id.Contains('-', StringComparison.Ordinal) && IsStorable(id);

    // A text with U+0000 cannot be stored, so nothing has it; the database would refuse even the question.
    private static bool IsStorable(string id) => !id.Contains('\0', StringComparison.Ordinal);
}

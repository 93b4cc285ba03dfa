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

    // The times of events as they say them; how many trials a sweep has is bounded, and their streams are found by their names.
    private const string Times =
        """
        select substr(stream_id, @prefix + 1) as id, type, max((data->>'at')::timestamptz) as at from mt_events
        where stream_id = any (@streams) and type in ('epoch_completed', 'test_evaluated') group by stream_id, type
        """;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, bool> _tracked = new(StringComparer.Ordinal); // tracked experiments, which never become sweeps: questions for them ask no more

    /// <summary>A sweep as an experiment, or null.</summary>
    public async Task<TrackedExperiment?> ExperimentAsync(string id, CancellationToken stop = default) =>
        IsStorable(id) && await views.ExperimentAsync(id, stop) is { } sweep ? SweepRun.Experiment(sweep) : null;

    /// <summary>The experiment of that name, if it is a sweep's; else null.</summary>
    public async Task<TrackedExperiment?> ExperimentByNameAsync(string name, CancellationToken stop = default) =>
        SweepRun.SweepOf(name) is { } id && await ExperimentAsync(id, stop) is { } found && found.Name == name ? found : null;

    /// <summary>The newest sweeps as experiments, the newest first.</summary>
    public async Task<IReadOnlyList<TrackedExperiment>> ExperimentsAsync(CancellationToken stop = default) =>
        [.. (await views.ExperimentsAsync(MostSweeps, cancellation: stop)).Select(SweepRun.Experiment)];

    /// <summary>Whether a run is a trial.</summary>
    public async Task<bool> IsTrialAsync(string id, CancellationToken stop = default) => IsStorable(id) && await views.TrialAsync(id, stop) is not null;

    /// <summary>A trial as a run, with what its machine used last among its metrics; null if there is none.</summary>
    public async Task<(RunWithMetrics Run, RunInput? Input)?> RunAsync(string id, CancellationToken stop = default)
    {
        if (!IsStorable(id) || await views.TrialAsync(id, stop) is not { } trial || await views.ExperimentAsync(trial.ExperimentId, stop) is not { } sweep)
            return null;
        var (run, metrics) = (await RunsAsync(sweep, [trial], stop))[0];
        var use = await telemetry.MachineUseAsync(id, stop: stop);
        var sampled = use.Keys.Select(key => (key, Points: use.Of(key))).Select(u =>
        {
            var (min, max) = LatestFold.Range([.. u.Points.Select(p => p.Value)]);
            return new LatestMetric(u.key, u.Points[^1], min, max, u.Points.Count, 0);
        });
        return (new RunWithMetrics(run, [.. metrics.Concat(sampled).OrderBy(m => m.Key, StringComparer.Ordinal)]), SweepRun.Input(trial));
    }

    /// <summary>The trials of those of the experiments that are sweeps, as runs, reproductions included.</summary>
    /// <exception cref="InvalidInputException">There are more than <see cref="MostTrials"/>.</exception>
    public async Task<IReadOnlyList<(RunWithMetrics Run, RunInput? Input)>> RunsOfAsync(IReadOnlyList<string> experimentIds, CancellationToken stop = default)
    {
        const string Sweeps = "select v.id, (select count(*) from trial_view t where t.experiment_id = v.id) as trials from experiment_view v where v.id = any (@ids)";
        const string Others = "select id from tracked_experiments where id = any (@ids)";
        string[] ids = [.. experimentIds.Where(id => IsStorable(id) && !_tracked.ContainsKey(id)).Distinct(StringComparer.Ordinal)];
        if (ids.Length == 0)
            return [];
        var sweeps = await Transient.RetryAsync(
            async token =>
            {
                await using var connection = await database.OpenConnectionAsync(token);
                foreach (var id in await connection.QueryAsync<string>(new CommandDefinition(Others, new { ids }, cancellationToken: token)))
                    _tracked[id] = true;
                return (await connection.QueryAsync<(string Id, long Trials)>(new CommandDefinition(Sweeps, new { ids }, cancellationToken: token))).ToList();
            },
            PlatformViews.Patience,
            _time,
            stop);
        if (sweeps.Sum(sweep => sweep.Trials) > MostTrials)
            throw new InvalidInputException("experiment_ids", FormattableString.Invariant($"name sweeps with more than {MostTrials} trials together; ask for fewer of them at once."));
        var found = new List<(RunWithMetrics, RunInput?)>();
        foreach (var (id, _) in sweeps)
        {
            if (await views.ExperimentAsync(id, stop) is not { } sweep)
                continue;
            var trials = await views.TrialsOfAsync(id, stop);
            found.AddRange((await RunsAsync(sweep, trials, stop)).Zip(trials, (run, trial) => (run, SweepRun.Input(trial))));
        }
        return found;
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

    private async Task<IReadOnlyList<RunWithMetrics>> RunsAsync(ExperimentView sweep, IReadOnlyList<TrialView> trials, CancellationToken stop)
    {
        var values = new { prefix = StreamNames.Trial("").Length, streams = trials.Select(trial => StreamNames.Trial(trial.Id)).ToArray() };
        var times = await Transient.RetryAsync(
            async token =>
            {
                await using var connection = await database.OpenConnectionAsync(token);
                var rows = await connection.QueryAsync<(string Id, string Type, DateTime At)>(new CommandDefinition(Times, values, cancellationToken: token));
                return rows.ToDictionary(row => (row.Id, row.Type), row => (DateTimeOffset?)new DateTimeOffset(row.At, TimeSpan.Zero));
            },
            PlatformViews.Patience,
            _time,
            stop);
        return [.. trials.Select(trial => SweepRun.Run(
            trial, sweep.CreatedBy, times.GetValueOrDefault((trial.Id, "epoch_completed")), times.GetValueOrDefault((trial.Id, "test_evaluated"))))];
    }

    // A text with U+0000 cannot be stored, so nothing has it; the database would refuse even the question.
    private static bool IsStorable(string id) => !id.Contains('\0', StringComparison.Ordinal);
}

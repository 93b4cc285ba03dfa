using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Tracking.Store;

namespace Platform.Core.Tracking;

/// <summary>
/// Writes tracked experiments and runs. Every call returns once what it wrote is durable; a call that throws has written nothing. A call with a
/// command id that was used before gets its first answer again. One per process; thread-safe. Disposed before its journal.
/// </summary>
public sealed class TrackingStore : IAsyncDisposable
{
    private const int RunsAtOnce = 200;

    private readonly TimeProvider _time;
    private readonly TrackingViews _views;
    private readonly StreamStates<TrackedExperiment, TrackedExperimentCommand, TrackedExperimentEvent> _experiments;
    private readonly StreamStates<TrackedRun, RunCommand, RunEvent> _runs;
    private readonly MetricInbox _inbox;
    private readonly InboxTaker _taker;
    private readonly LatestMerger _merger;
    private readonly SemaphoreSlim _defaultTurn = new(1, 1);
    private volatile bool _defaultIsThere;

    /// <param name="journal">With <see cref="Views.PlatformProjections.All"/>.</param>
    /// <param name="database">The journal's database; its schema must have been ensured.</param>
    public TrackingStore(EventJournal journal, NpgsqlDataSource database, TimeProvider? time = null, ILogger<TrackingStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(database);
        _time = time ?? TimeProvider.System;
        var log = logger ?? NullLogger<TrackingStore>.Instance;
        _views = new TrackingViews(database, _time);
        _experiments = new(journal, StreamNames.Tracking, StreamNames.TrackingType, _views.ExperimentStateAsync, TrackedExperimentDecider.Decide, TrackedExperiment.Evolve);
        _runs = new(journal, StreamNames.Run, StreamNames.RunType, _views.RunStateAsync, RunDecider.Decide, TrackedRun.Evolve, command => command.By, MarkOf);
        _merger = new LatestMerger(database, _time, log);
        _taker = new InboxTaker(database, TakeAsync, _time, log);
        _inbox = new MetricInbox(database, _taker.Notice, journal.RetryFor, _time, log);
    }

    /// <summary>Makes sure that the experiment <c>0</c>, named Default, is there. Idempotent; the other calls do it themselves.</summary>
    public async Task EnsureDefaultAsync(CancellationToken stop = default)
    {
        if (_defaultIsThere)
            return;
        await _defaultTurn.WaitAsync(stop);
        try
        {
            if (await _views.ExperimentAsync(TrackedExperiment.DefaultId, stop) is null)
                await ApplyToExperimentAsync(TrackedExperiment.DefaultId, new CreateTrackedExperiment(TrackedExperiment.DefaultName) { At = _time.GetUtcNow() }, null, stop);
        }
        catch (RuleViolation)
        {
            // Another process has made it in this moment.
        }
        finally
        {
            _defaultTurn.Release();
        }
        _defaultIsThere = true;
    }

    /// <summary>Makes an experiment with a random identity, or with a command id the one that follows from it.</summary>
    /// <exception cref="ExperimentNameTakenException">There is one of that name, perhaps deleted.</exception>
    /// <exception cref="InvalidInputException">A name or tag is empty or too long.</exception>
    public async Task<TrackedExperiment> CreateExperimentAsync(CreateTrackedExperiment command, string? commandId = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        await EnsureDefaultAsync(stop);
        var id = commandId is null ? StreamNames.NewExperimentId() : StreamNames.IdOf($"tracking/{commandId}");
        return await ApplyToExperimentAsync(id, command, commandId, stop);
    }

    /// <summary>
    /// Applies a command to an experiment and returns it as it is then. Its runs are deleted with it and restored with it, all of them, as MLflow's own server
    /// does; if the process ends in the middle of that, the same command again goes on.
    /// </summary>
    /// <exception cref="TrackingNotFoundException">There is no such experiment.</exception>
    /// <exception cref="ExperimentNameTakenException">Another has the name.</exception>
    /// <exception cref="InvalidInputException">A name or tag is empty or too long.</exception>
    /// <exception cref="RuleViolation">The rules refuse it.</exception>
    public async Task<TrackedExperiment> ApplyAsync(string experimentId, TrackedExperimentCommand command, string? commandId = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(experimentId);
        ArgumentNullException.ThrowIfNull(command);
        if (command is CreateTrackedExperiment)
            throw new ArgumentException("An experiment is made by CreateExperimentAsync.", nameof(command));
        await EnsureDefaultAsync(stop);
        // The experiment is deleted first, so that no run begins in it meanwhile, and restored last: what is left to do is left while it is deleted. What was begun is gone on with
        // although the caller has gone away: a part of the runs would be left out.
        if (command is DeleteTrackedExperiment or RestoreTrackedExperiment)
        {
            stop.ThrowIfCancellationRequested();
            stop = CancellationToken.None;
        }
        if (command is RestoreTrackedExperiment && await _views.ExperimentAsync(experimentId, stop) is { Lifecycle: Lifecycle.Deleted })
            await ApplyToRunsAsync(experimentId, Lifecycle.Deleted, new RestoreRun { At = command.At }, stop);
        var experiment = await ApplyToExperimentAsync(experimentId, command, commandId, stop);
        if (command is DeleteTrackedExperiment)
            await ApplyToRunsAsync(experimentId, Lifecycle.Active, new DeleteRun { At = command.At }, stop);
        return experiment;
    }

    /// <summary>Begins a run with the identity asked for, else one by its start and otherwise random, or with a command id the one that follows from both.</summary>
    /// <exception cref="TrackingNotFoundException">There is no such experiment.</exception>
    /// <exception cref="InvalidInputException">The identity is not one, or a name or tag is too long.</exception>
    /// <exception cref="RuleViolation">The experiment is deleted, or another run has the identity. If it was deleted while the run began, the run is there, and deleted with it.</exception>
    public async Task<TrackedRun> CreateRunAsync(CreateRun command, string? commandId = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        await EnsureDefaultAsync(stop);
        if (command.RunId is { } wanted)
            TrackingRules.CheckRunId(wanted);
        var id = command.RunId ?? StreamNames.NewRunId(command.StartTime, commandId is null ? null : $"run/{commandId}");
        var experiment = await _views.ExperimentAsync(command.ExperimentId, stop) ?? throw new TrackingNotFoundException("experiment", command.ExperimentId);
        if (experiment.Lifecycle == Lifecycle.Deleted && await _views.RunAsync(id, stop) is null)
            throw Deleted(experiment);
        var complete = command with { ArtifactUri = command.ArtifactUri ?? $"{experiment.ArtifactLocation.TrimEnd('/')}/{id}/artifacts" };
        // Whoever deletes the experiment deletes the runs that it has then: a run that begins at the same moment is not among them. Its beginning is looked after although the caller has
        // gone away. The same call again is answered as the first was.
        stop.ThrowIfCancellationRequested();
        var (run, events, _, _) = await _runs.ApplyAsync(id, complete, commandId, null, CancellationToken.None);
        if ((events.Length > 0 || run.Lifecycle == Lifecycle.Deleted) && await _views.ExperimentAsync(command.ExperimentId, CancellationToken.None) is not { Lifecycle: Lifecycle.Active })
        {
            if (run.Lifecycle == Lifecycle.Active)
                await _runs.ApplyAsync(id, new DeleteRun { At = command.At }, null, null, CancellationToken.None);
            throw Deleted(experiment);
        }
        return run;
    }

    /// <summary>Applies a command to a run and returns it as it is then.</summary>
    /// <exception cref="TrackingNotFoundException">There is no such run.</exception>
    /// <exception cref="RunNotActiveException">It is deleted.</exception>
    /// <exception cref="ParamConflictException">A parameter would change.</exception>
    /// <exception cref="InvalidInputException">A key or value is empty or too long.</exception>
    public async Task<TrackedRun> ApplyAsync(string runId, RunCommand command, string? commandId = null, CancellationToken stop = default) =>
        (await ApplyToRunAsync(runId, command, commandId, stop)).After;

    /// <summary>Applies a command to a run and returns it as the journal had it just before, whatever a page showed, and as it is then.</summary>
    /// <inheritdoc cref="ApplyAsync(string, RunCommand, string?, CancellationToken)"/>
    public Task<(TrackedRun Before, TrackedRun After)> ChangeAsync(string runId, RunCommand command, CancellationToken stop = default) => ApplyToRunAsync(runId, command, null, stop);

    /// <summary>Records a single point through the inbox: cheaper than a batch when points come one by one. An equal point again changes nothing.</summary>
    /// <exception cref="TrackingNotFoundException">There is no such run.</exception>
    /// <exception cref="RunNotActiveException">It is deleted.</exception>
    /// <exception cref="InvalidInputException">The key is empty or too long.</exception>
    /// <exception cref="JournalUnavailableException">The database stayed away.</exception>
    public async Task LogMetricAsync(string runId, string key, MetricPoint point, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(runId);
        TrackingRules.CheckKey("key", key);
        TrackingRules.CheckText("run_id", runId, TrackingLimits.Key, mayBeEmpty: false);
        if (await _inbox.AddAsync(new InboxPoint(runId, key, point), stop))
            return;
        // The statement has only said that there is no active run; the rules say why. If it was restored meanwhile, it takes the point now.
        await ApplyAsync(runId, new LogBatch { Metrics = MetricBatch.Of(key, point), At = _time.GetUtcNow() }, null, stop);
    }

    /// <summary>Writes what waits and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _inbox.DisposeAsync();
        await _taker.DisposeAsync();
        await _merger.DisposeAsync();
        _defaultTurn.Dispose();
    }

    private static RuleViolation Deleted(TrackedExperiment experiment) => new($"The experiment '{experiment.Name}' must be in the 'active' state, but it is deleted; restore it first.");

    private async Task<(TrackedRun Before, TrackedRun After)> ApplyToRunAsync(string id, RunCommand command, string? commandId, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(command);
        if (command is CreateRun)
            throw new ArgumentException("A run is begun by CreateRunAsync.", nameof(command));
        var (run, events, _, before) = await _runs.ApplyAsync(id, command, commandId, null, stop);
        if (events.Length > 0)
            _merger.Notice(id, events.OfType<MetricsLogged>().Sum(logged => logged.Points));
        return (before!, run); // only its first command finds no run
    }

    private async Task<TrackedExperiment> ApplyToExperimentAsync(string id, TrackedExperimentCommand command, string? commandId, CancellationToken stop)
    {
        try
        {
            return (await _experiments.ApplyAsync(id, command, commandId, null, stop)).State;
        }
        catch (PostgresException error) when (error is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: TrackingProjection.ExperimentTable })
        {
            throw new ExperimentNameTakenException(command is RenameTrackedExperiment rename ? rename.Name : ((CreateTrackedExperiment)command).Name);
        }
    }

    // Of a batch of points that comes again, its metrics would be counted again; what was taken from the inbox leaves it with its event.
    private static UInt128? MarkOf(RunCommand command, RunEvent @event) =>
        command is LogBatch && @event is MetricsLogged logged ? BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(logged.Block)) : null;

    // The command takes a run out of those that are looked for.
    private async Task ApplyToRunsAsync(string experimentId, Lifecycle present, RunCommand command, CancellationToken stop)
    {
        while (await _views.RunIdsAsync(experimentId, present, RunsAtOnce, stop) is { Count: > 0 } runs)
            await Task.WhenAll(runs.Select(run => _runs.ApplyAsync(run, command, null, null, stop)));
    }

    private async Task TakeAsync(string runId, MetricBatch points, AppendCompanion companion)
    {
        await _runs.ApplyAsync(runId, new TakePoints(points) { At = _time.GetUtcNow() }, null, companion, CancellationToken.None);
        _merger.Notice(runId, points.Count);
    }
}

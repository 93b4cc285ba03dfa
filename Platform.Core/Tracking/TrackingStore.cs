using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Core.Journal;

namespace Platform.Core.Tracking;

/// <summary>
/// Writes tracked experiments and runs. Every call returns once what it wrote is durable; a call that throws has written nothing. A call with a
/// command id that was used before gets its first answer again. One per process; thread-safe.
/// </summary>
public sealed class TrackingStore : IAsyncDisposable
{
    /// <param name="journal">With <see cref="Views.PlatformProjections.All"/>.</param>
    /// <param name="database">The journal's database.</param>
    public TrackingStore(EventJournal journal, NpgsqlDataSource database, TimeProvider? time = null, ILogger<TrackingStore>? logger = null) => throw new NotSupportedException();

    /// <summary>Makes an experiment with a random identity, or with a command id the one that follows from it.</summary>
    /// <exception cref="ExperimentNameTakenException">There is one of that name, perhaps deleted.</exception>
    /// <exception cref="InvalidInputException">A name or tag is empty or too long.</exception>
    public Task<TrackedExperiment> CreateExperimentAsync(CreateTrackedExperiment command, string? commandId = null, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>Applies a command to an experiment and returns it as it is then.</summary>
    /// <exception cref="TrackingNotFoundException">There is no such experiment.</exception>
    /// <exception cref="ExperimentNameTakenException">Another has the name.</exception>
    /// <exception cref="RuleViolation">The rules refuse it.</exception>
    public Task<TrackedExperiment> ApplyAsync(string experimentId, TrackedExperimentCommand command, string? commandId = null, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>Begins a run with a random identity, or with a command id the one that follows from it.</summary>
    /// <exception cref="TrackingNotFoundException">There is no such experiment.</exception>
    /// <exception cref="RuleViolation">The experiment is deleted.</exception>
    public Task<TrackedRun> CreateRunAsync(CreateRun command, string? commandId = null, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>Applies a command to a run and returns it as it is then.</summary>
    /// <exception cref="TrackingNotFoundException">There is no such run.</exception>
    /// <exception cref="RunNotActiveException">It is deleted.</exception>
    /// <exception cref="ParamConflictException">A parameter would change.</exception>
    /// <exception cref="InvalidInputException">A key or value is empty or too long.</exception>
    public Task<TrackedRun> ApplyAsync(string runId, RunCommand command, string? commandId = null, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>Records a single point through the inbox: cheaper than a batch when points come one by one. An equal point again changes nothing.</summary>
    /// <exception cref="TrackingNotFoundException">There is no such run.</exception>
    /// <exception cref="RunNotActiveException">It is deleted.</exception>
    /// <exception cref="InvalidInputException">The key is empty or too long.</exception>
    public Task LogMetricAsync(string runId, string key, MetricPoint point, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>Writes what waits and stops.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}

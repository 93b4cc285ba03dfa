using Npgsql;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Telemetry;
using Platform.Core.Tracking;
using Platform.Core.Trials;

namespace Platform.Core.Erasures;

/// <summary>
/// Erases the contents of single streams: appends the event that says so, and in the same transaction takes the contents out of the earlier ones and out of every view. A long
/// stream is erased in pieces, so that nobody waits long for the append lock; who comes after a process that died in between goes on. Thread-safe.
/// </summary>
internal sealed class StreamEraser(NpgsqlDataSource database, EventJournal journal, TimeProvider time)
{
    private const int MaxConflicts = 50;
    private const int EventsAtOnce = 5_000;
    private const long BytesAtOnce = 16_000_000;

    // The events after a version, so many, and none after the one that brings all of them to so many stored bytes.
    private const string Piece =
        """
        select coalesce(max(version), $2) from (
            select version, coalesce(sum(size) over (order by version rows between unbounded preceding and 1 preceding), 0) as before
            from (select version, pg_column_size(data) + coalesce(pg_column_size(bdata), 0) as size from mt_events where stream_id = $1 and version > $2 and version <= $3 order by version limit $4) e) b
        where before < $5
        """;

    private readonly ErasureViews _erasures = new(database, time);
    private readonly TrackingViews _tracking = new(database, time);

    /// <summary>Erases a stream whole, or the rest of one of which a part was erased.</summary>
    /// <param name="by">Who asked; of a rest it is who asked for the first part.</param>
    /// <exception cref="RuleViolation">The rules refuse it; nothing of it was erased.</exception>
    public async Task EraseAsync(string stream, string by, string reason, CancellationToken stop)
    {
        for (var conflicts = 0; ;)
        {
            stop.ThrowIfCancellationRequested();
            // In this order: an erasure that another process begins after the load makes the append fail.
            var (type, version, decide) = await LoadAsync(stream, stop);
            var begun = await _erasures.FindAsync(stream, stop);
            if (begun is { IsDone: true })
                return;
            var (after, last) = begun is null ? (0, version) : (begun.UpToVersion, begun.FirstVersion - 1);
            var erasure = new Erasure(after, await PieceAsync(stream, after, last, stop), begun?.By ?? by, begun?.Reason ?? reason, time.GetUtcNow());
            try
            {
                var companion = new AppendCompanion("select platform_erase($1, $2)", [stream, stream], [erasure.AfterVersion, erasure.UpToVersion]);
                await journal.AppendAsync(new AppendRequest([new StreamAppend(stream, type, version, decide(erasure))], By: by) { Companion = companion, Alone = true }, stop);
            }
            catch (VersionConflictException) when (++conflicts < MaxConflicts)
            {
                // Somebody else appended between our load and our append: what they wrote may change the decision.
            }
        }
    }

    private async Task<(string Type, long Version, Func<Erasure, object[]> Decide)> LoadAsync(string stream, CancellationToken stop)
    {
        if (Id(stream, StreamNames.Run("")) is { } run)
        {
            var (state, version) = await _tracking.RunStateAsync(run, stop);
            return (StreamNames.RunType, version, e => RunDecider.Decide(run, state, new EraseRun(e) { At = e.At, By = e.By }));
        }
        if (Id(stream, StreamNames.Tracking("")) is { } experiment)
        {
            var (state, version) = await _tracking.ExperimentStateAsync(experiment, stop);
            return (StreamNames.TrackingType, version, e => TrackedExperimentDecider.Decide(experiment, state, new EraseTrackedExperiment(e) { At = e.At }));
        }
        var events = await journal.ReadStreamAsync(stream, 0, int.MaxValue, blocks: false, stop);
        var last = events.Count == 0 ? 0 : events[^1].Version;
        var data = events.Select(e => e.Data);
        if (Id(stream, StreamNames.LoggedModel("")) is { } model)
        {
            var state = data.OfType<LoggedModelEvent>().Aggregate((LoggedModel?)null, LoggedModel.Evolve);
            return (StreamNames.LoggedModelType, last, e => LoggedModelDecider.Decide(state, new EraseLoggedModel(e) { At = e.At }));
        }
        if (Id(stream, StreamNames.Experiment("")) is not null)
        {
            var state = Experiment.Fold(data.OfType<ExperimentEvent>());
            return (StreamNames.ExperimentType, last, e => ExperimentDecider.Decide(state, new EraseExperiment(e)));
        }
        if (Id(stream, StreamNames.Trial("")) is not null)
        {
            var state = Trial.Fold(data.OfType<TrialEvent>());
            return (StreamNames.TrialType, last, e => TrialDecider.Decide(state, new EraseTrial(e)));
        }
        return Id(stream, StreamNames.Telemetry("")) is { } trial
            ? (StreamNames.TelemetryType, last, e => [new TelemetryErased(trial, e)])
            : throw new ArgumentException($"Streams such as {stream} are not erased.", nameof(stream));
    }

    private static string? Id(string stream, string prefix) => stream.StartsWith(prefix, StringComparison.Ordinal) ? stream[prefix.Length..] : null;

    private Task<long> PieceAsync(string stream, long after, long last, CancellationToken stop) => Transient.RetryAsync(
        async token =>
        {
            await using var command = database.CreateCommand(Piece);
            foreach (var value in (object[])[stream, after, last, EventsAtOnce, BytesAtOnce])
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            return (long)(await command.ExecuteScalarAsync(token))!;
        },
        Views.PlatformViews.Patience,
        time,
        stop);
}

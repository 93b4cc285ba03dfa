using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Core.Artifacts;
using Platform.Core.Checkpoints;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.Erasures;

/// <summary>
/// Erases contents for privacy: of runs, experiments and sweeps, with everything that was made with them. Streams keep their shape: of each event stay number, stream, version,
/// type and time. Repeating an erasure that was cut short goes on with it. Thread-safe.
/// </summary>
public sealed class ContentEraser(
    NpgsqlDataSource database, EventJournal journal, ContentRemover contents, CheckpointStore checkpoints, CheckpointReferences references, PictureStore pictures,
    TimeProvider time, ILogger<ContentEraser> logger)
{
    /// <summary>Longest name of who asks.</summary>
    public const int LongestName = 100;

    /// <summary>Longest reason.</summary>
    public const int LongestReason = 1_000;

    /// <summary>A content that was stored within this time may be one that is just being stored for somebody else: then the daily collection takes it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private const int AtOnce = 8;
    private const int Page = 1_000;

    private readonly StreamEraser _streams = new(database, journal, time);
    private readonly ErasureViews _views = new(database, time);

    /// <summary>Says what an erasure would take.</summary>
    public ErasurePlanner Planner { get; } = new(database, journal, checkpoints, time);

    /// <summary>Erases it and answers what was erased; nothing if it was erased before.</summary>
    /// <param name="by">Who asks, 1 to <see cref="LongestName"/> characters.</param>
    /// <param name="reason">Why, at most <see cref="LongestReason"/> characters: it stays in the journal, so it should hold nothing that is to be erased.</param>
    /// <exception cref="Tracking.TrackingNotFoundException">It is not there.</exception>
    /// <exception cref="RuleViolation">It is not deleted or has not ended, or a version of a registered model came from it. If that came about only now, a part may be erased already.</exception>
    /// <exception cref="InvalidInputException">Name or reason is too long.</exception>
    public async Task<ErasurePlan> EraseAsync(ErasureTarget target, string by, string reason, IProgress<string>? progress = null, CancellationToken stop = default)
    {
        Check("by", by, LongestName, mayBeEmpty: false);
        Check("reason", reason, LongestReason, mayBeEmpty: true);
        var (plan, subjects) = await Planner.ReadAsync(target, stop);
        if (plan.IsDone)
            return plan;
        if (plan.Obstacles.Count > 0)
            throw new RuleViolation(string.Join(' ', plan.Obstacles));
        if (target.Kind == ErasureKind.Sweep)
            await EraseSweepAsync(target, subjects.Streams, by, reason, progress, stop);
        else
            await EraseTrackedAsync(subjects, by, reason, progress, stop);
        logger.LogInformation("{By} erased {Target}: {Events} events, {Points} points, {Files} files.", by, target, plan.Events, plan.Points, plan.Files);
        return plan;
    }

    /// <summary>Goes on with erasures that a process left in the middle; answers how many streams that were.</summary>
    public async Task<int> ResumeAsync(CancellationToken stop = default)
    {
        var left = await _views.UnfinishedAsync(stop);
        foreach (var stream in left)
            await TryResumeAsync(stream.StreamId, () => _streams.EraseAsync(stream.StreamId, stream.By, stream.Reason, stop));
        var sweeps = await _views.TextsAsync(
            """
            select distinct split_part(s.id, '-', 2) from mt_streams s join erasures e on e.stream_id = 'experiment-' || split_part(s.id, '-', 2)
            where s.type in ('trial', 'telemetry') and not exists (select 1 from erasures x where x.stream_id = s.id)
            """, [], stop);
        foreach (var sweep in sweeps)
        {
            var begun = await _views.FindAsync(StreamNames.Experiment(sweep), stop);
            await TryResumeAsync(sweep, () => EraseAsync(new ErasureTarget(ErasureKind.Sweep, sweep), begun!.By, begun.Reason, stop: stop));
        }
        return left.Count + sweeps.Count;
    }

    // One that cannot be gone on with keeps no other from it.
    private async Task TryResumeAsync(string what, Func<Task> erase)
    {
        try
        {
            await erase();
        }
        catch (Exception error) when (error is RuleViolation or PostgresException or VersionConflictException)
        {
            logger.LogError(error, "The erasure of {What} was begun and cannot be gone on with.", what);
        }
    }

    /// <summary>
    /// Makes the database forget the old rows of what was erased, which otherwise stay in its files until it cleans up by itself, and what a process has merged of a run while it was
    /// being erased. Takes long in a large database; nobody has to wait for it.
    /// </summary>
    public async Task CleanUpAsync(CancellationToken stop = default)
    {
        const string Latest = "delete from run_latest l using erasures x where x.stream_id = 'run-' || l.run_id";
        string[] tables = ["mt_events", "metric_chunks", "run_latest", "metric_inbox", "tracked_runs", "tracked_experiments", "run_inputs", "artifacts", "logged_models", "logged_model_outputs", "logged_model_inputs", "logged_model_metrics", "metric_inbox_refused", "experiment_view", "trial_view", "platform_commands"];
        await using var connection = await database.OpenConnectionAsync(stop);
        await using (var command = new NpgsqlCommand(Latest, connection))
            await command.ExecuteNonQueryAsync(stop);
        foreach (var table in tables)
        {
            await using var vacuum = new NpgsqlCommand($"vacuum {table}", connection) { CommandTimeout = 0 };
            await vacuum.ExecuteNonQueryAsync(stop);
        }
    }

    // The models of a run before it, the runs of an experiment before it: while one is there, the whole can be asked for again.
    private async Task EraseTrackedAsync(ErasureSubjects subjects, string by, string reason, IProgress<string>? progress, CancellationToken stop)
    {
        var digests = await _views.TextsAsync("select distinct digest from artifacts where owner = any ($1)", [(string[])[.. subjects.Runs, .. subjects.Models]], stop);
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
        foreach (var same in subjects.Streams.GroupBy(stream => stream[..stream.IndexOf('-', StringComparison.Ordinal)], StringComparer.Ordinal))
        {
            await Parallel.ForEachAsync(same, options, async (stream, token) =>
            {
                await _streams.EraseAsync(stream, by, reason, token);
                if (Interlocked.Increment(ref done) % Page == 0)
                    progress?.Report(string.Create(CultureInfo.InvariantCulture, $"erased {done} of {subjects.Streams.Count} streams"));
            });
        }
        await contents.RemoveAsync(digests, time.GetUtcNow() - Grace, stop);
    }

    // The sweep's own stream first: its trials leave the views with it, and nobody can ask for their reproduction any more.
    private async Task EraseSweepAsync(ErasureTarget target, IReadOnlyList<string> streams, string by, string reason, IProgress<string>? progress, CancellationToken stop)
    {
        await _streams.EraseAsync(target.Stream, by, reason, stop);
        await RemoveFilesAsync(target, streams, stop);
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
        await Parallel.ForEachAsync(streams.Where(stream => stream != target.Stream), options, async (stream, token) =>
        {
            await _streams.EraseAsync(stream, by, reason, token);
            if (Interlocked.Increment(ref done) % Page == 0)
                progress?.Report(string.Create(CultureInfo.InvariantCulture, $"erased {done} of {streams.Count} streams"));
        });
    }

    // Before the events that name them, so that a process that dies in between leaves none behind.
    private async Task RemoveFilesAsync(ErasureTarget target, IReadOnlyList<string> streams, CancellationToken stop)
    {
        var (weights, drawn) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var stream in streams.Where(stream => stream.StartsWith(StreamNames.Trial(""), StringComparison.Ordinal)))
        {
            foreach (var epoch in (await journal.ReadStreamAsync(stream, cancellation: stop)).Select(e => e.Data).OfType<EpochCompleted>())
            {
                if (epoch.Checkpoint is { } checkpoint)
                    weights.Add(checkpoint);
                if (epoch.Picture is { } picture)
                    drawn.Add(picture.Digest);
            }
        }
        var kept = await references.AmongAsync([.. weights], stop);
        foreach (var digest in weights.Where(digest => CheckpointStore.IsDigest(digest) && !kept.Contains(digest)))
            TryDelete(checkpoints.PathOf(digest));
        // Pictures are in no view: equal ones of other sweeps are looked for in their events.
        var others = drawn.Count == 0 ? [] : await _views.TextsAsync(
            "select distinct e.data -> 'picture' ->> 'digest' from mt_events e where e.type = 'epoch_completed' and e.data -> 'picture' ->> 'digest' = any ($1) and not starts_with(e.stream_id, $2)",
            [drawn.ToArray(), StreamNames.Trial(target.Id) + "-"], stop);
        foreach (var digest in drawn.Except(others, StringComparer.Ordinal))
            TryDelete(pictures.PathOf(digest));
    }

    private void TryDelete(string file)
    {
        try
        {
            if (File.Exists(file))
                File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("{File} of an erased sweep could not be deleted; delete it by hand: {Error}", file, error.Message);
        }
    }

    private static void Check(string field, string text, int longest, bool mayBeEmpty)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > longest || (text.Length == 0 && !mayBeEmpty) || text.Any(char.IsControl))
            throw new InvalidInputException(field, string.Create(CultureInfo.InvariantCulture, $"must be {(mayBeEmpty ? "at most" : "1 to")} {longest} characters without control characters."));
    }
}

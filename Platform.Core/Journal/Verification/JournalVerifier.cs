using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using Platform.Core.Artifacts;
using Platform.Core.Erasures;
using Platform.Core.Tracking.Store;

namespace Platform.Core.Journal;

/// <summary>
/// Looks whether the journal is whole: that the versions of every stream go from 1 without a gap, that the content of every file of a run or logged model is what its digest says, that
/// every view is, row by row, what a fresh fold of all events gives, and that the contents of exactly those events are erased of which an event says so. Writers go on meanwhile and nothing is changed; the fold needs room for all views once more.
/// </summary>
public sealed class JournalVerifier(NpgsqlDataSource database, EventTypes types, IReadOnlyList<IInlineProjection> projections, IArtifactStore artifacts)
{
    /// <summary>Most differences of a kind that are named; the others are counted.</summary>
    public const int MostNamed = 10;

    private const string Schema = "platform_verify";
    private const long VerifyLock = 5498263108422024;
    private const int FilesBetweenWords = 1_000;

    /// <summary>Verifies everything and says how far it is from time to time.</summary>
    public async Task<JournalReport> RunAsync(IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var findings = new Findings();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await SessionLock.TakeAsync(connection, VerifyLock, () => Say(progress, $"waiting for another verification"), cancellation);
        var (streams, events) = await StreamsAsync(connection, findings, cancellation);
        Say(progress, $"streams: {streams} with {events} events, {findings.Count} differences so far");
        var known = findings.Count;
        var (erased, unfinished) = await ErasureComparison.RunAsync(connection, findings, cancellation);
        Say(progress, $"erasures: {erased} streams, of {unfinished} not done yet, {findings.Count - known} differences");
        var files = await FilesAsync(connection, findings, progress, cancellation);
        var rows = await ViewsAsync(connection, findings, progress, cancellation);
        await SessionLock.ReleaseAsync(connection, VerifyLock, cancellation);
        return new JournalReport(streams, events, files, rows, findings.Count, findings.First);
    }

    private static async Task<(long Streams, long Events)> StreamsAsync(NpgsqlConnection connection, Findings findings, CancellationToken cancellation)
    {
        // Versions are unique in a stream, so that count, first and last say all.
        await using var command = new NpgsqlCommand(
            """
            select id, version, events, first, last, sum(1) over (), sum(events) over () from (
                select s.id, s.version, count(e.version) as events, min(e.version) as first, max(e.version) as last
                from mt_streams s left join mt_events e on e.stream_id = s.id group by s.id, s.version) counted
            order by events = version and (version = 0 or (first = 1 and last = version)), id
            """, connection) { CommandTimeout = 0 };
        var (streams, all) = (0L, 0L);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (id, version, events) = (reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2));
            (streams, all) = (reader.GetInt64(5), (long)reader.GetDecimal(6));
            if (events == version && (version == 0 || (reader.GetInt64(3) == 1 && reader.GetInt64(4) == version)))
                break; // those that are not whole came first
            var which = events == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{events}, from version {reader.GetInt64(3)} to {reader.GetInt64(4)}");
            findings.Add("stream", string.Create(CultureInfo.InvariantCulture, $"{id} is at version {version}, but of its events there are {which}"));
        }
        return (streams, all);
    }

    private async Task<long> FilesAsync(NpgsqlConnection connection, Findings findings, IProgress<string>? progress, CancellationToken cancellation)
    {
        var named = new List<(string Digest, long Size, string Where)>();
        await using (var command = new NpgsqlCommand("select digest, size, min(owner || '/' || path) from artifacts group by digest, size order by digest, size", connection) { CommandTimeout = 0 })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                named.Add((reader.GetString(0), reader.GetInt64(1), reader.GetString(2)));
        }
        var looked = 0L;
        foreach (var (digest, size, where) in named)
        {
            if (await WrongAsync(digest, size, cancellation) is { } wrong)
                findings.Add("file", $"{where}: {wrong}");
            if (++looked % FilesBetweenWords == 0)
                Say(progress, $"files: {looked} of {named.Count}");
        }
        Say(progress, $"files: {looked} contents, {findings.Count} differences so far");
        return looked;
    }

    private async Task<string?> WrongAsync(string digest, long size, CancellationToken cancellation)
    {
        FileStream? content;
        try
        {
            content = artifacts.Open(digest);
        }
        catch (ArgumentException)
        {
            return $"'{digest}' is no digest";
        }
        if (content is null)
            return $"the content {digest} is missing from the store";
        await using (content)
        {
            if (content.Length != size)
                return string.Create(CultureInfo.InvariantCulture, $"the content {digest} has {content.Length} bytes, not {size}");
            var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
            return found == digest ? null : $"the content {digest} has become {found}";
        }
    }

    private async Task<long> ViewsAsync(NpgsqlConnection connection, Findings findings, IProgress<string>? progress, CancellationToken cancellation)
    {
        var shadow = new ShadowViews(database, connection, types, projections, Schema);
        var position = 0L;
        try
        {
            await shadow.CreateAsync(cancellation);
            await shadow.CatchUpAsync(new Reached(at =>
            {
                position = at;
                Say(progress, $"folding: all events up to number {at}");
            }), cancellation);
            // One snapshot of events and views: they are always committed together.
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
            await shadow.FinishAsync(position, cancellation);
            await ExecuteAsync(connection, "set local search_path = public", cancellation);
            var rows = 0L;
            foreach (var (projection, table) in projections.SelectMany(projection => projection.Tables.Select(table => (projection, table))))
            {
                var before = findings.Count;
                var compared = await new ViewComparison(connection, Schema, table, projection.Rows).RunAsync(findings, cancellation);
                rows += compared;
                Say(progress, $"view {table}: {compared} rows, {findings.Count - before} differences");
            }
            var known = findings.Count;
            var latest = await LatestComparison.RunAsync(connection, findings, cancellation);
            Say(progress, $"latest metrics: {latest} runs, {findings.Count - known} differences");
            return rows + latest;
        }
        catch (Exception error) when (IsOfAnEvent(error))
        {
            findings.Add("fold", await NameAsync(shadow, connection, position, cancellation));
            return 0;
        }
        finally
        {
            // If the database has gone, the next verification drops what is left.
            if (connection.FullState.HasFlag(System.Data.ConnectionState.Open))
                await shadow.DropAsync(CancellationToken.None);
        }
    }

    // Goes on one by one from the last good position to the event that cannot be folded.
    private static async Task<string> NameAsync(ShadowViews shadow, NpgsqlConnection connection, long position, CancellationToken cancellation)
    {
        while (true)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            try
            {
                var next = await shadow.StepAsync(position, 1, cancellation);
                await transaction.CommitAsync(cancellation);
                if (next == position)
                    return string.Create(CultureInfo.InvariantCulture, $"an event after number {position} could not be folded at first; the views were not compared");
                position = next;
            }
            catch (Exception error) when (IsOfAnEvent(error))
            {
                await transaction.RollbackAsync(CancellationToken.None);
                await using var command = new NpgsqlCommand("select seq_id, stream_id, version, type from mt_events where seq_id > $1 order by seq_id limit 1", connection);
                command.Parameters.Add(new NpgsqlParameter { Value = position });
                await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
                await reader.ReadAsync(CancellationToken.None);
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"event {reader.GetInt64(0)} ({reader.GetString(3)}, version {reader.GetInt64(2)} of {reader.GetString(1)}) cannot be folded, so the views were not compared: {error.Message}");
            }
        }
    }

    private static bool IsOfAnEvent(Exception error) =>
        error is UnknownEventException or InvalidDataException || (error is PostgresException && !Transient.IsTransient(error));

    private static void Say(IProgress<string>? progress, FormattableString words) => progress?.Report(FormattableString.Invariant(words));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private sealed class Reached(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}

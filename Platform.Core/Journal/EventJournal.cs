using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// Reads and appends events. One per process: appends of all callers share its transactions. Thread-safe.
/// </summary>
public sealed class EventJournal : IAsyncDisposable
{
    private const string Columns = "seq_id, id, stream_id, version, type, data::text, timestamp, correlation_id, causation_id, bdata, headers->>'by'";
    private const string ColumnsWithoutBlocks = "seq_id, id, stream_id, version, type, data::text, timestamp, correlation_id, causation_id, null::bytea, headers->>'by'";

    /// <summary>Of binary parts that are read at once.</summary>
    internal const long MostBytes = 16_000_000;

    private readonly NpgsqlDataSource _database;
    private readonly EventTypes _types;
    private readonly JournalOptions _options;
    private readonly Appender _appender;

    /// <param name="database">Best made by <see cref="JournalDataSource"/>; its schema must have been ensured.</param>
    /// <param name="types">Every type that is read or appended.</param>
    /// <param name="projections">Views kept in the same transactions.</param>
    public EventJournal(
        NpgsqlDataSource database, EventTypes types, IReadOnlyList<IInlineProjection>? projections = null, JournalOptions? options = null,
        ILogger<EventJournal>? logger = null)
    {
        _database = database;
        _types = types;
        _options = options ?? new JournalOptions();
        _appender = new Appender(database, projections ?? [], _options, logger ?? NullLogger<EventJournal>.Instance);
    }

    /// <summary>
    /// Appends events and returns once they are durable. Lost connections and a restarting database are retried; an append whose answer
    /// was lost is not written twice. A cancelled append may or may not be written.
    /// </summary>
    /// <exception cref="VersionConflictException">A stream is not at the expected version.</exception>
    /// <exception cref="JournalUnavailableException">The database stayed away for longer than the journal retries.</exception>
    public async Task<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var item = await EnqueueAsync(request, cancellation);
        return await item.Done.WaitAsync(cancellation);
    }

    /// <summary>How long an append is retried while the database cannot be reached.</summary>
    public TimeSpan RetryFor => _options.RetryFor;

    /// <summary>A stream's events after a version, oldest first; none if there is no such stream.</summary>
    public Task<IReadOnlyList<RecordedEvent>> ReadStreamAsync(string streamId, long afterVersion = 0, CancellationToken cancellation = default) =>
        ReadAsync($"select {Columns} from mt_events where stream_id = $1 and version > $2 order by version", cancellation, streamId, afterVersion);

    /// <summary>At most <paramref name="max"/> events of a stream after a version, oldest first.</summary>
    public Task<IReadOnlyList<RecordedEvent>> ReadStreamAsync(string streamId, long afterVersion, int max, CancellationToken cancellation = default) =>
        ReadStreamAsync(streamId, afterVersion, max, blocks: true, cancellation);

    /// <inheritdoc cref="ReadStreamAsync(string, long, int, CancellationToken)"/>
    /// <param name="blocks">Whether to read the events' binary parts, which may be large; without, they are empty.</param>
    public Task<IReadOnlyList<RecordedEvent>> ReadStreamAsync(string streamId, long afterVersion, int max, bool blocks, CancellationToken cancellation = default) =>
        ReadAsync(
            $"select {(blocks ? Columns : ColumnsWithoutBlocks)} from mt_events where stream_id = $1 and version > $2 order by version limit $3", cancellation, streamId, afterVersion, max);

    /// <summary>The events of some types in several streams: by stream, then oldest first; without binary parts.</summary>
    public Task<IReadOnlyList<RecordedEvent>> ReadStreamsAsync(IReadOnlyList<string> streamIds, IReadOnlyList<string> types, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(streamIds);
        ArgumentNullException.ThrowIfNull(types);
        return ReadAsync(
            $"select {ColumnsWithoutBlocks} from mt_events where stream_id = any ($1) and type = any ($2) order by stream_id, version", cancellation, streamIds.ToArray(), types.ToArray());
    }

    /// <summary>
    /// At most <paramref name="max"/> events of a sweep and of its runs (reproductions included) with sequence numbers above
    /// <paramref name="afterSequence"/> and up to <paramref name="upTo"/>, in the journal's order.
    /// </summary>
    /// <param name="types">Only events of these types; null for all.</param>
    public Task<IReadOnlyList<RecordedEvent>> ReadSweepAsync(
        string experimentId, long afterSequence, long upTo, int max = 1000, IReadOnlyList<string>? types = null, CancellationToken cancellation = default) => ReadAsync(
        $"""
         select {Columns} from mt_events
         where seq_id > $1 and seq_id <= $2 and (stream_id = $3 or starts_with(stream_id, $4)) and (cardinality($6::text[]) = 0 or type = any ($6))
         order by seq_id limit $5
         """,
        cancellation,
        afterSequence,
        upTo,
        StreamNames.Experiment(experimentId),
        StreamNames.Trial(experimentId) + "-",
        max,
        types?.ToArray() ?? []);

    /// <summary>At most <paramref name="max"/> events of all streams after a sequence number, in order. To follow the journal, go on from the last one read: none is missed.</summary>
    /// <param name="blocks">Whether to read the events' binary parts, which may be large; without, they are empty.</param>
    public Task<IReadOnlyList<RecordedEvent>> ReadAllAsync(long afterSequence, int max = 1000, bool blocks = true, CancellationToken cancellation = default) =>
        ReadAsync($"select {(blocks ? Columns : ColumnsWithoutBlocks)} from mt_events where seq_id > $1 order by seq_id limit $2", cancellation, afterSequence, max);

    /// <summary>The first answer to a command id; null if it was never used.</summary>
    public Task<AppendResult?> FindAnswerAsync(string commandId, CancellationToken cancellation = default) => Transient.RetryAsync(
        async token =>
        {
            await using var command = _database.CreateCommand("select versions, last_sequence from platform_commands where command_id = $1");
            command.Parameters.Add(new NpgsqlParameter { Value = commandId });
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token)
                ? new AppendResult(await reader.GetFieldValueAsync<long[]>(0, token), reader.GetInt64(1), WasRepeat: true)
                : null;
        },
        _options.RetryFor,
        _options.Time,
        cancellation);

    /// <summary>The highest sequence number that is committed, 0 in an empty journal.</summary>
    public Task<long> LastSequenceAsync(CancellationToken cancellation = default) => Transient.RetryAsync(
        async token =>
        {
            await using var command = _database.CreateCommand("select coalesce(max(seq_id), 0) from mt_events");
            return (long)(await command.ExecuteScalarAsync(token))!;
        },
        _options.RetryFor,
        _options.Time,
        cancellation);

    /// <summary>The last event's number and time, and the database's clock.</summary>
    public Task<JournalEnd> EndAsync(CancellationToken cancellation = default) => Transient.RetryAsync(
        async token =>
        {
            await using var command = _database.CreateCommand(
                "select e.seq_id, e.timestamp, clock_timestamp() from (select 1) as one left join lateral (select seq_id, timestamp from mt_events order by seq_id desc limit 1) e on true");
            await using var reader = await command.ExecuteReaderAsync(token);
            await reader.ReadAsync(token);
            return await reader.IsDBNullAsync(0, token)
                ? new JournalEnd(0, null, await reader.GetFieldValueAsync<DateTimeOffset>(2, token))
                : new JournalEnd(reader.GetInt64(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, token), await reader.GetFieldValueAsync<DateTimeOffset>(2, token));
        },
        _options.RetryFor,
        _options.Time,
        cancellation);

    /// <summary>
    /// A number that divides the journal at a time: what was written up to it had been written by then. Where the database's clock was set back, several numbers would do; the
    /// search takes the same steps each time, from the highest power of two down. At most 63 look-ups by key.
    /// </summary>
    internal Task<long> SequenceAtAsync(DateTimeOffset time, CancellationToken cancellation = default) => Transient.RetryAsync(
        async token =>
        {
            await using var command = _database.CreateCommand(
                """
                with recursive search(place, step) as (
                    select 0::bigint, 1::bigint << 62
                    union all
                    select case when (select e.timestamp from mt_events e where e.seq_id <= place + step order by e.seq_id desc limit 1) <= $1 then place + step else place end, step / 2
                    from search where step > 0)
                select least(place, (select coalesce(max(seq_id), 0) from mt_events)) from search where step = 0
                """);
            command.Parameters.Add(new NpgsqlParameter { Value = time.ToUniversalTime() });
            return (long)(await command.ExecuteScalarAsync(token))!;
        },
        _options.RetryFor,
        _options.Time,
        cancellation);

    /// <summary>The time of the last event up to a sequence number; null if there is none.</summary>
    internal Task<DateTimeOffset?> TimeAtAsync(long sequence, CancellationToken cancellation = default) => Transient.RetryAsync(
        async token =>
        {
            await using var command = _database.CreateCommand("select timestamp from mt_events where seq_id <= $1 order by seq_id desc limit 1");
            command.Parameters.Add(new NpgsqlParameter { Value = sequence });
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token) ? await reader.GetFieldValueAsync<DateTimeOffset>(0, token) : (DateTimeOffset?)null;
        },
        _options.RetryFor,
        _options.Time,
        cancellation);

    /// <summary>
    /// Folds the events of streams up to a sequence number, one at a time, in the journal's order; if the database goes away meanwhile, anew from the beginning.
    /// </summary>
    /// <param name="begin">What it starts with, each time.</param>
    /// <param name="types">Only events of these types; null for all.</param>
    internal Task<T> FoldStreamsAsync<T>(
        IReadOnlyList<string> streams, long upTo, Func<T> begin, Action<T, RecordedEvent> add, IReadOnlyList<string>? types = null, CancellationToken cancellation = default) => Transient.RetryAsync(
        async token =>
        {
            var folded = begin();
            await using var command = _database.CreateCommand(
                $"select {Columns} from mt_events where stream_id = any ($1) and seq_id <= $2 and (cardinality($3::text[]) = 0 or type = any ($3)) order by seq_id");
            command.Parameters.Add(new NpgsqlParameter { Value = streams.ToArray() });
            command.Parameters.Add(new NpgsqlParameter { Value = upTo });
            command.Parameters.Add(new NpgsqlParameter { Value = types?.ToArray() ?? [] });
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
                add(folded, await ReadEventAsync(reader, _types, token));
            return folded;
        },
        _options.RetryFor,
        _options.Time,
        cancellation);

    /// <summary>The identities of streams of a type that had begun by a sequence number, the newest first.</summary>
    internal Task<IReadOnlyList<string>> StreamsOfAsync(string type, long upTo, CancellationToken cancellation = default) => Transient.RetryAsync<IReadOnlyList<string>>(
        async token =>
        {
            await using var command = _database.CreateCommand(
                "select s.id from mt_streams s join mt_events e on e.stream_id = s.id and e.version = 1 where s.type = $1 and e.seq_id <= $2 order by e.seq_id desc");
            command.Parameters.Add(new NpgsqlParameter { Value = type });
            command.Parameters.Add(new NpgsqlParameter { Value = upTo });
            var streams = new List<string>();
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
                streams.Add(reader.GetString(0));
            return streams;
        },
        _options.RetryFor,
        _options.Time,
        cancellation);

    /// <summary>Writes what waits and stops.</summary>
    public ValueTask DisposeAsync() => _appender.DisposeAsync();

    internal static async Task<List<RecordedEvent>> ReadEventsAsync(NpgsqlCommand command, EventTypes types, CancellationToken cancellation)
    {
        var events = new List<RecordedEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            events.Add(await ReadEventAsync(reader, types, cancellation));
        return events;
    }

    /// <summary>
    /// The events after a sequence number, read on the given connection (inside its transaction): at most <paramref name="max"/>, and none after the one
    /// whose binary part brings all of them to <see cref="MostBytes"/>.
    /// </summary>
    /// <param name="passedOver">An SQL condition: of the events for which it holds only the last of those that would be read is read.</param>
    internal static async Task<List<RecordedEvent>> ReadAllAsync(
        NpgsqlConnection connection, EventTypes types, long after, int max, CancellationToken cancellation, string passedOver = "false")
    {
        await using var command = new NpgsqlCommand(
            $"""
             with read as materialized (
                 select max(seq_id) as last from (
                     select seq_id, coalesce(sum(octet_length(bdata)) over (order by seq_id rows between unbounded preceding and 1 preceding), 0) as before
                     from (select seq_id, bdata from mt_events where seq_id > $1 order by seq_id limit $2) e) b
                 where before < $3)
             select {Columns} from mt_events, read where seq_id > $1 and seq_id <= last and (seq_id = last or not ({passedOver})) order by seq_id
             """,
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = after });
        command.Parameters.Add(new NpgsqlParameter { Value = max });
        command.Parameters.Add(new NpgsqlParameter { Value = MostBytes });
        return await ReadEventsAsync(command, types, cancellation);
    }

    private static async Task<RecordedEvent> ReadEventAsync(NpgsqlDataReader reader, EventTypes types, CancellationToken cancellation)
    {
        var type = reader.GetString(4);
        return new RecordedEvent(
            reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3), type,
            types.Read(type, reader.GetString(5), await reader.IsDBNullAsync(9, cancellation) ? null : await reader.GetFieldValueAsync<byte[]>(9, cancellation)),
            await reader.GetFieldValueAsync<DateTimeOffset>(6, cancellation), Text(reader, 7), Text(reader, 8)) { By = Text(reader, 10) };
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private Task<IReadOnlyList<RecordedEvent>> ReadAsync(string sql, CancellationToken cancellation, params object[] values) =>
        Transient.RetryAsync<IReadOnlyList<RecordedEvent>>(
            async token =>
            {
                await using var command = _database.CreateCommand(sql);
                foreach (var value in values)
                    command.Parameters.Add(new NpgsqlParameter { Value = value });
                return await ReadEventsAsync(command, _types, token);
            },
            _options.RetryFor,
            _options.Time,
            cancellation);

    private async ValueTask<PendingAppend> EnqueueAsync(AppendRequest request, CancellationToken cancellation)
    {
        try
        {
            Check(request);
            var began = _options.Time.GetTimestamp();
            var deadline = began + (long)(_options.RetryFor.TotalSeconds * _options.Time.TimestampFrequency);
            var item = new PendingAppend(request, _types, began, deadline, cancellation);
            await _appender.EnqueueAsync(item, cancellation);
            return item;
        }
        catch (Exception error)
        {
            request.Ticket?.Settle(AppendOutcome.NotWritten); // it has not entered, and others may wait for it
            if (error is ChannelClosedException)
                throw new ObjectDisposedException("The journal has been disposed; nothing was appended.", error);
            throw;
        }
    }

    private static void Check(AppendRequest request)
    {
        if (request.Streams.Count == 0)
            throw new ArgumentException("An append needs at least one stream.", nameof(request));
        foreach (var stream in request.Streams)
        {
            ArgumentException.ThrowIfNullOrEmpty(stream.StreamId, nameof(request));
            if (stream.Events.Count == 0)
                throw new ArgumentException($"The append to {stream.StreamId} has no events.", nameof(request));
            if (stream.ExpectedVersion < StreamAppend.Any)
                throw new ArgumentOutOfRangeException(nameof(request), stream.ExpectedVersion, $"{stream.StreamId}: an expected version is 0 or more, or StreamAppend.Any.");
        }
        if (request.Streams.Select(s => s.StreamId).Distinct(StringComparer.Ordinal).Count() != request.Streams.Count)
            throw new ArgumentException("An append names each stream once.", nameof(request));
    }
}

using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Core.Journal;

/// <summary>
/// What one transaction writes: requests whose streams fit one after another, laid out as the arrays of platform_append. A request
/// that cannot follow those already planned (it expects another version, or repeats a command id) is left to the next plan; one that follows
/// another is written with it or after it.
/// </summary>
internal sealed class AppendPlan
{
    private const long MostBytes = 16_000_000; // of one transaction's events and what they hold, so that no statement runs into its timeout and a transaction under way holds no more
    private readonly Dictionary<string, StreamSpan> _streams = new(StringComparer.Ordinal);
    private readonly HashSet<string> _commands = new(StringComparer.Ordinal);
    private readonly HashSet<AppendTicket> _tickets = [];
    private readonly IReadOnlyDictionary<string, long> _versions;
    private long _size;

    /// <param name="versions">Last known versions; needed for the streams that are appended to at any version.</param>
    public AppendPlan(IReadOnlyDictionary<string, long> versions) => _versions = versions;

    public List<PendingAppend> Items { get; } = [];

    /// <summary>Whether the request has a stream or a command id in common with those planned.</summary>
    public bool Touches(PendingAppend item) =>
        (item.Request.CommandId is { } command && _commands.Contains(command)) || item.Request.Streams.Any(s => _streams.ContainsKey(s.StreamId));

    /// <summary>Takes the request in, or answers false and changes nothing.</summary>
    public bool TryAdd(PendingAppend item)
    {
        var appends = item.Request.Streams;
        if (item.Request.CommandId is { } command && _commands.Contains(command))
            return false;
        if (Items.Count > 0 && (item.Alone || Items[0].Alone || _size + item.Size > MostBytes))
            return false;
        if (item.Request.After is { Outcome: not AppendOutcome.Written } after && !_tickets.Contains(after))
            return false;
        for (var i = 0; i < appends.Count; i++)
        {
            if (_streams.TryGetValue(appends[i].StreamId, out var span) && Wanted(item, i) is { } wanted && wanted != span.Next)
                return false;
        }

        for (var i = 0; i < appends.Count; i++)
        {
            var id = appends[i].StreamId;
            var known = _streams.TryGetValue(id, out var span);
            var start = Wanted(item, i) ?? (known ? span.Next : _versions.GetValueOrDefault(id));
            item.Bases[i] = start;
            _streams[id] = new StreamSpan(appends[i].StreamType, known ? span.Base : start, start + appends[i].Events.Count);
        }
        if (item.Request.CommandId is { } newCommand)
            _commands.Add(newCommand);
        if (item.Request.Ticket is { } ticket)
            _tickets.Add(ticket);
        Items.Add(item);
        _size += item.Size;
        return true;
    }

    /// <summary>The versions that the streams have once this is committed.</summary>
    public IEnumerable<(string StreamId, long Version)> Outcome() => _streams.Select(s => (s.Key, s.Value.Next));

    /// <summary>Every event in the order of its number, as projections see it.</summary>
    public IEnumerable<StreamEvent> StreamEvents() => Flat().Select(e => new StreamEvent(e.StreamId, e.Version, e.Event.Data));

    /// <summary>The call of platform_append.</summary>
    public NpgsqlBatchCommand Command()
    {
        var streams = _streams.ToArray();
        var events = Flat().ToArray();
        var command = new NpgsqlBatchCommand("select platform_append($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17)");
        Add(NpgsqlDbType.Text, Array.ConvertAll(streams, s => s.Key));
        Add(NpgsqlDbType.Text, Array.ConvertAll(streams, s => s.Value.Type));
        Add(NpgsqlDbType.Bigint, Array.ConvertAll(streams, s => s.Value.Base));
        Add(NpgsqlDbType.Bigint, Array.ConvertAll(streams, s => s.Value.Next));
        Add(NpgsqlDbType.Uuid, Array.ConvertAll(events, e => e.Event.Id));
        Add(NpgsqlDbType.Text, Array.ConvertAll(events, e => e.StreamId));
        Add(NpgsqlDbType.Bigint, Array.ConvertAll(events, e => e.Version));
        Add(NpgsqlDbType.Jsonb, Array.ConvertAll(events, e => e.Event.Json));
        Add(NpgsqlDbType.Text, Array.ConvertAll(events, e => e.Event.Type));
        Add(NpgsqlDbType.Text, Array.ConvertAll(events, e => e.Event.DotnetType));
        Add(NpgsqlDbType.Text, Array.ConvertAll(events, e => e.Item.Request.CorrelationId));
        Add(NpgsqlDbType.Text, Array.ConvertAll(events, e => e.Item.Request.CommandId));
        Add(NpgsqlDbType.Jsonb, Array.ConvertAll(events, e => e.Item.Headers));
        AddCommands();
        // An empty array stands for no binary part in any event.
        Add(NpgsqlDbType.Bytea, Array.Exists(events, e => e.Event.Block is not null) ? Array.ConvertAll(events, e => e.Event.Block) : Array.Empty<byte[]?>());
        return command;

        void Add(NpgsqlDbType element, Array values) =>
            command.Parameters.Add(new NpgsqlParameter { Value = values, NpgsqlDbType = NpgsqlDbType.Array | element });

        void AddCommands()
        {
            var last = 0;
            var commands = new List<(string Id, string Versions, int LastEvent)>();
            foreach (var item in Items)
            {
                last += item.Events.Sum(e => e.Length);
                if (item.Request.CommandId is { } id)
                    commands.Add((id, $"{{{string.Join(',', VersionsOf(item).Select(v => v.ToString(CultureInfo.InvariantCulture)))}}}", last));
            }
            Add(NpgsqlDbType.Text, commands.Select(c => c.Id).ToArray());
            Add(NpgsqlDbType.Text, commands.Select(c => c.Versions).ToArray());
            Add(NpgsqlDbType.Integer, commands.Select(c => c.LastEvent).ToArray());
        }
    }

    /// <summary>The statements that belong to the requests, each once for all of them.</summary>
    public IEnumerable<NpgsqlBatchCommand> Companions() =>
        from companion in Items.Select(i => i.Request.Companion).OfType<AppendCompanion>()
        group companion by companion.Sql into same
        select AppendCompanion.Command(same.Key, [.. same]);

    /// <summary>Answers every caller. <paramref name="numbers"/> are the events' sequence numbers in their order.</summary>
    public void Complete(long[] numbers)
    {
        var last = 0;
        foreach (var item in Items)
        {
            last += item.Events.Sum(e => e.Length);
            item.Complete(new AppendResult(VersionsOf(item), numbers[last - 1], WasRepeat: false));
        }
    }

    /// <summary>The versions of the request's streams after it.</summary>
    public static long[] VersionsOf(PendingAppend item) => [.. item.Events.Select((e, i) => item.Bases[i]!.Value + e.Length)];

    // The version that a stream must have: the one it was sent with before, the one the caller expects, or any.
    private static long? Wanted(PendingAppend item, int i) =>
        item.Bases[i] ?? (item.Request.Streams[i].ExpectedVersion is var v && v == StreamAppend.Any ? null : v);

    private IEnumerable<(PendingAppend Item, string StreamId, long Version, SerializedEvent Event)> Flat() =>
        from item in Items
        from i in Enumerable.Range(0, item.Events.Length)
        from j in Enumerable.Range(0, item.Events[i].Length)
        select (item, item.Request.Streams[i].StreamId, item.Bases[i]!.Value + j + 1, item.Events[i][j]);

    private readonly record struct StreamSpan(string Type, long Base, long Next);
}

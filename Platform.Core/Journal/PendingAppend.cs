using System.Text.Json;

namespace Platform.Core.Journal;

/// <summary>An append on its way: its events are serialised once, in the caller's thread, and keep their ids through every retry.</summary>
internal sealed class PendingAppend
{
    private const int LongestText = 100_000_000;
    private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PendingAppend(AppendRequest request, EventTypes types, long began, long deadline, CancellationToken cancellation)
    {
        Request = request;
        Began = began;
        Deadline = deadline;
        Cancellation = cancellation;
        Alone = request.Alone;
        Headers = request.By is null ? null : JsonSerializer.Serialize(new { by = request.By }, PlatformJson.Options);
        Events = new SerializedEvent[request.Streams.Count][];
        Bases = new long?[request.Streams.Count];
        for (var i = 0; i < Events.Length; i++)
            Events[i] = [.. request.Streams[i].Events.Select(e => Serialize(e, types))];
        Size = Events.Sum(stream => stream.Sum(e => e.Json.Length + (e.Block?.LongLength ?? 0) + ((e.Data as IBinaryEvent)?.HeldBytes ?? 0)));
    }

    public AppendRequest Request { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Timestamp of the options' clock at which the caller asked for it.</summary>
    public long Began { get; }

    /// <summary>Timestamp of the options' clock after which a transient failure is given to the caller.</summary>
    public long Deadline { get; }

    public string? Headers { get; }

    /// <summary>The events of each stream of the request.</summary>
    public SerializedEvent[][] Events { get; }

    /// <summary>Length of all events' JSON and binary parts, and the bytes that the events hold besides until they are written.</summary>
    public long Size { get; }

    /// <summary>The version from which each stream was continued when this was sent; null before the first sending.</summary>
    public long?[] Bases { get; }

    /// <summary>A sending ended without an answer: it may have been committed, also later than the next look.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>How often an append at any version was overtaken by another process.</summary>
    public int Overtaken { get; set; }

    /// <summary>To be sent without company, because a transaction with it failed or takes long.</summary>
    public bool Alone { get; set; }

    /// <summary>The log has named it as one that waits for long.</summary>
    public bool IsRemarked { get; set; }

    public Task<AppendResult> Done => _done.Task;

    public void Complete(AppendResult result)
    {
        Request.Ticket?.Settle(result.WasRepeat ? AppendOutcome.NotWritten : AppendOutcome.Written);
        _done.TrySetResult(result);
    }

    public void Fail(Exception error)
    {
        // A conflict is certain: the expected version has passed, so no sending of before can be committed any more.
        Request.Ticket?.Settle(IsUncertain && error is not VersionConflictException ? AppendOutcome.Unknown : AppendOutcome.NotWritten);
        _done.TrySetException(error);
    }

    public void Cancel()
    {
        Request.Ticket?.Settle(IsUncertain ? AppendOutcome.Unknown : AppendOutcome.NotWritten);
        _done.TrySetCanceled(Cancellation);
    }

    /// <summary>Fails this append if the one that it follows has failed: what it was decided on has not come true.</summary>
    public void FailIfOrphaned()
    {
        if (Request.After?.Outcome is not (AppendOutcome.NotWritten or AppendOutcome.Unknown))
            return;
        // Sent together with one of which nobody knows whether it was written, nobody knows it of this one either.
        if (IsUncertain && Request.After.Outcome == AppendOutcome.Unknown)
            Fail(new JournalUnavailableException("The database could not be reached to append, nor to learn whether an earlier try has succeeded."));
        else
            Fail(new VersionConflictException(Request.Streams[0].StreamId, Request.Streams[0].ExpectedVersion));
    }

    /// <summary>Forgets chosen versions, so that the next sending chooses anew. Only when no earlier sending can still be committed.</summary>
    public void ForgetBases() => Array.Clear(Bases);

    private static SerializedEvent Serialize(object data, EventTypes types)
    {
        var name = types.NameOf(data);
        var json = JsonSerializer.Serialize(data, data.GetType(), PlatformJson.Options);
        if (json.Length > LongestText)
            throw new ArgumentException($"An event of type {name} has {json.Length} characters of JSON; {LongestText} are allowed. Store large things as files and name their digest.", nameof(data));
        if (HoldsNul(json))
            throw new ArgumentException($"An event of type {name} holds a text with the character U+0000, which the database cannot store. Remove it.", nameof(data));
        var block = (data as IBinaryEvent)?.Block;
        if (block?.Length > LongestText)
            throw new ArgumentException($"An event of type {name} has a binary part of {block.Length} bytes; {LongestText} are allowed. Log it in several parts.", nameof(data));
        return new SerializedEvent(Guid.CreateVersion7(), name, types.DotnetNameOf(data), json, block, data);
    }

    // Whether JSON has the escape of U+0000; after an escaped backslash the same characters are a text about it.
    private static bool HoldsNul(string json)
    {
        for (var at = json.IndexOf("\\u0000", StringComparison.Ordinal); at >= 0; at = json.IndexOf("\\u0000", at + 1, StringComparison.Ordinal))
        {
            var before = at;
            while (before > 0 && json[before - 1] == '\\')
                before--;
            if ((at - before) % 2 == 0)
                return true;
        }
        return false;
    }
}

/// <summary>An event with its stored form.</summary>
internal sealed record SerializedEvent(Guid Id, string Type, string DotnetType, string Json, byte[]? Block, object Data);

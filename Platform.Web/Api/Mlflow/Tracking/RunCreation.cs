using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Makes runs/create safe against the client's own retries, which carry no id. A call is known by its client's address and its body, which holds
/// the start time in milliseconds. As long as the answer to a call could not be delivered, the same call gets the same command id again and so the
/// same run; once it was delivered, the same call means another run. After a restart of the server, or at another server, the first command id of a
/// call is used again: a client that was cut off finds its run, but two calls that are equal to the millisecond from one address, which reach two
/// servers, share one. Calls that give no recent start time are not recognised.
/// </summary>
internal sealed class RunCreation(TimeProvider time)
{
    /// <summary>Start times further away from now are not the client's own: its retries take minutes at most.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>How often what is too old to come again is forgotten.</summary>
    private static readonly TimeSpan Rhythm = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private long _forgottenAt = time.GetTimestamp();

    /// <summary>How many calls are held in memory.</summary>
    internal int Known => _known.Count;

    /// <summary>Makes a run and answers; calls with the same body come one after the other.</summary>
    /// <param name="client">The client's address, without a port: its retries may come over other connections.</param>
    /// <param name="body">The call's body.</param>
    /// <param name="startTime">The start time that it gives, in Unix milliseconds.</param>
    /// <param name="create">Makes the run under a command id (null: none) and answers the caller.</param>
    public async Task CreateAsync(string client, ReadOnlyMemory<byte> body, long? startTime, Func<string?, Task> create, CancellationToken aborted)
    {
        var now = time.GetUtcNow();
        if (startTime is not { } start || Math.Abs(now.ToUnixTimeMilliseconds() - (double)start) > Recent.TotalMilliseconds)
        {
            await create(null);
            return;
        }

        ForgetOld(now);
        var digest = Digest(client, body.Span);
        var entry = _known.GetOrAdd(digest, _ => new Entry(now));
        await entry.Turn.WaitAsync(aborted);
        try
        {
            await create(string.Create(CultureInfo.InvariantCulture, $"mlflow-create:{digest}:{entry.Delivered}"));
            if (!aborted.IsCancellationRequested)
                entry.Delivered++;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    private static string Digest(string client, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(client));
        hash.AppendData([0]);
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void ForgetOld(DateTimeOffset now)
    {
        var last = Interlocked.Read(ref _forgottenAt);
        if (time.GetElapsedTime(last) < Rhythm || Interlocked.CompareExchange(ref _forgottenAt, time.GetTimestamp(), last) != last)
            return;
        foreach (var (digest, entry) in _known)
        {
            if (now - entry.Since > 2 * Recent && entry.Turn.CurrentCount == 1)
                _known.TryRemove(digest, out _); // without waiting handles a semaphore holds nothing: who still has it may go on
        }
    }

    private sealed class Entry(DateTimeOffset since) : IDisposable
    {
        public readonly SemaphoreSlim Turn = new(1, 1);

        public DateTimeOffset Since { get; } = since;

        public int Delivered { get; set; }

        public void Dispose() => Turn.Dispose();
    }
}

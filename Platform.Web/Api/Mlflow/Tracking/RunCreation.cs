using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Makes runs/create safe against the client's own retries, which carry no id. A call is known by its body, which holds the start time in
/// milliseconds. As long as the answer to a body could not be delivered, the same body gets the same command id again and so the same
/// run; once it was delivered, the same body means another run. After a restart of the server the first command id of a body is used
/// again: a client that was cut off by the restart finds its run. Calls that give no recent start time are not recognised.
/// </summary>
internal sealed class RunCreation(TimeProvider time)
{
    /// <summary>Start times further away from now are not the client's own: its retries take minutes at most.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);

    /// <summary>Makes a run and answers; calls with the same body come one after the other.</summary>
    /// <param name="body">The call's body.</param>
    /// <param name="startTime">The start time that it gives, in Unix milliseconds.</param>
    /// <param name="create">Makes the run under a command id (null: none) and answers the caller.</param>
    public async Task CreateAsync(ReadOnlyMemory<byte> body, long? startTime, Func<string?, Task> create, CancellationToken aborted)
    {
        var now = time.GetUtcNow();
        if (startTime is not { } start || Math.Abs(now.ToUnixTimeMilliseconds() - (double)start) > Recent.TotalMilliseconds)
        {
            await create(null);
            return;
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(body.Span));
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
            if (_known.Count % 256 == 0)
                Forget(now); // now and then is enough
        }
    }

    private void Forget(DateTimeOffset now)
    {
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

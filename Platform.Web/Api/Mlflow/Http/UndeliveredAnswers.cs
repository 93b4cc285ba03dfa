using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Makes calls that create something safe against the client's own retries, which carry no id. A call is known by its client's address, its path and its body. As long as the
/// answer to a call could not be delivered, an equal call is told so, to answer with what the first has made; once one was delivered, the next is another call. For calls that hold the time of
/// their start there is <see cref="RunCreation"/>, which also knows them after a restart of the server.
/// </summary>
internal sealed class UndeliveredAnswers(TimeProvider time)
{
    /// <summary>A client's retries take minutes at most.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Entry> _calls = new(StringComparer.Ordinal);

    /// <summary>How many calls are held in memory: those under way and those whose answer was not delivered.</summary>
    internal int Known => _calls.Count;

    /// <summary>An endpoint around one that creates; it reads the body itself, and equal calls come one after the other.</summary>
    public MlflowHandler Around(Func<MlflowCall, CreationAttempt, Task> create) => async call =>
    {
        using var body = await MlflowBody.ReadAsync(call.Context.Request, MlflowBody.SmallBytes, call.Stop);
        call.Take(body.Memory);
        await OnceAsync(KeyOf(call.Context, body.Span), attempt => create(call, attempt), call.Stop);
    };

    /// <summary>Creates and answers.</summary>
    /// <param name="key">What equal calls have in common.</param>
    internal async Task OnceAsync(string key, Func<CreationAttempt, Task> create, CancellationToken aborted)
    {
        ForgetOld();
        var entry = _calls.GetOrAdd(key, _ => new Entry());
        await entry.Turn.WaitAsync(aborted);
        try
        {
            var attempt = new CreationAttempt(entry.Mark, entry.Since);
            entry.Since ??= time.GetUtcNow(); // until it is delivered
            await create(attempt);
            if (!aborted.IsCancellationRequested)
                Forget(key, entry);
        }
        catch (Exception error) when (MlflowErrors.Describe(error) is { Status: < StatusCodes.Status500InternalServerError })
        {
            Forget(key, entry); // refused, which is an answer
            throw;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    // Who waits for its turn with this entry comes as a call of its own.
    private void Forget(string key, Entry entry)
    {
        (entry.Mark, entry.Since) = (NewMark(), null);
        _calls.TryRemove(KeyValuePair.Create(key, entry));
    }

    private void ForgetOld()
    {
        var before = time.GetUtcNow() - Longest;
        foreach (var call in _calls.Where(call => call.Value.Since < before && call.Value.Turn.CurrentCount == 1))
            _calls.TryRemove(call);
    }

    private static string KeyOf(HttpContext context, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{context.Connection.RemoteIpAddress}\0{context.Request.Path}\0"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string NewMark() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public string Mark { get; set; } = NewMark();

        public DateTimeOffset? Since { get; set; }
    }
}

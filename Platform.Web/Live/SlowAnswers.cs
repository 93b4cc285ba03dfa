using System.Collections.Concurrent;
using Platform.Web.Api;

namespace Platform.Web.Live;

/// <summary>
/// Computes answers that take long, one after the other on threads of their own, and keeps the last ones: they follow from the journal, the
/// checkpoints and the data, so losing one costs time only. Thread-safe.
/// </summary>
/// <param name="what">What is computed, for messages, such as <c>searches for wrong labels</c>.</param>
/// <param name="logger">Told of failures.</param>
public sealed class SlowAnswers<T>(string what, ILogger logger) : IDisposable
    where T : class
{
    private const int MostKept = 16;

    private readonly ConcurrentDictionary<string, SlowAnswer<T>> _answers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>How far the answer is; begins it the first time, and again after a failure that was told once.</summary>
    /// <param name="key">Equal for equal answers.</param>
    /// <param name="work">Computes it on a thread of its own: is given what to tell the share to that is done, 0 to 1, and what is cancelled when the server ends.</param>
    /// <exception cref="ServiceUnavailableException">Too many wait already.</exception>
    public SlowAnswer<T> Ask(string key, Func<Action<double>, CancellationToken, T> work)
    {
        if (_answers.TryGetValue(key, out var known))
        {
            if (known.Problem is not null)
                _answers.TryRemove(KeyValuePair.Create(key, known)); // who asks again has mended it
            return known;
        }

        MakeRoom();
        var begun = new SlowAnswer<T>(Progress: 0);
        if (_answers.TryAdd(key, begun))
            _ = Task.Factory.StartNew(() => Run(key, work), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return _answers.GetValueOrDefault(key, begun);
    }

    public void Dispose() => _stopping.Cancel(); // a thread may still wait for its turn

    // Answers and failures make room; what is being computed stays.
    private void MakeRoom()
    {
        if (_answers.Count < MostKept)
            return;
        foreach (var (key, _) in _answers.Where(answer => answer.Value.Answer is not null || answer.Value.Problem is not null).ToArray())
            _answers.TryRemove(key, out _);
        if (_answers.Count >= MostKept)
            throw new ServiceUnavailableException($"{MostKept} {what} wait already; come back later.", TimeSpan.FromSeconds(10));
    }

    private void Run(string key, Func<Action<double>, CancellationToken, T> work)
    {
        try
        {
            _turn.Wait(_stopping.Token);
            try
            {
                _answers[key] = new(1, work(share => _answers[key] = new(Math.Min(share, 0.99)), _stopping.Token));
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            logger.LogDebug("Of the {What} {Key} ends with the server.", what, key);
        }
        catch (Exception error)
        {
            logger.LogWarning("Of the {What} {Key} failed: {Message}", what, key, error.Message);
            _answers[key] = new(1, Problem: error.Message);
        }
    }
}

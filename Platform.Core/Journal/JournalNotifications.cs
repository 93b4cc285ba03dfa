using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// Tells when the journal has grown. It listens to the database's notifications and looks for itself every few seconds, so a lost
/// notification costs a delay and nothing else; a lost connection is opened again. One per process serves any number of waiters.
/// </summary>
public sealed class JournalNotifications : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly TimeSpan _look;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private readonly Lock _gate = new();
    private TaskCompletionSource _grown = NewSignal();
    private long _last;
    private volatile bool _isReached = true;

    /// <param name="look">How often to look without a notification; 2 s by default.</param>
    public JournalNotifications(NpgsqlDataSource database, TimeSpan? look = null, TimeProvider? time = null, ILogger<JournalNotifications>? logger = null)
    {
        _database = database;
        _look = look ?? TimeSpan.FromSeconds(2);
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<JournalNotifications>.Instance;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>The highest sequence number heard of.</summary>
    public long LastSequence => Volatile.Read(ref _last);

    /// <summary>False while the database cannot be listened to: then nothing is heard of the journal, which may grow.</summary>
    public bool IsReached => _isReached;

    /// <summary>Waits until the journal holds an event after <paramref name="afterSequence"/> or the time is over; answers whether it does.</summary>
    public async Task<bool> WaitForAsync(long afterSequence, TimeSpan timeout, CancellationToken cancellation = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                if (_last > afterSequence)
                    return true;
                grown = _grown.Task;
            }
            try
            {
                await grown.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return LastSequence > afterSequence;
            }
        }
    }

    /// <summary>The highest sequence number now and after each growth; growth that comes faster than it is read is told once. Ends with the token's cancellation.</summary>
    public async IAsyncEnumerable<long> WatchAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var told = -1L;
        while (!cancellation.IsCancellationRequested)
        {
            if (!await WaitForAsync(told, Timeout.InfiniteTimeSpan, cancellation))
                continue;
            told = LastSequence;
            yield return told;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        for (var retry = 0; !_stopping.IsCancellationRequested; retry++)
        {
            try
            {
                await ListenAsync(() => (retry, _isReached) = (0, true), _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                _isReached = false;
                if (retry == 0)
                    _logger.LogWarning("Listening for events failed and is being retried: {Error}", error.Message);
                await Task.Delay(Transient.Delay(retry), _time, CancellationToken.None);
            }
        }
    }

    private async Task ListenAsync(Action connected, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellation);
        connection.Notification += (_, e) =>
        {
            if (long.TryParse(e.Payload, CultureInfo.InvariantCulture, out var sequence))
                Grow(sequence);
        };
        await using (var listen = new NpgsqlCommand("listen platform_events", connection))
            await listen.ExecuteNonQueryAsync(cancellation);
        connected();
        while (true)
        {
            await using (var look = new NpgsqlCommand("select coalesce(max(seq_id), 0) from mt_events", connection))
                Grow((long)(await look.ExecuteScalarAsync(cancellation))!);
            while (await connection.WaitAsync(_look, cancellation))
            {
            }
        }
    }

    private void Grow(long sequence)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            if (sequence <= _last)
                return;
            _last = sequence;
            grown = _grown;
            _grown = NewSignal();
        }
        grown.SetResult();
    }
}

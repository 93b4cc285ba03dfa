using Npgsql;
using Platform.Core;
using Platform.Core.Journal;

namespace Platform.Silo.Lanes;

/// <summary>Waits for events that may change what lanes there should be or what may be trained; epochs, by far the most, telemetry and runs from outside do not.</summary>
public sealed class LaneChanges(NpgsqlDataSource database, JournalNotifications notifications, TimeProvider time)
{
    private static readonly string[] WithoutEffect = ["epoch_completed", "checkpoints_collected", "trial_started", "test_evaluated", "machine_use_sampled", "trial_output_logged"];
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns at the first event of interest after a sequence number, or when the time is over.</summary>
    public async Task WaitAsync(long afterSequence, TimeSpan atMost, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        var seen = afterSequence;
        while (atMost - time.GetElapsedTime(started) is var left && left > TimeSpan.Zero && await notifications.WaitForAsync(seen, left, stop))
        {
            var last = notifications.LastSequence;
            if (await AnyAsync(seen, last, stop))
                return;
            seen = last;
            await Task.Delay(Breath, time, stop);
        }
    }

    private async Task<bool> AnyAsync(long after, long last, CancellationToken stop)
    {
        try
        {
            await using var command = database.CreateCommand("select exists(select 1 from mt_events where seq_id > $1 and seq_id <= $2 and type <> all ($3) and not starts_with(stream_id, $4))");
            command.Parameters.Add(new NpgsqlParameter { Value = after });
            command.Parameters.Add(new NpgsqlParameter { Value = last });
            command.Parameters.Add(new NpgsqlParameter { Value = WithoutEffect });
            command.Parameters.Add(new NpgsqlParameter { Value = StreamNames.Run("") });
            return (bool)(await command.ExecuteScalarAsync(stop))!;
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            return true; // a look costs little, and says itself what is wrong
        }
    }
}

using Npgsql;
using Platform.Core.Trials;

namespace Platform.Silo.Trials;

/// <summary>
/// Tells a lost attempt from one that is alive, so that a lane which was queued twice by mistake does not cost a run an attempt.
/// Only an optimisation: what decides is the attempt's number.
/// </summary>
public sealed class SiloLiveness(NpgsqlDataSource database, SiloOptions options)
{
    // A silo reports each second; a dead one's lanes are recovered more than two seconds after its last report.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1.5);

    /// <summary>True if the run's newest attempt is in the hands of another silo that reported itself just now.</summary>
    public async Task<bool> IsHeldElsewhereAsync(Trial trial, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (trial.Status != TrialStatus.Running || trial.Silo == options.Id)
            return false;
        await using var command = database.CreateCommand("select exists(select 1 from platform_silos where id = $1 and $2 = any(running) and last_seen > now() - $3)");
        command.Parameters.Add(new NpgsqlParameter { Value = trial.Silo! });
        command.Parameters.Add(new NpgsqlParameter { Value = trial.Id });
        command.Parameters.Add(new NpgsqlParameter { Value = Fresh });
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }
}

using Npgsql;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Silo.Trials;

/// <summary>
/// Tells a lost attempt from one that is alive, so that a lane which was queued twice by mistake does not cost a run an attempt.
/// Only an optimisation: what decides is the attempt's number. And tells which silos live, so that what was taken from them is not blamed on a run.
/// </summary>
public sealed class SiloLiveness(NpgsqlDataSource database, SiloTable silos, SiloOptions options)
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

    /// <summary>The silos that live, this one among them; none where the trial has not come so far that it matters.</summary>
    public async Task<IReadOnlyCollection<string>> LivingAsync(Trial trial, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (trial.FruitlessIfTakenOver < Trial.MaxFruitlessAttempts - 1)
            return [];
        return [options.Id, .. (await silos.LiveAsync(Fresh, stop)).Select(silo => silo.Id)];
    }
}

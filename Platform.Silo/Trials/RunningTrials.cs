using System.Collections.Concurrent;

namespace Platform.Silo.Trials;

/// <summary>The runs that this silo has in its hands now. Thread-safe.</summary>
public sealed class RunningTrials
{
    private readonly ConcurrentDictionary<string, RunningTrial> _running = new(StringComparer.Ordinal);
    private volatile bool _stopping;

    /// <summary>True once the silo shuts down: nothing new may begin.</summary>
    public bool Stopping => _stopping;

    /// <summary>A snapshot.</summary>
    public IReadOnlyCollection<RunningTrial> All => [.. _running.Values];

    public bool Contains(string trialId) => _running.ContainsKey(trialId);

    /// <summary>Claims a run for one firing; null if another firing of this silo has it.</summary>
    public RunningTrial? TryAdd(string trialId)
    {
        var trial = new RunningTrial(trialId);
        if (!_running.TryAdd(trialId, trial))
        {
            trial.Dispose();
            return null;
        }
        if (_stopping)
            trial.Interrupt(StopReason.SiloStopping);
        return trial;
    }

    public void Remove(RunningTrial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        _running.TryRemove(trial.TrialId, out _);
    }

    /// <summary>Interrupts everything and lets nothing new begin.</summary>
    public void StopAll()
    {
        _stopping = true;
        foreach (var trial in All)
            trial.Interrupt(StopReason.SiloStopping);
    }
}

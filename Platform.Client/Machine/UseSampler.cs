namespace Platform.Client.Machine;

/// <summary>Samples what the machine, its GPUs and this process use, between one call and the next. Not thread-safe.</summary>
internal sealed class UseSampler(TimeProvider time)
{
    /// <summary>What stands before the names of all of these metrics, as MLflow has it.</summary>
    public const string Prefix = "system/";

    private readonly Nvml? _gpus = Nvml.TryLoad();
    private (MachineUse Machine, ProcessUse Process, long At)? _before;

    /// <summary>
    /// The use since the call before, by MLflow's names where it has one; of the process's metrics each begins with <c>process_</c>. Empty at the first
    /// call. Processor times are percent of all cores; bytes read, written, received and sent are those of the time between the calls.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, double>> Sample()
    {
        var (machine, process, now) = (MachineUse.Read(), ProcessUse.Read(), time.GetTimestamp());
        var before = _before;
        _before = (machine, process, now);
        if (before is not { } then || time.GetElapsedTime(then.At, now) is not { Ticks: > 0 } elapsed)
            return [];
        return [.. machine.Since(then.Machine).Concat(process.Since(then.Process, elapsed)).Concat(_gpus?.Read() ?? []).Select(metric => KeyValuePair.Create(Prefix + metric.Key, metric.Value))];
    }
}

using System.Globalization;

namespace Platform.Client.Machine;

/// <summary>Counters of this process at one moment. Reads and writes are those that reached the disk, as Linux's /proc has them; elsewhere they are not known.</summary>
/// <param name="Processor">Processor time of all threads since the process began.</param>
/// <param name="Memory">Bytes of memory that it has in use (its resident size).</param>
/// <param name="Disk">Bytes read from and written to disks since the process began; null if not known.</param>
internal sealed record ProcessUse(TimeSpan Processor, double Memory, (long Read, long Written)? Disk)
{
    private const double Megabyte = 1e6;

    public static ProcessUse Read() => new(Environment.CpuUsage.TotalTime, Environment.WorkingSet, ReadDisk());

    /// <summary>What happened between an earlier moment and this one.</summary>
    /// <param name="before">The earlier moment.</param>
    /// <param name="elapsed">Time that went by, above zero.</param>
    public IEnumerable<KeyValuePair<string, double>> Since(ProcessUse before, TimeSpan elapsed)
    {
        // The counter and the clock are read one after the other: between two moments that are close the difference may be more than there is.
        yield return new("process_cpu_utilization_percentage", Math.Min(100, 100 * (Processor - before.Processor).TotalSeconds / (elapsed.TotalSeconds * Environment.ProcessorCount)));
        yield return new("process_memory_usage_megabytes", Memory / Megabyte);
        if (Disk is not { } disk || before.Disk is not { } earlier)
            yield break;
        yield return new("process_disk_read_megabytes", (disk.Read - earlier.Read) / Megabyte);
        yield return new("process_disk_write_megabytes", (disk.Written - earlier.Written) / Megabyte);
    }

    // read_bytes: 4096
    private static (long Read, long Written)? ReadDisk()
    {
        var lines = ProcFile.Lines("/proc/self/io").Select(line => line.Split(": ")).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return lines.TryGetValue("read_bytes", out var read) && lines.TryGetValue("write_bytes", out var written)
            && long.TryParse(read, NumberStyles.None, CultureInfo.InvariantCulture, out var bytesRead) && long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var bytesWritten)
            ? (bytesRead, bytesWritten) : null;
    }
}

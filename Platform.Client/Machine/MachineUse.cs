using System.Globalization;

namespace Platform.Client.Machine;

/// <summary>Counters of the machine at one moment, as Linux's /proc has them; elsewhere only the disk is known.</summary>
/// <param name="Busy">Processor time that was used, in ticks of the kernel; null if not known.</param>
/// <param name="Total">Processor time that went by, of all cores.</param>
/// <param name="Memory">Used and whole memory in bytes.</param>
/// <param name="Disk">Used and whole space in bytes where the program runs.</param>
/// <param name="Network">Bytes received and sent by all interfaces but the loopback.</param>
internal sealed record MachineUse(long? Busy, long Total, (double Used, double Whole)? Memory, (double Used, double Whole)? Disk, (long Received, long Sent)? Network)
{
    private const double Megabyte = 1e6;

    public static MachineUse Read()
    {
        var (busy, total) = Processor();
        return new MachineUse(busy, total, ReadMemory(), ReadDisk(), ReadNetwork());
    }

    /// <summary>What happened between an earlier moment and this one.</summary>
    public IEnumerable<KeyValuePair<string, double>> Since(MachineUse before)
    {
        if (Busy is { } busy && before.Busy is { } then && Total > before.Total)
            yield return new("cpu_utilization_percentage", 100.0 * (busy - then) / (Total - before.Total));
        if (Memory is { } memory)
        {
            yield return new("system_memory_usage_megabytes", memory.Used / Megabyte);
            yield return new("system_memory_usage_percentage", 100 * memory.Used / memory.Whole);
        }
        if (Disk is { } disk)
        {
            yield return new("disk_usage_megabytes", disk.Used / Megabyte);
            yield return new("disk_usage_percentage", 100 * disk.Used / disk.Whole);
        }
        if (Network is { } network && before.Network is { } earlier)
        {
            // An interface that has gone took its counters along.
            yield return new("network_receive_megabytes", Math.Max(0, network.Received - earlier.Received) / Megabyte);
            yield return new("network_transmit_megabytes", Math.Max(0, network.Sent - earlier.Sent) / Megabyte);
        }
    }

    // cpu  user nice system idle iowait irq softirq steal …
    private static (long? Busy, long Total) Processor()
    {
        if (ProcFile.Lines("/proc/stat").FirstOrDefault() is not { } line)
            return (null, 0);
        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(Number).ToArray();
        return ticks.Length < 5 ? (null, 0) : (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    private static (double Used, double Whole)? ReadMemory()
    {
        var lines = ProcFile.Lines("/proc/meminfo").Select(line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries)).Where(parts => parts.Length > 1)
            .GroupBy(parts => parts[0], StringComparer.Ordinal).ToDictionary(lines => lines.Key, lines => 1024.0 * Number(lines.First()[1]), StringComparer.Ordinal);
        return lines.TryGetValue("MemTotal", out var whole) && lines.TryGetValue("MemAvailable", out var free) ? (whole - free, whole) : null;
    }

    private static (double Used, double Whole)? ReadDisk()
    {
        try
        {
            var drive = new DriveInfo(Directory.GetCurrentDirectory());
            return (drive.TotalSize - drive.TotalFreeSpace, drive.TotalSize);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    // eth0: bytes packets errs drop fifo frame compressed multicast | bytes …
    private static (long Received, long Sent)? ReadNetwork()
    {
        var interfaces = ProcFile.Lines("/proc/net/dev").Select(line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries)).Where(parts => parts.Length > 9 && parts[0] != "lo" && char.IsAsciiDigit(parts[1][0])).ToArray();
        return interfaces.Length == 0 ? null : (interfaces.Sum(parts => Number(parts[1])), interfaces.Sum(parts => Number(parts[9])));
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

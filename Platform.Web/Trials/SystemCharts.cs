using Platform.Core.Telemetry;
using Platform.Core.Tracking;
using Platform.Web.Charts;
using Platform.Web.Tracking;

namespace Platform.Web.Trials;

/// <summary>A trial's use of machines as charts: what is measured in one unit is drawn together, the machine's beside that of the silo's process.</summary>
public static class SystemCharts
{
    private static readonly (string Title, (string Key, string Name)[] Lines)[] Known =
    [
        ("Processor, % of all cores", [("cpu_utilization_percentage", "machine"), ("process_cpu_utilization_percentage", "process")]),
        ("Memory, MB", [("system_memory_usage_megabytes", "machine"), ("process_memory_usage_megabytes", "process")]),
        ("Memory of the machine, %", [("system_memory_usage_percentage", "machine")]),
        ("Network of the machine, MB a sample", [("network_receive_megabytes", "received"), ("network_transmit_megabytes", "sent")]),
        ("Disk traffic of the process, MB a sample", [("process_disk_read_megabytes", "read"), ("process_disk_write_megabytes", "written")]),
        ("Disk used, %", [("disk_usage_percentage", "machine")]),
        ("Disk used, MB", [("disk_usage_megabytes", "machine")]),
    ];

    /// <summary>One chart for what is known, then one for each other metric, such as a GPU's.</summary>
    /// <param name="start">What the horizontal axis counts from.</param>
    public static IReadOnlyList<(string Title, IReadOnlyList<SeriesLine> Lines)> Of(MachineUse use, DateTimeOffset start)
    {
        ArgumentNullException.ThrowIfNull(use);
        var left = use.Keys.ToHashSet(StringComparer.Ordinal);
        var charts = new List<(string, IReadOnlyList<SeriesLine>)>();
        foreach (var (title, lines) in Known)
        {
            var present = lines.Where(line => left.Remove(UsualColumns.System + line.Key)).ToList();
            if (present.Count > 0)
                charts.Add((title, [.. present.Select(line => Line(use, UsualColumns.System + line.Key, line.Name, Array.IndexOf(lines, line), start))]));
        }
        foreach (var key in left.Order(StringComparer.Ordinal))
            charts.Add((Title(key), [Line(use, key, Title(key), 0, start)]));
        return charts;
    }

    private static SeriesLine Line(MachineUse use, string key, string name, int colour, DateTimeOffset start) =>
        MetricCurves.OverTime(use.Of(key), start.ToUnixTimeMilliseconds(), key, name, colour);

    // system/gpu_0_memory_usage_megabytes: GPU 0 memory usage megabytes
    private static string Title(string key) => Components.Show.Title(key[UsualColumns.System.Length..]);
}

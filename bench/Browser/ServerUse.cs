using System.Globalization;

namespace Bench.Browser;

/// <summary>What a process takes of the machine, as the kernel counts it.</summary>
internal sealed class ServerUse(int process)
{
    private const double TicksPerSecond = 100; // USER_HZ, the unit of /proc on every Linux

    /// <summary>Seconds of processor time so far, of all its threads.</summary>
    public double ProcessorSeconds()
    {
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Resident bytes.</summary>
    public double ResidentBytes()
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status")).First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}

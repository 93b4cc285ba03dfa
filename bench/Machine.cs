using System.Globalization;
using System.Runtime.InteropServices;

namespace Bench;

/// <summary>Where figures were measured.</summary>
public sealed record Machine(string Cpu, int Cores, double MemoryGb, string Os, string Runtime)
{
    /// <summary>The machine that this process runs on.</summary>
    public static Machine Describe() => new(
        Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Math.Round(double.Parse((Field("/proc/meminfo", "MemTotal") ?? "0 kB").Split(' ')[0], CultureInfo.InvariantCulture) / (1 << 20), 1),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);

    private static string? Field(string file, string name) => File.Exists(file)
        ? File.ReadLines(file).Select(line => line.Split(':', 2)).FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == name)?[1].Trim()
        : null;
}

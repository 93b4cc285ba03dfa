using System.Globalization;
using System.Text.Json;

namespace Platform.Cli.Local;

/// <summary>What the process that runs a home's platform tells other commands: PLATFORM_HOME/platform.json.</summary>
/// <param name="ProcessId">The process that runs the platform.</param>
/// <param name="ProcessStart">That process's start, in clock ticks since boot: process ids come round again.</param>
/// <param name="Url">Where the web server answers.</param>
public sealed record RunningPlatform(int ProcessId, long ProcessStart, string Url)
{
    private static string FileIn(string home) => Path.Combine(home, "platform.json");

    /// <summary>The platform that runs for this home, or null.</summary>
    public static RunningPlatform? Find(string home)
    {
        try
        {
            var running = JsonSerializer.Deserialize<RunningPlatform>(File.ReadAllText(FileIn(home)), JsonSerializerOptions.Web);
            return running is not null && StartOf(running.ProcessId) == running.ProcessStart ? running : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // Not there, or left half written by a process that died: either way none runs.
            return null;
        }
    }

    /// <summary>Announces this process as the one that runs the home's platform.</summary>
    public static void Announce(string home, string url)
    {
        var running = new RunningPlatform(Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0, url);
        var temporary = FileIn(home) + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(running, JsonSerializerOptions.Web));
        File.Move(temporary, FileIn(home), overwrite: true);
    }

    public static void Withdraw(string home) => File.Delete(FileIn(home));

    private static long? StartOf(int processId)
    {
        try
        {
            // Field 22 of proc(5)'s stat; the name in field 2 is in brackets and may hold anything.
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

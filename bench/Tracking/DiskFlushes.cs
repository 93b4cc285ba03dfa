using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Bench.Tracking;

/// <summary>What the figures of a durable store depend on: the server's settings, and how often the disk can flush.</summary>
internal static partial class DiskFlushes
{
    private static readonly string[] Names = ["server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers", "max_wal_size", "commit_delay"];

    public static async Task<Dictionary<string, string>> DescribeAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Names)
        {
            await using var command = database.CreateCommand("select current_setting($1)");
            command.Parameters.Add(new NpgsqlParameter { Value = name });
            settings.Add(name, (string)(await command.ExecuteScalarAsync(cancel))!);
        }
        settings.Add("pg_test_fsync_fdatasync_per_second", await FlushRateAsync(cancel));
        return settings;
    }

    // The rate of one 8 kB write and fdatasync, Linux's default, on the disk of temporary files, where the private server lies.
    private static async Task<string> FlushRateAsync(CancellationToken cancel)
    {
        var program = Directory.Exists("/usr/lib/postgresql") ? Directory.GetFiles("/usr/lib/postgresql", "pg_test_fsync", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault() : null;
        if (program is null)
            return "unknown: pg_test_fsync is not installed";
        var file = Path.Combine(Path.GetTempPath(), $"flush-{Environment.ProcessId}");
        var start = new ProcessStartInfo(program, ["-s", "1", "-f", file]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        File.Delete(file);
        return FdatasyncLine().Match(output) is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture).ToString("0", CultureInfo.InvariantCulture)
            : "unknown: " + output[..Math.Min(200, output.Length)];
    }

    [GeneratedRegex(@"fdatasync\s+([0-9.]+) ops/sec")]
    private static partial Regex FdatasyncLine();
}

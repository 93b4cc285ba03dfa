using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Platform.Silo.Tests.Support;

/// <summary>A silo as users run it: a process of its own, which tests may stop in every way.</summary>
public sealed partial class SiloProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private int _disposed;

    private SiloProcess(Process process)
    {
        (_process, Id) = (process, process.Id);
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its process's, also after it has ended.</summary>
    public int Id { get; }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Everything it has written.</summary>
    public string Log => string.Join(Environment.NewLine, _lines);

    public static SiloProcess Start(string? connectionString, string home, int slots = 2, IReadOnlyDictionary<string, string>? more = null)
    {
        var start = new ProcessStartInfo(Executable) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ConnectionStrings__Platform"] = connectionString ?? "";
        start.Environment["PLATFORM_HOME"] = home;
        start.Environment["PLATFORM_DATA"] = Path.Combine(home, "data");
        start.Environment["Silo__Slots"] = slots.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in more ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new SiloProcess(Process.Start(start) ?? throw new InvalidOperationException($"{Executable} did not start."));
    }

    /// <summary>When an attempt's first batch was done, by the silo's own log; null if it is not yet.</summary>
    public DateTimeOffset? FirstBatch(string trialId, int attempt)
    {
        var wanted = $"First batch of trial {trialId}, attempt {attempt.ToString(CultureInfo.InvariantCulture)}, at ";
        var line = _lines.FirstOrDefault(l => l.Contains(wanted, StringComparison.Ordinal));
        return line is null ? null : DateTimeOffset.Parse(FirstBatchTime().Match(line).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>kill -9: the process has no say.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Sends a signal by name: STOP, CONT, TERM.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>SIGTERM; fails unless the process then ends with exit code 0.</summary>
    public async Task EndAsync(TimeSpan within)
    {
        await SignalAsync("TERM");
        var code = await ExitAsync(within);
        Assert.True(code == 0, $"Exit code {code}.{Environment.NewLine}{Log}");
    }

    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Kills it if it still runs; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    // Tests lie in tests/NAME/bin/CONFIGURATION/FRAMEWORK; the silo's own output is used, as it is shipped.
    private static string Executable
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
            return Path.Combine(root, "Platform.Silo", "bin", output.Parent.Name, output.Name, "Platform.Silo");
        }
    }

    [GeneratedRegex(@", at (\S+), ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstBatchTime();

    private void Keep(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }
}

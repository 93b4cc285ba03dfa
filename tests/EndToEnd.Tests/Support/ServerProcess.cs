using System.Collections.Concurrent;
using System.Diagnostics;

namespace EndToEnd.Tests.Support;

/// <summary>One program of the platform as a process; killed when disposed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    public ServerProcess(string project, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [BuildFolders.Program(project), .. arguments])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{project} did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The newest lines that it wrote.</summary>
    public string Log => string.Join(Environment.NewLine, _lines);

    /// <summary>The rest of the first line that holds the text; null while there is none.</summary>
    public string? After(string text) =>
        _lines.Select(l => l.IndexOf(text, StringComparison.Ordinal) is >= 0 and var at ? l[(at + text.Length)..].Trim() : null).FirstOrDefault(l => l is not null);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        while (_lines.Count > 2_000)
            _lines.TryDequeue(out _);
    }
}

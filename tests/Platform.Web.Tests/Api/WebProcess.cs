using Platform.Testing;
using System.Diagnostics;
using System.Text;

namespace Platform.Web.Tests.Api;

/// <summary>The web server as a process of its own, on a free port of loopback; ends when disposed.</summary>
internal sealed class WebProcess : IDisposable
{

    private readonly Process _process;
    private readonly string _home = Directory.CreateTempSubdirectory("platform-web-").FullName;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebProcess(string folder, (string Key, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "Platform.Web.dll"), "--urls", "http://127.0.0.1:0"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _home,
        };
        start.Environment["PLATFORM_HOME"] = _home;
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Append(line.Data).Append('\n');
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where the server and all that it needs was built to.</summary>
    public static string Folder => AppContext.BaseDirectory;

    public static WebProcess Start(string folder, params (string Key, string Value)[] environment) => new(folder, environment);

    /// <summary>The address, once it listens.</summary>
    public Task<Uri> ListeningAsync() => _address.Task.WaitAsync(Eventually.Patience);

    /// <summary>Waits until it has ended on its own; answers its exit code and what it wrote to standard error.</summary>
    public async Task<(int Code, string Error)> EndAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, _errors.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private void Hear(string? line)
    {
        const string listening = "Now listening on: ";
        if (line?.IndexOf(listening, StringComparison.Ordinal) is >= 0 and var at)
            _address.TrySetResult(new Uri(line[(at + listening.Length)..].Trim()));
    }
}

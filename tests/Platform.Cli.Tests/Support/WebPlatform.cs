using System.Diagnostics;
using System.Text;
using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Journal;
using Platform.Core.Views;
using Platform.Testing;

namespace Platform.Cli.Tests.Support;

/// <summary>The web server as a process, as users run it, on a database of its own; commands reach it with --url. One for each test class.</summary>
public sealed class WebPlatform : IAsyncLifetime
{

    private readonly TemporaryFolder _home = new();
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TestDatabase _database = null!;
    private Process? _process;

    public string Url { get; private set; } = "";

    public string Home => _home.Path;

    public EventJournal Journal { get; private set; } = null!;

    public PlatformCommands Commands { get; private set; } = null!;

    public PlatformViews Views { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        Journal = new EventJournal(_database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        Commands = new PlatformCommands(Journal);
        Views = new PlatformViews(_database.DataSource);
        var start = new ProcessStartInfo("dotnet", [Program(), "--urls", "http://127.0.0.1:0"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _home.Path,
        };
        start.Environment["PLATFORM_HOME"] = _home.Path;
        start.Environment["ConnectionStrings__Platform"] = _database.ConnectionString;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            Url = await _address.Task.WaitAsync(Eventually.Patience);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The web server did not listen within {Eventually.Patience.TotalSeconds} s:{Environment.NewLine}{_log}", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            _process.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        await Journal.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
    }

    /// <summary>One run of the command line against this platform.</summary>
    internal Task<CliRun> RunAsync(params string[] args) => CliRun.Of([.. args, "--url", Url]);

    // …/tests/Platform.Cli.Tests/bin/<configuration>/<framework>/ → …/Platform.Web/bin/<configuration>/<framework>/
    private static string Program()
    {
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var root = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "Platform.Web", "bin", framework.Parent.Name, framework.Name, "Platform.Web.dll");
    }

    private void Hear(string? line)
    {
        const string listening = "Now listening on: ";
        _log.AppendLine(line);
        if (line?.IndexOf(listening, StringComparison.Ordinal) is >= 0 and var at)
            _address.TrySetResult(line[(at + listening.Length)..].Trim());
    }
}

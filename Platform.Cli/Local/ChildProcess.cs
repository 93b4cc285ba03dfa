using System.Collections.Concurrent;
using System.Diagnostics;

namespace Platform.Cli.Local;

/// <summary>
/// A long-running child with its output in a log file. It has a session of its own, so that Ctrl-C at the terminal reaches
/// only this program, which then stops its children in order; and the kernel signals it if this program dies unasked.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    // The kernel ties "the parent died" to the *thread* that started the child, and pool threads come and go.
    private static readonly BlockingCollection<Action> Starts = [];
    private static readonly Lazy<Thread> Starter = new(() =>
    {
        var thread = new Thread(() =>
        {
            foreach (var start in Starts.GetConsumingEnumerable()) start();
        }) { IsBackground = true, Name = "starter of children" };
        thread.Start();
        return thread;
    });

    private readonly Process _process;

    private ChildProcess(string name, string log, Process process)
    {
        Name = name;
        Log = log;
        _process = process;
    }

    public string Name { get; }

    /// <summary>The file that its standard output and error are appended to.</summary>
    public string Log { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="log">The file for its output; its folder exists.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables to set on top of this program's own.</param>
    /// <param name="workingFolder">The folder it runs in.</param>
    /// <param name="onParentDeath">The signal's name that it gets if this program dies.</param>
    /// <param name="user">The user to run as (this program being root), or null for its own.</param>
    public static async Task<ChildProcess> StartAsync(string name, string log, IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string>? environment = null, string? workingFolder = null, string onParentDeath = "TERM", string? user = null)
    {
        // The shell opens the log with our rights; setpriv then gives them up.
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false, WorkingDirectory = workingFolder ?? "/" };
        foreach (var argument in new[] { "sh", "-c", """exec "$@" >>"$0" 2>&1 </dev/null""", log, "setpriv", "--pdeathsig", onParentDeath })
            start.ArgumentList.Add(argument);
        if (user is not null)
            foreach (var argument in ServerUser.Rights(user))
                start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--");
        foreach (var argument in command) start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Starter.Value;
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception e)
            {
                started.SetException(new CliException($"Could not start {name}: {e.Message}", ExitCodes.Unreachable, e));
            }
        });
        return new(name, log, await started.Task);
    }

    /// <summary>Asks it to stop, and kills it when it has not done so in time.</summary>
    /// <returns>Whether it went by itself.</returns>
    public async Task<bool> StopAsync(int signal, TimeSpan patience)
    {
        if (_process.HasExited) return true;
        Posix.Signal(_process.Id, signal);
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            Posix.Signal(_process.Id, Posix.Kill);
            await _process.WaitForExitAsync(CancellationToken.None);
            return false;
        }
    }

    /// <summary>Ends when the process does.</summary>
    public Task WaitAsync(CancellationToken cancel) => _process.WaitForExitAsync(cancel);

    /// <summary>An error that says how it ended and what it said last.</summary>
    public CliException Failure(string what) => new(
        $"{what} {Name} ended with exit code {_process.ExitCode}. The last lines of {Log}:{Environment.NewLine}{LogTail.Read(Log)}", ExitCodes.Unreachable);

    public void Dispose() => _process.Dispose();
}

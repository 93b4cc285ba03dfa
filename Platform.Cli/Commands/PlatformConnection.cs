using System.CommandLine;
using Platform.Cli.Api;
using Platform.Cli.Local;

namespace Platform.Cli.Commands;

/// <summary>A command's way to the platform: one that runs already, or one started for the command's own duration.</summary>
internal sealed class PlatformConnection : IAsyncDisposable
{
    private static readonly TimeSpan OtherStartPatience = TimeSpan.FromSeconds(150);

    private readonly LocalPlatform? _own;

    private PlatformConnection(string url, LocalPlatform? own)
    {
        _own = own;
        Client = new PlatformClient(url, Environment.UserName);
    }

    public PlatformClient Client { get; }

    /// <summary>Whether the platform stops with this command.</summary>
    public bool IsOwn => _own is not null;

    /// <summary>Connects, runs the work, and stops what was started for it.</summary>
    public static async Task<int> RunAsync(CliHost host, ParseResult parsed, Func<PlatformConnection, CancellationToken, Task<int>> work, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(parsed.GetValue(CommonOptions.Url), host.ReadEnvironment(), host.Say, cancel);
        if (connection._own is not { } own) return await work(connection, cancel);

        // A part that dies must end the command, not leave it waiting.
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var working = work(connection, both.Token);
        var watching = own.WatchAsync(both.Token);
        await Task.WhenAny(working, watching);
        var partDied = !working.IsCompleted && !cancel.IsCancellationRequested;
        await both.CancelAsync();
        await Task.WhenAny(Task.WhenAll(working, watching));
        if (partDied) await watching;
        return await working;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_own is not null) await _own.DisposeAsync();
    }

    private static async Task<PlatformConnection> OpenAsync(string? url, PlatformEnvironment environment, Action<string> say, CancellationToken cancel)
    {
        if (url is not null) return new(Checked(url), own: null);
        var deadline = DateTime.UtcNow + OtherStartPatience;
        for (var waits = 0; ; waits++)
        {
            if (RunningPlatform.Find(environment.Home) is { } running) return new(running.Url, own: null);
            if (HomeLock.TryTake(environment.Home) is { } homeLock)
            {
                var own = await LocalPlatform.StartAsync(environment, homeLock, anyPort: true, say, cancel);
                return new(own.Url, own);
            }
            if (waits == 0) say($"Another command is starting the platform of {environment.Home}; waiting for it.");
            if (DateTime.UtcNow > deadline)
                throw new CliException($"Another process holds {environment.Home}/lock, but no platform answers. See the logs in {environment.Logs}.", ExitCodes.Unreachable);
            await Task.Delay(100, cancel);
        }
    }

    private static string Checked(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? url
            : throw new CliException($"--url is '{url}'; it must be an address such as http://127.0.0.1:8080.", ExitCodes.Usage);
}

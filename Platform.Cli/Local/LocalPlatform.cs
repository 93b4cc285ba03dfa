using System.Globalization;
using System.Net.Sockets;

namespace Platform.Cli.Local;

/// <summary>A platform on this machine, run by this process: the private cluster, one silo and the web server.</summary>
public sealed class LocalPlatform : IAsyncDisposable
{
    // A line for each request would bury what the log is for.
    private static readonly string[] QuietLog = ["--Logging:LogLevel:Microsoft.AspNetCore", "Warning"];

    // The most that a silo takes.
    private const int MostSlots = 64;

    private static readonly HealthWait Health = new(TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
    private static readonly TimeSpan WebPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SiloPatience = TimeSpan.FromSeconds(30);

    private readonly PlatformEnvironment _environment;
    private readonly HomeLock _lock;
    private readonly Action<string> _say;
    private PrivateCluster? _cluster;
    private ChildProcess? _silo;
    private ChildProcess? _web;

    private LocalPlatform(PlatformEnvironment environment, HomeLock homeLock, string url, Action<string> say)
    {
        _environment = environment;
        _lock = homeLock;
        Url = url;
        _say = say;
    }

    /// <summary>Where the web server answers.</summary>
    public string Url { get; }

    /// <summary>The connection string of the database in use.</summary>
    public string Database => _environment.ConnectionString ?? _cluster!.ConnectionString;

    /// <summary>The web server's process.</summary>
    public int WebProcess => _web!.Id;

    /// <summary>Starts everything and waits until the web server says that everything is up.</summary>
    /// <param name="homeLock">The home's lock; the platform owns it from here on.</param>
    /// <param name="anyPort">Whether another port may be taken when the usual one is in use.</param>
    /// <param name="say">Takes messages for the user.</param>
    /// <param name="slots">Trials that the silo runs at once; null for Silo__Slots, else one a core.</param>
    /// <exception cref="CliException">Something did not start; what did was stopped again.</exception>
    public static async Task<LocalPlatform> StartAsync(PlatformEnvironment environment, HomeLock homeLock, bool anyPort, Action<string> say, CancellationToken cancel,
        int? slots = null)
    {
        var port = environment.Port;
        if (FreePort.Obstacle(port) is { } obstacle)
        {
            if (!anyPort || environment.PortIsChosen)
            {
                homeLock.Dispose();
                throw new CliException(
                    obstacle == SocketError.AccessDenied
                        ? $"Port {port} on 127.0.0.1 is only for the administrator. Set PLATFORM_PORT to a port from 1024."
                        : $"Port {port} on 127.0.0.1 is taken by another program. Stop that program, or set PLATFORM_PORT to a free port.", ExitCodes.Unreachable);
            }
            port = FreePort.Any();
        }
        var platform = new LocalPlatform(environment, homeLock, $"http://127.0.0.1:{port}", say);
        try
        {
            await platform.StartPartsAsync(port, slots, cancel);
            RunningPlatform.Announce(environment.Home, platform.Url);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends only by cancellation, or with an error when a part dies that should not.</summary>
    public async Task WatchAsync(CancellationToken cancel)
    {
        List<Task> ends = [_silo!.WaitAsync(cancel), _web!.WaitAsync(cancel)];
        if (_cluster is not null) ends.Add(_cluster.WaitAsync(cancel));
        await await Task.WhenAny(ends);
        throw _cluster is not null && ends[2].IsCompleted ? _cluster.Failure() : Dead() ?? new CliException("A part of the platform stopped.", ExitCodes.Unreachable);
    }

    /// <summary>Stops the web server, then the silo (which first suspends its trials), then the database.</summary>
    public async ValueTask DisposeAsync()
    {
        RunningPlatform.Withdraw(_environment.Home);
        await StopAsync(_web, WebPatience);
        await StopAsync(_silo, SiloPatience);
        if (_cluster is not null) await _cluster.DisposeAsync();
        _lock.Dispose();
    }

    private async Task StartPartsAsync(int port, int? slots, CancellationToken cancel)
    {
        Directory.CreateDirectory(_environment.Logs);
        var connection = _environment.ConnectionString;
        if (connection is null)
        {
            _say("Starting the database");
            _cluster = await PrivateCluster.StartAsync(_environment.Home, _say, cancel);
            connection = _cluster.ConnectionString;
        }
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Platform"] = connection,
            ["PLATFORM_HOME"] = _environment.Home,
            ["PLATFORM_DATA"] = _environment.Data,
            ["PLATFORM_PORT"] = port.ToString(CultureInfo.InvariantCulture),
        };
        if (slots is not null || Environment.GetEnvironmentVariable("Silo__Slots") is null)
            variables["Silo__Slots"] = (slots ?? Math.Min(Environment.ProcessorCount, MostSlots)).ToString(CultureInfo.InvariantCulture);

        _say("Starting the silo and the web server");
        _silo = await StartAsync("Platform.Silo", "silo.log", variables, []);
        _web = await StartAsync("Platform.Web", "web.log", variables, ["--urls", Url, .. QuietLog]);
        try
        {
            await Health.RunAsync(Url, Dead, _say, cancel);
        }
        catch (CliException late) when (Dead() is null)
        {
            throw new CliException($"{late.Message} The logs are in {_environment.Logs}.", late.ExitCode, late);
        }
    }

    private Task<ChildProcess> StartAsync(string project, string log, Dictionary<string, string> variables, string[] arguments) =>
        ChildProcess.StartAsync(project, Path.Combine(_environment.Logs, log),
            ["dotnet", Repository.Program(_environment.Root, project), .. arguments], variables, Path.Combine(_environment.Root, project));

    private CliException? Dead() =>
        _silo is { HasExited: true } ? _silo.Failure("The silo stopped:")
        : _web is { HasExited: true } ? _web.Failure("The web server stopped:")
        : null;

    private async Task StopAsync(ChildProcess? child, TimeSpan patience)
    {
        if (child is null) return;
        if (!await child.StopAsync(Posix.Terminate, patience))
            _say($"{child.Name} did not stop within {patience.TotalSeconds:0} s and was killed.");
        child.Dispose();
    }
}

using System.Globalization;
using Bench;

namespace Platform.Cli.Local;

/// <summary>A private cluster and a web server on it, in a home of their own, that can be killed and started again at the same places.</summary>
internal sealed class KilledServer : IKilledServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly PlatformEnvironment _environment;
    private readonly HomeLock _lock;
    private readonly Action<string> _say;
    private readonly int _port = FreePort.Any();
    private PrivateCluster? _cluster;
    private ChildProcess? _web;

    private KilledServer(PlatformEnvironment environment, HomeLock homeLock, Action<string> say) => (_environment, _lock, _say) = (environment, homeLock, say);

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}");

    public string Database => _cluster!.ConnectionString;

    /// <summary>Starts both and waits until the web server says that it is up.</summary>
    /// <param name="environment">With a home that nobody else uses; it is deleted in the end.</param>
    public static async Task<KilledServer> StartAsync(PlatformEnvironment environment, Action<string> say, CancellationToken cancel)
    {
        var server = new KilledServer(environment, HomeLock.TryTake(environment.Home)!, say);
        try
        {
            Directory.CreateDirectory(environment.Logs);
            server._cluster = await PrivateCluster.StartAsync(environment.Home, say, cancel);
            await server.StartWebAsync(cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task KillWebAsync(CancellationToken cancel)
    {
        await _web!.StopAsync(Posix.Kill, StopPatience);
        _web.Dispose();
        await StartWebAsync(cancel);
    }

    public async Task KillDatabaseAsync(CancellationToken cancel)
    {
        var before = Database;
        await _cluster!.KillAsync();
        _cluster = await PrivateCluster.StartAsync(_environment.Home, _say, cancel);
        if (Database != before)
            throw new CliException("The database could not be started again at its port: another program has taken it.", ExitCodes.Unreachable);
    }

    public async ValueTask DisposeAsync()
    {
        if (_web is not null)
        {
            await _web.StopAsync(Posix.Terminate, StopPatience);
            _web.Dispose();
        }
        if (_cluster is not null) await _cluster.DisposeAsync();
        _lock.Dispose();
        PrivateCluster.Delete(_environment.Home);
        Directory.Delete(_environment.Home, recursive: true);
    }

    private async Task StartWebAsync(CancellationToken cancel)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Platform"] = Database, ["PLATFORM_HOME"] = _environment.Home, ["PLATFORM_DATA"] = _environment.Data,
            ["PLATFORM_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
        };
        _web = await ChildProcess.StartAsync("Platform.Web", Path.Combine(_environment.Logs, "web.log"),
            ["dotnet", Repository.Program(_environment.Root, "Platform.Web"), "--urls", Address, "--Logging:LogLevel:Microsoft.AspNetCore", "Warning"],
            variables, Path.Combine(_environment.Root, "Platform.Web"));
        using var http = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(5) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        while (true)
        {
            if (_web.HasExited) throw _web.Failure("The web server stopped:");
            try
            {
                // Health would ask for a silo too; here is none.
                using var answer = await http.GetAsync("/api/2.0/mlflow/experiments/get?experiment_id=0", limit.Token);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !limit.IsCancellationRequested))
            {
                // It does not listen yet, or is slow.
            }
            await Task.Delay(50, limit.Token);
        }
    }
}

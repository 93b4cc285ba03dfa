using System.Globalization;
using Bench;

namespace Platform.Cli.Local;

/// <summary>A private cluster and silos on it, in a home of their own.</summary>
internal sealed class KilledSilos : IKilledSilos
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    private readonly PlatformEnvironment _environment;
    private readonly HomeLock _lock;
    private readonly Dictionary<int, ChildProcess> _silos = [];
    private PrivateCluster? _cluster;

    private KilledSilos(PlatformEnvironment environment, HomeLock homeLock) => (_environment, _lock) = (environment, homeLock);

    public string Address => Database;

    public string Database => _cluster!.ConnectionString;

    /// <summary>Starts the database.</summary>
    /// <param name="environment">With a home that nobody else uses; it is deleted in the end.</param>
    public static async Task<KilledSilos> StartAsync(PlatformEnvironment environment, Action<string> say, CancellationToken cancel)
    {
        var silos = new KilledSilos(environment, HomeLock.TryTake(environment.Home)!);
        try
        {
            Directory.CreateDirectory(environment.Logs);
            silos._cluster = await PrivateCluster.StartAsync(environment.Home, say, cancel);
            return silos;
        }
        catch
        {
            await silos.DisposeAsync();
            throw;
        }
    }

    public async Task<int> StartSiloAsync()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Platform"] = Database, ["PLATFORM_HOME"] = _environment.Home, ["PLATFORM_DATA"] = _environment.Data, ["Silo__Slots"] = "2",
        };
        var log = Path.Combine(_environment.Logs, string.Create(CultureInfo.InvariantCulture, $"silo-{_silos.Count + 1}.log"));
        var silo = await ChildProcess.StartAsync(
            "Platform.Silo", log, ["dotnet", Repository.Program(_environment.Root, "Platform.Silo")], variables, Path.Combine(_environment.Root, "Platform.Silo"));
        _silos.Add(silo.Id, silo);
        return silo.Id;
    }

    public async Task KillAsync(int process) => await _silos[process].StopAsync(Posix.Kill, StopPatience);

    public async Task StopAsync(int process)
    {
        if (!await _silos[process].StopAsync(Posix.Terminate, StopPatience))
            throw new TimeoutException($"A silo did not end within {StopPatience.TotalSeconds:0} s of SIGTERM.");
    }

    public string LogOf(int process)
    {
        using var reader = new StreamReader(new FileStream(_silos[process].Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos.Values)
        {
            await silo.StopAsync(Posix.Kill, StopPatience);
            silo.Dispose();
        }
        if (_cluster is not null) await _cluster.DisposeAsync();
        _lock.Dispose();
        PrivateCluster.Delete(_environment.Home);
        Directory.Delete(_environment.Home, recursive: true);
    }
}

using Bench;

namespace Platform.Cli.Local;

/// <summary>A database or platform with a home of its own for one measurement; the home goes with it.</summary>
internal sealed class ScratchService : IStartedService
{
    private readonly string _home;
    private readonly IAsyncDisposable _service;
    private readonly HomeLock? _lock;

    private ScratchService(string home, string address, IAsyncDisposable service, HomeLock? homeLock)
    {
        _home = home;
        Address = address;
        _service = service;
        _lock = homeLock;
    }

    public string Address { get; }

    public static async Task<IStartedService> StartDatabaseAsync(PlatformEnvironment environment, Action<string> say, CancellationToken cancel)
    {
        var home = NewHome(environment);
        var homeLock = HomeLock.TryTake(home);
        var cluster = await PrivateCluster.StartAsync(home, say, cancel);
        return new ScratchService(home, cluster.ConnectionString, cluster, homeLock);
    }

    public static async Task<IStartedService> StartPlatformAsync(PlatformEnvironment environment, int slots, Action<string> say, CancellationToken cancel)
    {
        var home = NewHome(environment);
        var scratch = environment with { Home = home, ConnectionString = null, PortIsChosen = false };
        var platform = await LocalPlatform.StartAsync(scratch, HomeLock.TryTake(home)!, anyPort: true, say, cancel, slots);
        return new ScratchService(home, platform.Url, platform, homeLock: null);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _lock?.Dispose();
        await PrivateCluster.DeleteAsync(_home);
        Directory.Delete(_home, recursive: true);
    }

    // Beside the platform's home, so that it lies on the same disk.
    private static string NewHome(PlatformEnvironment environment) =>
        Path.Combine(environment.Home, "scratch", Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4)));
}

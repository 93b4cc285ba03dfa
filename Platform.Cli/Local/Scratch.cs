using System.Security.Cryptography;

namespace Platform.Cli.Local;

/// <summary>Starts databases and platforms in homes of their own.</summary>
internal static class Scratch
{
    public static async Task<ScratchService<PrivateCluster>> StartDatabaseAsync(PlatformEnvironment environment, Action<string> say, CancellationToken cancel)
    {
        var home = NewHome(environment);
        var homeLock = HomeLock.TryTake(home);
        var cluster = await PrivateCluster.StartAsync(home, say, cancel);
        return new(home, cluster.ConnectionString, cluster.ConnectionString, cluster, homeLock);
    }

    public static async Task<ScratchPlatform> StartPlatformAsync(PlatformEnvironment environment, int slots, Action<string> say, CancellationToken cancel)
    {
        var home = NewHome(environment);
        var scratch = environment with { Home = home, ConnectionString = null, PortIsChosen = false };
        var platform = await LocalPlatform.StartAsync(scratch, HomeLock.TryTake(home)!, anyPort: true, say, cancel, slots);
        return new(new(home, platform.Url, platform.Database, platform, homeLock: null));
    }

    public static async Task<KilledServer> StartKilledServerAsync(PlatformEnvironment environment, Action<string> say, CancellationToken cancel)
    {
        var home = NewHome(environment);
        return await KilledServer.StartAsync(environment with { Home = home, ConnectionString = null, PortIsChosen = false }, say, cancel);
    }

    public static async Task<KilledSilos> StartKilledSilosAsync(PlatformEnvironment environment, Action<string> say, CancellationToken cancel) =>
        await KilledSilos.StartAsync(environment with { Home = NewHome(environment), ConnectionString = null }, say, cancel);

    // In the platform's home, so that it lies on the same disk.
    private static string NewHome(PlatformEnvironment environment) =>
        Path.Combine(environment.Home, "scratch", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)));
}

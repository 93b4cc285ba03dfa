namespace Platform.Testing;

/// <summary>
/// The server that all tests of a process share: the one that the environment variable PLATFORM_TEST_POSTGRES names (a user that may
/// create databases), else a private cluster, started once.
/// </summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<string>> Shared = new(StartAsync);

    /// <summary>Connection string of a user that may create databases.</summary>
    public static Task<string> ConnectionStringAsync() => Shared.Value;

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("PLATFORM_TEST_POSTGRES") is { Length: > 0 } given)
            return given;
        var cluster = await PostgresCluster.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        return cluster.ConnectionString;
    }
}

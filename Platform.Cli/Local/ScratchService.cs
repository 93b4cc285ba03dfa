using Bench;

namespace Platform.Cli.Local;

/// <summary>A database or platform with a home of its own for one measurement or test run; the home goes with it.</summary>
internal sealed class ScratchService<T> : IStartedService where T : IAsyncDisposable
{
    private readonly string _home;
    private readonly HomeLock? _lock;

    public ScratchService(string home, string address, string database, T service, HomeLock? homeLock)
    {
        _home = home;
        Address = address;
        Database = database;
        Service = service;
        _lock = homeLock;
    }

    public string Address { get; }

    public string Database { get; }

    public T Service { get; }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _lock?.Dispose();
        PrivateCluster.Delete(_home);
        Directory.Delete(_home, recursive: true);
    }
}

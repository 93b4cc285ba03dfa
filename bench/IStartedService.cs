namespace Bench;

/// <summary>A database or platform that was started for a measurement and stops when disposed.</summary>
public interface IStartedService : IAsyncDisposable
{
    /// <summary>A database's connection string or a platform's URL.</summary>
    string Address { get; }
}

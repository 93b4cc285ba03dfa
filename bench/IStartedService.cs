namespace Bench;

/// <summary>A database or platform that was started for a measurement and stops when disposed.</summary>
public interface IStartedService : IAsyncDisposable
{
    /// <summary>A database's connection string or a platform's URL.</summary>
    string Address { get; }

    /// <summary>The connection string of the database: the address of a database, or that of a platform's own.</summary>
    string Database { get; }
}

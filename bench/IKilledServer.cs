namespace Bench;

/// <summary>A web server with a database of its own, both there to be killed. Durability is PostgreSQL's default.</summary>
public interface IKilledServer : IStartedService
{
    /// <summary>Kills the web server with SIGKILL and starts it again; returns once it answers.</summary>
    Task KillWebAsync(CancellationToken cancel);

    /// <summary>Kills PostgreSQL's postmaster and all its backends with SIGKILL and starts it again; returns once it takes connections. The web server goes on.</summary>
    Task KillDatabaseAsync(CancellationToken cancel);
}

namespace Bench;

/// <summary>A database and silos on it, of two slots each, there to be killed.</summary>
public interface IKilledSilos : IStartedService
{
    /// <summary>Starts one more silo; answers its process.</summary>
    Task<int> StartSiloAsync();

    /// <summary>Sends SIGKILL to a silo; returns once it is gone.</summary>
    Task KillAsync(int process);

    /// <summary>Sends SIGTERM to a silo; returns once it is gone.</summary>
    /// <exception cref="TimeoutException">It had to be killed.</exception>
    Task StopAsync(int process);

    /// <summary>What a silo has written so far.</summary>
    string LogOf(int process);
}

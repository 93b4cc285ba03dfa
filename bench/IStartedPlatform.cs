namespace Bench;

/// <summary>A platform that was started for a measurement: database, silo and web server.</summary>
public interface IStartedPlatform : IStartedService
{
    /// <summary>The web server's process.</summary>
    int WebProcess { get; }
}

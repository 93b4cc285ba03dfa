namespace Bench;

/// <summary>What a suite gets from the program that runs it.</summary>
/// <param name="Say">Takes progress messages (not part of the result).</param>
/// <param name="DataFolder">PLATFORM_DATA.</param>
/// <param name="StartDatabase">Starts an empty private PostgreSQL server with default durability.</param>
/// <param name="StartPlatform">Starts a platform of its own with an empty database, one silo and the given number of slots.</param>
/// <param name="StartKilledServer">Starts a web server on an empty database, both of which can be killed.</param>
/// <param name="StartKilledSilos">Starts an empty database for silos that can be killed.</param>
/// <param name="BrowserProgram">The assembly that measures pages in a browser; an own program, since it alone needs the browser's driver. May be missing: only the tests' set-up builds it.</param>
public sealed record BenchContext(
    Action<string> Say,
    string DataFolder,
    Func<CancellationToken, Task<IStartedService>> StartDatabase,
    Func<int, CancellationToken, Task<IStartedPlatform>> StartPlatform,
    Func<CancellationToken, Task<IKilledServer>> StartKilledServer,
    Func<CancellationToken, Task<IKilledSilos>> StartKilledSilos,
    string BrowserProgram);

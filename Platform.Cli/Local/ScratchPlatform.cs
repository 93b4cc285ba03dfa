using Bench;

namespace Platform.Cli.Local;

/// <summary>A platform with a home of its own for one measurement; the home goes with it.</summary>
internal sealed class ScratchPlatform(ScratchService<LocalPlatform> service) : IStartedPlatform
{
    public string Address => service.Address;

    public string Database => service.Database;

    public int WebProcess => service.Service.WebProcess;

    public ValueTask DisposeAsync() => service.DisposeAsync();
}

using Platform.Core.Telemetry;

namespace Platform.Web.Api;

/// <summary>What the machine and the silo's process used while a run trained.</summary>
/// <param name="Metrics">By name, all beginning with <c>system/</c>.</param>
public sealed record SystemAnswer(IReadOnlyDictionary<string, SystemSamples> Metrics)
{
    internal static SystemAnswer Of(MachineUse use) => new(use.Keys.ToDictionary(key => key, key => SystemSamples.Of(use.Of(key)), StringComparer.Ordinal));
}

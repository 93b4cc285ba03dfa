namespace Platform.Core.Views;

/// <summary>A worker node as it last reported itself. A table, not events: liveness is not history.</summary>
/// <param name="Id">Unique for the process's life.</param>
/// <param name="Groups">Execution groups it serves: cpu, cuda.</param>
/// <param name="Running">Runs it trains now.</param>
public sealed record SiloView(
    string Id, string Host, int ProcessId, int Slots, int ThreadsPerSlot, IReadOnlyList<string> Groups, IReadOnlyList<string> Running, string Version,
    DateTimeOffset StartedAt, DateTimeOffset LastSeen);

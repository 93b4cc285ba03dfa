using System.Text.Json.Serialization;
using Platform.Core.Journal;
using Platform.Core.Tracking;

namespace Platform.Core.Telemetry;

/// <summary>What the machine and the silo's process used while an attempt trained: a minute of samples, as a rule. The samples are the event's binary part (<see cref="MetricBlock"/>).</summary>
/// <param name="Attempt">The attempt that trained; one that was overtaken may tell of itself later than its successor.</param>
/// <param name="Silo">Where; the process's use is that of all trials that it trains at once.</param>
/// <param name="Points">Samples in the block, over all metrics.</param>
/// <param name="Keys">Metrics in the block.</param>
public sealed record MachineUseSampled(int Attempt, string Silo, int Points, int Keys, DateTimeOffset At) : TelemetryEvent, IBinaryEvent
{
    /// <summary>The encoded samples; steps count from 0 in each attempt.</summary>
    [JsonIgnore]
    public byte[] Block { get; init; } = [];

    /// <summary>The event of a batch with at least one sample.</summary>
    public static MachineUseSampled Of(int attempt, string silo, MetricBatch batch, DateTimeOffset at)
    {
        var (block, points, keys) = MetricBlock.Encode(batch);
        return new MachineUseSampled(attempt, silo, points, keys, at) { Block = block };
    }

    /// <inheritdoc/>
    public IBinaryEvent WithBlock(byte[] block) => this with { Block = block };
}

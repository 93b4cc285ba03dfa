using System.Text.Json.Serialization;
using Platform.Core.Journal;

namespace Platform.Core.Tracking;

/// <summary>A batch of points. The points themselves are the event's binary part (<see cref="MetricBlock"/>); the JSON only counts them.</summary>
/// <param name="Points">Points in the block, each once.</param>
/// <param name="Keys">Keys in the block.</param>
public sealed record MetricsLogged(int Points, int Keys, DateTimeOffset At) : RunEvent, IBinaryEvent
{
    /// <summary>The encoded points.</summary>
    [JsonIgnore]
    public byte[] Block { get; init; } = [];

    /// <summary>The event of a batch with at least one point.</summary>
    public static MetricsLogged Of(MetricBatch batch, DateTimeOffset at)
    {
        var (block, points, keys) = MetricBlock.Encode(batch);
        return new MetricsLogged(points, keys, at) { Block = block };
    }

    /// <inheritdoc/>
    public IBinaryEvent WithBlock(byte[] block) => this with { Block = block };
}

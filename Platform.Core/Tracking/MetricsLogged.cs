using System.Text.Json.Serialization;
using Platform.Core.Journal;
using Platform.Core.Tracking.Blocks;

namespace Platform.Core.Tracking;

/// <summary>A batch of points. The points themselves are the event's binary part (<see cref="MetricBlock"/>); the JSON only counts them.</summary>
/// <param name="Points">Points in the block, each once.</param>
/// <param name="Keys">Keys in the block.</param>
public sealed record MetricsLogged(int Points, int Keys, DateTimeOffset At) : RunEvent, IBinaryEvent
{
    private const int BytesOfPoint = 24; // step, time and value

    private byte[] _block = [];
    private IReadOnlyList<MetricColumn>? _columns; // of this block, and of no other

    /// <summary>The encoded points.</summary>
    [JsonIgnore]
    public byte[] Block
    {
        get => _block;
        init => (_block, _columns) = (value, null);
    }

    /// <summary>The columns that were encoded, 24 bytes a point; 0 of an event that was read.</summary>
    [JsonIgnore]
    public long HeldBytes => _columns is null ? 0 : (long)Points * BytesOfPoint;

    /// <summary>The event of a batch with at least one point.</summary>
    public static MetricsLogged Of(MetricBatch batch, DateTimeOffset at)
    {
        var columns = SortedColumns.Of(batch);
        return new MetricsLogged(columns.Sum(c => c.Count), columns.Count, at) { Block = MetricBlock.Encode(columns), _columns = columns };
    }

    /// <summary>The points of every key, by key in ordinal order: those that were encoded while they are at hand, else decoded.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    internal IReadOnlyList<MetricColumn> Columns() => _columns ?? MetricBlock.Decode(Block);

    /// <inheritdoc/>
    public IBinaryEvent WithBlock(byte[] block) => this with { Block = block };
}

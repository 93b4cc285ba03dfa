using Platform.Core.Tracking.Blocks;

namespace Platform.Core.Tracking.Store;

/// <summary>Parts of a range of steps, equally wide, that take points and summaries in.</summary>
internal sealed class SeriesParts(long first, long last, int count)
{
    private readonly UInt128 _width = (UInt128)unchecked((ulong)(last - first)) + 1;
    private readonly bool _isNarrow = ((UInt128)unchecked((ulong)(last - first)) + 1) * (uint)count <= ulong.MaxValue; // then 64 bits are enough
    private readonly Part[] _parts = new Part[count];

    /// <summary>The part that a step lies in. Steps may be any whole numbers, so their range may need more than 64 bits.</summary>
    public int Of(long step)
    {
        var offset = unchecked((ulong)(step - first));
        return _isNarrow ? (int)(offset * (uint)count / (ulong)_width) : (int)((UInt128)offset * (uint)count / _width);
    }

    /// <summary>Takes a summary into a part.</summary>
    public void Add(int place, SeriesBucket summary)
    {
        ref var part = ref _parts[place];
        part = part.Count == 0 ? new Part(summary.FirstStep, summary.LastStep, summary.Count, summary.Min, summary.Max, summary.Last) : new Part(
            Math.Min(part.FirstStep, summary.FirstStep), Math.Max(part.LastStep, summary.LastStep), part.Count + summary.Count, LatestFold.Lesser(part.Min, summary.Min),
            LatestFold.Greater(part.Max, summary.Max), summary.LastStep >= part.LastStep ? summary.Last : part.Last);
    }

    /// <summary>Takes points into the parts that they lie in.</summary>
    public void Add(MetricColumn column)
    {
        for (var i = 0; i < column.Count; i++)
        {
            var (step, value) = (column.Steps[i], column.Values[i]);
            ref var part = ref _parts[Of(step)];
            part = part.Count == 0 ? new Part(step, step, 1, value, value, value) : new Part(
                Math.Min(part.FirstStep, step), Math.Max(part.LastStep, step), part.Count + 1, LatestFold.Lesser(part.Min, value), LatestFold.Greater(part.Max, value),
                step >= part.LastStep ? value : part.Last);
        }
    }

    /// <summary>The parts that hold something.</summary>
    public IReadOnlyList<SeriesBucket> Filled() =>
        [.. _parts.Where(p => p.Count > 0).Select(p => new SeriesBucket(p.FirstStep, p.LastStep, p.Count, p.Min, p.Max, p.Last))];

    private readonly record struct Part(long FirstStep, long LastStep, long Count, double Min, double Max, double Last);
}

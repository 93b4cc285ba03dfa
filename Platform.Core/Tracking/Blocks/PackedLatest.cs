namespace Platform.Core.Tracking.Blocks;

/// <summary>
/// The latest of every metric of a run in one value: version 1 · keys, front-coded · for each key a byte of flags, last step, last time less that of the
/// key before, last value, minimum and maximum (left out when equal to the last value), count, last step less first step. Values are float32
/// where that is exact.
/// </summary>
internal static class PackedLatest
{
    private const byte Version = 1;
    private const int LongestKey = 4 * TrackingLimits.Key;
    private const int MinIsLast = 1;
    private const int MaxIsLast = 2;
    private const int LastIsSingle = 4;
    private const int MinIsSingle = 8;
    private const int MaxIsSingle = 16;

    /// <param name="metrics">By key in ordinal order, each once.</param>
    public static byte[] Encode(IReadOnlyList<LatestMetric> metrics)
    {
        var writer = new BlockWriter((metrics.Count * 32) + 8);
        writer.Byte(Version);
        if (metrics.Count == 0)
            return writer.ToArray();
        writer.Varint((ulong)metrics.Count);
        FrontCodedKeys.Write(writer, metrics.Select(m => m.Key));
        var time = 0L;
        foreach (var metric in metrics)
        {
            var (step, at, value) = metric.Last;
            var flags = (Same(metric.Min, value) ? MinIsLast : IsSingle(metric.Min) ? MinIsSingle : 0)
                | (Same(metric.Max, value) ? MaxIsLast : IsSingle(metric.Max) ? MaxIsSingle : 0) | (IsSingle(value) ? LastIsSingle : 0);
            writer.Byte((byte)flags);
            writer.Zigzag(step);
            writer.Zigzag(unchecked(at - time));
            time = at;
            Write(writer, value, flags, 0, LastIsSingle);
            Write(writer, metric.Min, flags, MinIsLast, MinIsSingle);
            Write(writer, metric.Max, flags, MaxIsLast, MaxIsSingle);
            writer.Varint((ulong)metric.Count);
            writer.Varint(unchecked((ulong)(step - metric.FirstStep)));
        }
        return writer.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are damaged, or of a later version.</exception>
    public static List<LatestMetric> Decode(ReadOnlySpan<byte> packed)
    {
        var reader = new BlockReader(packed);
        if (reader.Byte() is var version && version != Version)
            throw new InvalidDataException($"Packed metrics have the version {version}; this program reads version {Version}.");
        if (reader.AtEnd)
            return [];
        var keys = FrontCodedKeys.Read(ref reader, reader.Count("keys"), LongestKey);
        var metrics = new List<LatestMetric>(keys.Length);
        var time = 0L;
        foreach (var key in keys)
        {
            var flags = (int)reader.Byte();
            var step = reader.Zigzag();
            time = unchecked(time + reader.Zigzag());
            var value = Read(ref reader, (flags & LastIsSingle) != 0);
            var min = (flags & MinIsLast) != 0 ? value : Read(ref reader, (flags & MinIsSingle) != 0);
            var max = (flags & MaxIsLast) != 0 ? value : Read(ref reader, (flags & MaxIsSingle) != 0);
            var count = (long)reader.Varint();
            metrics.Add(new LatestMetric(key, new MetricPoint(step, time, value), min, max, count, unchecked(step - (long)reader.Varint())));
        }
        return metrics;
    }

    private static void Write(BlockWriter writer, double value, int flags, int leftOut, int single)
    {
        if ((flags & leftOut) != 0)
            return;
        if ((flags & single) != 0)
            writer.Single((float)value);
        else
            writer.Double(value);
    }

    private static double Read(ref BlockReader reader, bool single) => single ? reader.Single() : reader.Double();

    private static bool IsSingle(double value) => Same((float)value, value);

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}

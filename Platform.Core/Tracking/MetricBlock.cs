using Platform.Core.Tracking.Blocks;

namespace Platform.Core.Tracking;

/// <summary>
/// The stored form of a batch's points: self-contained, each point once, about 6 to 13 bytes a point when keys have many. Layout, with
/// numbers as LEB128 varints:
/// <code>
/// 1 (version) · flags · keys k · points p
/// k keys ascending by UTF-16 code unit: bytes shared with the one before · length of the rest · rest in UTF-8
/// flag 1 (every key has the same steps and times): n · steps · times, then for each key values
/// otherwise for each key: n · length of steps and times in bytes · steps · times · values
/// </code>
/// Columns are described at <see cref="ColumnCodec"/>. Bytes that do not have this structure give <see cref="InvalidDataException"/>, never more memory
/// than some hundred times their length. Version 1 has no checksum: damage that leaves the structure whole, such as a flipped bit in a value, is read as
/// another value; the database's own checksums are what guards against that.
/// </summary>
public static class MetricBlock
{
    private const byte Version = 1;
    private const byte SharedTimes = 1;
    private const int LongestKey = 4 * TrackingLimits.Key; // in UTF-8

    /// <summary>The points of every key, by key in ordinal order.</summary>
    /// <exception cref="InvalidDataException">The bytes do not have the structure of a block, or are of a later version.</exception>
    public static IReadOnlyList<MetricColumn> Decode(ReadOnlySpan<byte> block)
    {
        var columns = new List<MetricColumn>();
        Read(block, null, columns);
        return columns;
    }

    /// <summary>The points of one key; null if it has none. Other keys' points are passed over.</summary>
    /// <exception cref="InvalidDataException">The bytes do not have the structure of a block, or are of a later version.</exception>
    public static MetricColumn? Decode(ReadOnlySpan<byte> block, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var columns = new List<MetricColumn>(1);
        Read(block, key, columns);
        return columns.Count == 0 ? null : columns[0];
    }

    /// <summary>Encodes a batch's points, sorted and each once.</summary>
    internal static (byte[] Block, int Points, int Keys) Encode(MetricBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var columns = SortedColumns.Of(batch);
        return (Encode(columns), columns.Sum(c => c.Count), columns.Count);
    }

    /// <summary>Encodes columns by key in ordinal order, their points ascending and each once.</summary>
    internal static byte[] Encode(List<MetricColumn> columns)
    {
        if (columns.Count == 0)
            throw new ArgumentException("A block has at least one point.", nameof(columns));
        var points = columns.Sum(c => c.Count);
        var shared = columns.TrueForAll(c => c.Steps.AsSpan().SequenceEqual(columns[0].Steps) && c.Times.AsSpan().SequenceEqual(columns[0].Times));
        var writer = new BlockWriter((points * 12) + (columns.Count * 12) + 16);
        writer.Byte(Version);
        writer.Byte(shared ? SharedTimes : (byte)0);
        writer.Varint((ulong)columns.Count);
        writer.Varint((ulong)points);
        FrontCodedKeys.Write(writer, columns.Select(c => c.Key));
        if (shared)
        {
            writer.Varint((ulong)columns[0].Count);
            WriteTimes(writer, columns[0]);
        }
        foreach (var column in columns)
        {
            if (!shared)
            {
                var times = new BlockWriter((column.Count * 4) + 32);
                WriteTimes(times, column);
                writer.Varint((ulong)column.Count);
                writer.Varint((ulong)times.Length);
                writer.Bytes(times.Written);
            }
            ColumnCodec.WriteValues(writer, column.Values);
        }
        return writer.ToArray();
    }

    private static void WriteTimes(BlockWriter writer, MetricColumn column)
    {
        ColumnCodec.WriteNumbers(writer, column.Steps);
        ColumnCodec.WriteNumbers(writer, column.Times);
    }

    private static void Read(ReadOnlySpan<byte> block, string? only, List<MetricColumn> found)
    {
        var reader = new BlockReader(block);
        if (reader.Byte() is var version && version != Version)
            throw new InvalidDataException($"A block of points has the version {version}; this program reads version {Version}.");
        var flags = reader.Byte();
        if (flags > SharedTimes)
            throw new InvalidDataException($"A block of points has the unknown flags {flags}.");
        var shared = flags == SharedTimes;
        var keyCount = reader.Count("keys");
        var points = reader.Varint();
        var keys = FrontCodedKeys.Read(ref reader, keyCount, LongestKey);
        long[] steps = [], times = [];
        if (shared)
            ReadTimes(ref reader, reader.Count("points"), out steps, out times);
        var total = 0UL;
        foreach (var key in keys)
        {
            var wanted = only is null || only == key;
            var n = shared ? steps.Length : reader.Count("points");
            if (!shared)
            {
                var part = new BlockReader(reader.Take(reader.Count("bytes of steps and times")));
                if (wanted)
                    ReadTimes(ref part, n, out steps, out times);
            }
            if (wanted)
                found.Add(new MetricColumn(key, steps, times, ColumnCodec.ReadValues(ref reader, n)));
            else
                ColumnCodec.SkipValues(ref reader, n);
            total += (ulong)n;
        }
        if (total != points || !reader.AtEnd)
            throw new InvalidDataException("A block of points does not hold what it says.");
    }

    private static void ReadTimes(ref BlockReader reader, int n, out long[] steps, out long[] times)
    {
        steps = ColumnCodec.ReadNumbers(ref reader, n);
        times = ColumnCodec.ReadNumbers(ref reader, n);
    }
}

using System.Text;

namespace Platform.Core.Tracking.Blocks;

/// <summary>
/// Keys in ascending order, each without the bytes that it shares with the one before (front coding; Witten, Moffat and Bell, Managing
/// Gigabytes, 1999, section 4.1): metric names share long beginnings.
/// </summary>
internal static class FrontCodedKeys
{
    public static void Write(BlockWriter writer, IEnumerable<string> keys)
    {
        byte[] before = [];
        foreach (var key in keys)
        {
            var bytes = Encoding.UTF8.GetBytes(key);
            var shared = before.AsSpan().CommonPrefixLength(bytes);
            writer.Varint((ulong)shared);
            writer.Varint((ulong)(bytes.Length - shared));
            writer.Bytes(bytes.AsSpan(shared));
            before = bytes;
        }
    }

    /// <summary>The keys, ascending and each once.</summary>
    /// <param name="longest">Bytes of a key at most.</param>
    public static string[] Read(ref BlockReader reader, int count, int longest)
    {
        var keys = new string[count];
        var bytes = new byte[longest];
        var length = 0;
        for (var i = 0; i < count; i++)
        {
            var shared = reader.Varint();
            var rest = reader.Varint();
            if (shared > (ulong)length || rest > (ulong)(longest - (int)shared))
                throw new InvalidDataException("A block of points holds a key that is damaged.");
            reader.Take((int)rest).CopyTo(bytes.AsSpan((int)shared));
            length = (int)shared + (int)rest;
            keys[i] = Encoding.UTF8.GetString(bytes, 0, length);
            if (i > 0 && string.CompareOrdinal(keys[i - 1], keys[i]) >= 0)
                throw new InvalidDataException("A block of points holds keys out of order.");
        }
        return keys;
    }
}

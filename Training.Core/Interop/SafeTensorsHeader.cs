using System.Buffers.Binary;
using System.Text.Json;

namespace Training.Core.Interop;

/// <summary>The checked header of a safetensors file: entries in the order of their bytes, together covering the data without gap or overlap.</summary>
internal sealed record SafeTensorsHeader(long DataStart, IReadOnlyList<SafeTensorEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    private const long MostHeaderBytes = 100_000_000;   // the format's own limit

    public static SafeTensorsHeader Read(Stream stream, string file)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new SafeTensorsException(file, $"has {stream.Length} bytes, too few for the 8 bytes of the header's length");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MostHeaderBytes)
            throw new SafeTensorsException(file, $"claims a header of {length} bytes; the format allows at most {MostHeaderBytes}. It is not a safetensors file or is damaged");
        if ((ulong)stream.Length < 8 + length)
            throw new SafeTensorsException(file, $"is cut short: the header needs {8 + length} bytes, the file has {stream.Length}");
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        if (length == 0 || bytes[0] != (byte)'{')
            throw new SafeTensorsException(file, "the header does not begin with '{'. It is not a safetensors file or is damaged");

        var (entries, metadata) = ReadJson(bytes, file);
        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        CheckCover(entries, stream.Length - 8 - (long)length, file);
        return new SafeTensorsHeader(8 + (long)length, entries, metadata);
    }

    private static (List<SafeTensorEntry> Entries, Dictionary<string, string> Metadata) ReadJson(byte[] bytes, string file)
    {
        var entries = new List<SafeTensorEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Name == SafeTensorsFile.MetadataName)
                    ReadMetadata(member.Value, metadata, file);
                else
                    entries.Add(ReadEntry(member.Name, member.Value, file));
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)   // the latter: a text that is not valid UTF-8
        {
            throw new SafeTensorsException(file, $"the header is not valid JSON ({wrong.Message.TrimEnd('.')})", wrong);
        }

        return (entries, metadata);
    }

    private static void ReadMetadata(JsonElement json, Dictionary<string, string> metadata, string file)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new SafeTensorsException(file, "__metadata__ is not an object of texts");
        foreach (var member in json.EnumerateObject())
        {
            metadata[member.Name] = member.Value.ValueKind == JsonValueKind.String
                ? member.Value.GetString()!
                : throw new SafeTensorsException(file, $"__metadata__.{member.Name} is not a text");
        }
    }

    private static SafeTensorEntry ReadEntry(string name, JsonElement json, string file)
    {
        if (json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("dtype", out var dtype) || !json.TryGetProperty("shape", out var shapeJson) || !json.TryGetProperty("data_offsets", out var offsetsJson))
            throw new SafeTensorsException(file, $"tensor '{name}' is not an object with dtype, shape and data_offsets");
        if (dtype.ValueKind != JsonValueKind.String || !Enum.TryParse<SafeTensorType>(dtype.GetString(), out var type)
            || !Enum.IsDefined(type) || type.ToString() != dtype.GetString())
            throw new SafeTensorsException(file, $"tensor '{name}' has the unknown dtype {dtype.GetRawText()}");
        var shape = ReadNumbers(shapeJson) ?? throw new SafeTensorsException(file, $"tensor '{name}' has the shape {shapeJson.GetRawText()}; expected whole numbers of at least 0");
        if (ReadNumbers(offsetsJson) is not [var begin, var end] || end < begin)
            throw new SafeTensorsException(file, $"tensor '{name}' has the data_offsets {offsetsJson.GetRawText()}; expected [begin, end] with begin at most end");
        if (!SizeMatches(type, shape, end - begin))
            throw new SafeTensorsException(file, $"tensor '{name}' of {type} and shape [{string.Join(", ", shape)}] does not take the {end - begin} bytes of its data_offsets");
        return new SafeTensorEntry(name, type, shape, begin, end);
    }

    private static bool SizeMatches(SafeTensorType type, long[] shape, long bytes)
    {
        Int128 size = type.Size();
        foreach (var dimension in shape)
        {
            size *= dimension;
            if (size > long.MaxValue)
                return false;
        }

        return size == bytes;
    }

    private static long[]? ReadNumbers(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array)
            return null;
        var numbers = new long[json.GetArrayLength()];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (json[i].ValueKind != JsonValueKind.Number || !json[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
                return null;
        }

        return numbers;
    }

    private static void CheckCover(List<SafeTensorEntry> entries, long dataBytes, string file)
    {
        long at = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != at)
                throw new SafeTensorsException(file, $"tensor '{entry.Name}' begins at data byte {entry.Begin}; expected {at}: tensors must follow each other without gap or overlap");
            if (entry.End > dataBytes)
                throw new SafeTensorsException(file, $"is cut short: tensor '{entry.Name}' ends at data byte {entry.End}, the file holds {dataBytes}");
            at = entry.End;
        }

        if (at != dataBytes)
            throw new SafeTensorsException(file, $"has {dataBytes - at} bytes after the last tensor");
    }
}

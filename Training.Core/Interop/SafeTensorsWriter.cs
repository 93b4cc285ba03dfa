using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Training.Core.Interop;

/// <summary>
/// Writes the safetensors format: 8 bytes with the header's length (little-endian), a JSON header padded with spaces to a multiple of
/// 8, then the tensors without gaps. Equal input gives equal bytes: tensors are ordered by element size (widest first, so that
/// all are aligned) and keep the caller's order within one size.
/// </summary>
public static class SafeTensorsWriter
{
    /// <summary>Writes a whole file to a stream, one tensor at a time.</summary>
    /// <param name="destination">Need not be seekable; stays open.</param>
    /// <param name="tensors">With unique names.</param>
    /// <param name="metadata">Free texts for the header's <c>__metadata__</c>; null for none.</param>
    /// <exception cref="ArgumentException">A name is used twice or reserved, or a dimension is negative.</exception>
    /// <exception cref="InvalidOperationException">A tensor wrote more or fewer bytes than its shape says.</exception>
    public static void Write(Stream destination, IEnumerable<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(tensors);
        var ordered = tensors.OrderByDescending(tensor => tensor.Type.Size()).ToList();
        WriteHeader(destination, ordered, metadata);
        var counted = new CountingStream(destination);
        foreach (var tensor in ordered)
        {
            var before = counted.Written;
            tensor.WriteTo(counted);
            if (counted.Written - before != Bytes(tensor))
                throw new InvalidOperationException($"Tensor '{tensor.Name}' wrote {counted.Written - before} bytes; its shape ({string.Join(", ", tensor.Shape)}) of {tensor.Type} needs {Bytes(tensor)}.");
        }
    }

    private static void WriteHeader(Stream destination, List<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { SafeTensorsFile.MetadataName };
        var header = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject(SafeTensorsFile.MetadataName);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                    throw new ArgumentException($"The tensor name '{tensor.Name}' is used twice or reserved.", nameof(tensors));
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.ToString());
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [offset, offset += Bytes(tensor)]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        header.Write("       "u8[..((8 - (header.WrittenCount % 8)) % 8)]);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.WrittenCount);
        destination.Write(length);
        destination.Write(header.WrittenSpan);
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static long Bytes(SafeTensor tensor)
    {
        var bytes = (long)tensor.Type.Size();
        foreach (var size in tensor.Shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, tensor.Name);
            bytes = checked(bytes * size);
        }

        return bytes;
    }
}

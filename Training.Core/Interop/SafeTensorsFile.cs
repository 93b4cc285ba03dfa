using System.Runtime.InteropServices;

namespace Training.Core.Interop;

/// <summary>Reads a safetensors file: the header at once, tensors when asked for. The whole layout is checked before anything is returned.</summary>
public sealed class SafeTensorsFile : IDisposable
{
    /// <summary>The header's name for free texts.</summary>
    internal const string MetadataName = "__metadata__";

    private readonly Stream _stream;
    private readonly string _name;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafeTensorEntry> _byName;

    private SafeTensorsFile(Stream stream, string name, SafeTensorsHeader header)
    {
        _stream = stream;
        _name = name;
        _dataStart = header.DataStart;
        Entries = header.Entries;
        Metadata = header.Metadata;
        _byName = Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>The header's free texts; empty when it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>All tensors, in the order of their bytes.</summary>
    public IReadOnlyList<SafeTensorEntry> Entries { get; }

    /// <summary>Opens a file and checks its layout.</summary>
    /// <exception cref="SafeTensorsException">The file is cut short, or its header is not exactly what the format says.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SafeTensorsFile Open(string path) => Open(File.OpenRead(path), path);

    /// <summary>Reads from a seekable stream, which is closed with the result.</summary>
    /// <param name="stream">Read from its start.</param>
    /// <param name="name">For messages.</param>
    public static SafeTensorsFile Open(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return new SafeTensorsFile(stream, name, SafeTensorsHeader.Read(stream, name));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The tensor of that name, or null.</summary>
    public SafeTensorEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="SafeTensorsException">There is none.</exception>
    public SafeTensorEntry Get(string name) => Find(name) ?? throw new SafeTensorsException(_name, $"holds no tensor '{name}'");

    /// <summary>Reads a tensor's bytes (little-endian, row-major).</summary>
    /// <param name="entry">A tensor of this file.</param>
    /// <param name="destination">Exactly as long as the tensor.</param>
    public void Read(SafeTensorEntry entry, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, entry.Bytes, nameof(destination));
        _stream.Position = _dataStart + entry.Begin;
        _stream.ReadExactly(destination);
    }

    /// <summary>Reads a tensor of 32-bit floats.</summary>
    public float[] ReadSingles(string name) => Read<float>(name, SafeTensorType.F32);

    /// <summary>Reads a tensor of floats of any size as 32-bit ones, rounded where they are wider.</summary>
    /// <exception cref="SafeTensorsException">There is no such tensor, or it holds whole numbers.</exception>
    public float[] ReadAsSingles(string name) => Get(name).Type switch
    {
        SafeTensorType.F64 => Array.ConvertAll(ReadDoubles(name), value => (float)value),
        SafeTensorType.F16 => Array.ConvertAll(Read<Half>(name, SafeTensorType.F16), value => (float)value),
        SafeTensorType.BF16 => Array.ConvertAll(Read<ushort>(name, SafeTensorType.BF16), bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
        _ => ReadSingles(name),
    };

    /// <summary>Reads a tensor of 64-bit floats.</summary>
    public double[] ReadDoubles(string name) => Read<double>(name, SafeTensorType.F64);

    /// <summary>Reads a tensor of 64-bit integers.</summary>
    public long[] ReadInt64s(string name) => Read<long>(name, SafeTensorType.I64);

    /// <summary>Reads a tensor of bytes.</summary>
    public byte[] ReadBytes(string name) => Read<byte>(name, SafeTensorType.U8);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private T[] Read<T>(string name, SafeTensorType type)
        where T : unmanaged
    {
        var entry = Get(name);
        if (entry.Type != type)
            throw new SafeTensorsException(_name, $"tensor '{name}' is of type {entry.Type}; expected {type}");
        var values = new T[entry.Bytes / type.Size()];
        Read(entry, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}

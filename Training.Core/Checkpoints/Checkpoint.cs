using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Training.Core.Interop;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>
/// One file named by its SHA-256: safetensors (weights under PyTorch's names, optimizer and generator state) with a JSON header. Equal
/// training gives an equal file, byte for byte.
/// </summary>
internal sealed class Checkpoint : IDisposable
{
    private const string Extension = ".ckpt";
    private readonly SafeTensorsFile _tensors;
    private readonly string _file;

    private Checkpoint(string file, SafeTensorsFile tensors, CheckpointHeader header)
    {
        _file = file;
        _tensors = tensors;
        Header = header;
    }

    public CheckpointHeader Header { get; }

    /// <summary>Writes to a temporary name, makes it durable, then gives it its digest's name, so a reader never sees half of one.</summary>
    public static CheckpointInfo Save(string folder, CheckpointHeader header, IEnumerable<(string Name, torch.Tensor Tensor)> tensors)
    {
        Directory.CreateDirectory(folder);
        var partial = Path.Combine(folder, $".{Guid.NewGuid():N}.partial");
        try
        {
            string digest;
            long bytes;
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            using (var hash = SHA256.Create())
            {
                using (var hashed = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
                    SafeTensorsWriter.Write(hashed, tensors.Select(ToEntry), header.ToMetadata());
                digest = Convert.ToHexStringLower(hash.Hash!);
                bytes = stream.Length;
                stream.Flush(flushToDisk: true);
            }

            var file = Path.GetFullPath(Path.Combine(folder, digest + Extension));
            File.Move(partial, file, overwrite: true);
            DurableFolder.Flush(folder);
            return new CheckpointInfo(digest, file, bytes, header.Epoch);
        }
        finally
        {
            File.Delete(partial); // only left after a failure
        }
    }

    /// <summary>Opens a file after checking all its bytes against the expected digest; null takes the digest that the file is named by.</summary>
    /// <exception cref="CheckpointException">Missing, altered, cut short or not a checkpoint.</exception>
    public static Checkpoint Open(string file, string? expectedDigest)
    {
        var expected = expectedDigest ?? NamedDigest(file);
        try
        {
            var found = Digest(file);
            if (!string.Equals(found, expected, StringComparison.OrdinalIgnoreCase))
                throw new CheckpointException(file, $"its content has the digest {found}, expected {expected}: it was cut short or altered. Restore it from a copy, or take another checkpoint of the run.");
            var tensors = SafeTensorsFile.Open(file);
            try
            {
                return new Checkpoint(file, tensors, CheckpointHeader.Parse(tensors.Metadata, file));
            }
            catch
            {
                tensors.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SafeTensorsException)
        {
            throw new CheckpointException(file, $"{e.Message} Expected a checkpoint with the digest {expected}. Restore the file from a copy, or take another checkpoint of the run.", e);
        }
    }

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Contains(string name) => _tensors.Find(name) is not null;

    /// <summary>Whether there is a tensor of that name and shape.</summary>
    public bool Contains(string name, long[] shape) => _tensors.Find(name) is { } entry && entry.Shape.SequenceEqual(shape);

    /// <summary>Fills a tensor from the entry of that name, which must have the same number of elements.</summary>
    public void Load(string name, torch.Tensor target)
    {
        using var guard = torch.no_grad();
        using var source = Read(name, target.shape);
        target.copy_(source);
    }

    /// <summary>A whole number kept as a tensor.</summary>
    public long LoadNumber(string name)
    {
        using var tensor = Read(name, [1]);
        return tensor.ToArray<long>()[0];
    }

    /// <summary>Bytes kept as a tensor.</summary>
    public byte[] LoadBytes(string name)
    {
        try
        {
            return _tensors.ReadBytes(name);
        }
        catch (Exception e) when (e is SafeTensorsException or IOException)
        {
            throw new CheckpointException(_file, $"{e.Message} Use it with the spec that it was saved with.", e);
        }
    }

    public void Dispose() => _tensors.Dispose();

    private static SafeTensor ToEntry((string Name, torch.Tensor Tensor) named)
    {
        var (name, tensor) = named;
        return tensor.dtype switch
        {
            torch.ScalarType.Float32 => new SafeTensor(name, SafeTensorType.F32, tensor.shape, stream => stream.Write(MemoryMarshal.AsBytes(tensor.ToArray<float>().AsSpan()))),
            torch.ScalarType.Int64 => new SafeTensor(name, SafeTensorType.I64, tensor.shape, stream => stream.Write(MemoryMarshal.AsBytes(tensor.ToArray<long>().AsSpan()))),
            torch.ScalarType.Byte => new SafeTensor(name, SafeTensorType.U8, tensor.shape, stream => stream.Write(tensor.ToArray<byte>())),
            var other => throw new ArgumentException($"'{name}' is of type {other}; checkpoints hold float32, int64 and bytes.", nameof(named)),
        };
    }

    private static string NamedDigest(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return name.Length == 64 && name.All(char.IsAsciiHexDigitLower)
            ? name
            : throw new CheckpointException(file, $"is not named by its SHA-256, so it cannot be checked. Expected <64 hexadecimal digits>{Extension}; rename it, or give its digest.");
    }

    /// <summary>SHA-256 of a file, lower-case hex.</summary>
    internal static string Digest(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private torch.Tensor Read(string name, long[] shape)
    {
        try
        {
            var entry = _tensors.Get(name);
            if (!entry.Shape.SequenceEqual(shape))
                throw new CheckpointException(_file, $"'{name}' has the shape ({string.Join(", ", entry.Shape)}), the model needs ({string.Join(", ", shape)}). Use it with the spec that it was saved with.");
            return entry.Type == SafeTensorType.F32
                ? torch.tensor<float>(_tensors.ReadSingles(name), shape)
                : torch.tensor<long>(_tensors.ReadInt64s(name), shape);
        }
        catch (Exception e) when (e is SafeTensorsException or IOException)
        {
            throw new CheckpointException(_file, $"{e.Message} Use it with the spec that it was saved with.", e);
        }
    }
}

using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Training.Core.Data.Images;

/// <summary>
/// A tar file of images, read at any place by any thread. A packed one is unpacked into a nameless temporary file first, which is gone when it is
/// closed. Names in it only tell classes apart: nothing is ever written under them.
/// </summary>
internal sealed class ImageArchive : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <param name="dataset">For messages.</param>
    /// <param name="file">A <c>.tar</c>, or a gzip-packed one.</param>
    /// <exception cref="DatasetException">It cannot be read or unpacks to too much.</exception>
    public ImageArchive(string dataset, string file)
    {
        File = file;
        try
        {
            _handle = System.IO.File.OpenHandle(file);
            Span<byte> magic = stackalloc byte[2];
            if (RandomAccess.Read(_handle, magic, 0) == 2 && magic[0] == 0x1F && magic[1] == 0x8B)
                _handle = Unpack(dataset, file, _handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            _handle?.Dispose();
            throw Damaged(dataset, file, e);
        }
    }

    /// <summary>The file that was named.</summary>
    public string File { get; }

    /// <summary>Every image in it: its name, offset and length.</summary>
    /// <exception cref="DatasetException">It is no whole tar.</exception>
    public IEnumerable<(string Name, long Offset, long Length)> Images(string dataset)
    {
        using var stream = new FileStream(new SafeFileHandle(_handle.DangerousGetHandle(), ownsHandle: false), FileAccess.Read);
        stream.Position = 0;
        using var reader = new TarReader(stream, leaveOpen: true);
        while (Next(reader, dataset) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !ImageEntry.IsImage(entry.Name[(entry.Name.LastIndexOf('/') + 1)..]))
                continue;
            if (entry.Length > ImageLimits.FileBytes)
                throw new DatasetException(dataset, File, $"{File}: {entry.Name} has {entry.Length} bytes; at most {ImageLimits.FileBytes} are taken. Take it out.");
            yield return (entry.Name, entry.DataOffset, entry.Length);
        }
    }

    /// <exception cref="EndOfStreamException">The archive is shorter than it was.</exception>
    public byte[] Read(long offset, int length)
    {
        var bytes = new byte[length];
        for (var got = 0; got < length;)
        {
            var more = RandomAccess.Read(_handle, bytes.AsSpan(got), offset + got);
            if (more == 0)
                throw new EndOfStreamException($"the archive ends at byte {offset + got}, inside this file");
            got += more;
        }

        return bytes;
    }

    public void Dispose() => _handle.Dispose();

    private TarEntry? Next(TarReader reader, string dataset)
    {
        try
        {
            return reader.GetNextEntry();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            throw Damaged(dataset, File, e);
        }
    }

    private static SafeFileHandle Unpack(string dataset, string file, SafeFileHandle packed)
    {
        var limit = (RandomAccess.GetLength(packed) * ImageLimits.Expansion) + ImageLimits.FileBytes;
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var spool = System.IO.File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        try
        {
            System.IO.File.Delete(path); // its bytes stay until the handle is closed, whatever ends the process
            using var content = new GZipStream(new FileStream(packed, FileAccess.Read), CompressionMode.Decompress);
            var buffer = new byte[1 << 20];
            long written = 0;
            for (int got; (got = content.Read(buffer)) > 0; written += got)
            {
                if (written + got > limit)
                    throw new DatasetException(dataset, file, $"{file}: unpacks to more than {limit} bytes, {ImageLimits.Expansion} times its size: hardly an archive of images. Unpack it by hand if it is one.");
                RandomAccess.Write(spool, buffer.AsSpan(0, got), written);
            }

            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    private static DatasetException Damaged(string dataset, string file, Exception e) =>
        new(dataset, file, $"{file}: cannot be read as a tar archive ({e.Message.TrimEnd('.')}). The file is damaged or not the right one: get it again.", e);
}

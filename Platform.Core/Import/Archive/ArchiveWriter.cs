using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Platform.Core.Import.Archive;

/// <summary>Writes an archive of runs, a zip file: points and files in their turn, the manifest last. Equal content gives equal bytes.</summary>
public sealed class ArchiveWriter : IDisposable
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the first that a zip file knows
    private readonly ZipArchive _zip;
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);

    /// <param name="target">Left open.</param>
    public ArchiveWriter(Stream target) => _zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);

    /// <summary>Writes a run's points.</summary>
    public Task<ArchivePoints> WritePointsAsync(string runId, IAsyncEnumerable<SourcePoint> points, CancellationToken stop) =>
        WriteLinesAsync(ArchiveManifest.PointsEntry(runId), points, static (lines, point) => PointJson.Write(lines, point), stop);

    /// <summary>Writes those of a run's points that were measured of logged models; null, and no entry, if there are none.</summary>
    public async Task<ArchivePoints?> WriteMeasuredAsync(string runId, IAsyncEnumerable<MeasuredPoint> measured, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(measured);
        await using var each = measured.GetAsyncEnumerator(stop);
        return await each.MoveNextAsync() ? await WriteLinesAsync(ArchiveManifest.MeasuredEntry(runId), All(), static (lines, point) => MeasuredJson.Write(lines, point), stop) : null;

        async IAsyncEnumerable<MeasuredPoint> All()
        {
            do
                yield return each.Current;
            while (await each.MoveNextAsync());
        }
    }

    /// <summary>Whether the content with this digest is in the archive already.</summary>
    public bool Has(string digest) => _files.Contains(digest);

    /// <summary>Writes a file's content.</summary>
    /// <returns>Its size in bytes.</returns>
    /// <exception cref="InvalidDataException">It has another digest. It lies in the archive nevertheless, which cannot take it back: the manifest must not name it, and it must not come again.</exception>
    public async Task<long> WriteFileAsync(string digest, Stream content, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var entry = Open(ArchiveManifest.FileEntry(digest));
        var block = new byte[1 << 17];
        var size = 0L;
        int read;
        while ((read = await content.ReadAsync(block, stop)) > 0)
        {
            hash.AppendData(block, 0, read);
            await entry.WriteAsync(block.AsMemory(0, read), stop);
            size += read;
        }
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != digest)
            throw new InvalidDataException($"A file of the digest {digest} came with another content.");
        _files.Add(digest);
        return size;
    }

    /// <summary>Writes the manifest, the last entry.</summary>
    public async Task FinishAsync(ArchiveManifest manifest, CancellationToken stop)
    {
        await using var entry = Open(ArchiveManifest.Entry);
        await JsonSerializer.SerializeAsync(entry, manifest, ArchiveManifest.Json, stop);
    }

    public void Dispose() => _zip.Dispose();

    private async Task<ArchivePoints> WriteLinesAsync<T>(string name, IAsyncEnumerable<T> items, Action<IBufferWriter<byte>, T> write, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(items);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var entry = Open(name);
        var lines = new ArrayBufferWriter<byte>(1 << 16);
        var count = 0L;
        await foreach (var item in items.WithCancellation(stop))
        {
            write(lines, item);
            count++;
            if (lines.WrittenCount < 1 << 15)
                continue;
            hash.AppendData(lines.WrittenSpan);
            await entry.WriteAsync(lines.WrittenMemory, stop);
            lines.ResetWrittenCount();
        }
        hash.AppendData(lines.WrittenSpan);
        await entry.WriteAsync(lines.WrittenMemory, stop);
        return new ArchivePoints(count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private Stream Open(string name)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = NoTime;
        return entry.Open();
    }
}

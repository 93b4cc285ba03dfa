using System.Text;
using Platform.Core.Artifacts;

namespace Platform.Web.Output;

/// <summary>Reads the console output that programs keep with their runs: files <c>console/000001.log</c> and so on, each what was written after the one before. Thread-safe.</summary>
public sealed class RunConsole(ArtifactViews artifacts, IArtifactStore store)
{
    /// <summary>The folder of the files.</summary>
    public const string Folder = "console";

    /// <summary>Bytes before the end from which a first look begins.</summary>
    public const int MostBytes = 2_000_000;

    /// <summary>The files in order; none if the run kept no output.</summary>
    public Task<IReadOnlyList<ArtifactFile>> PartsAsync(string runId, CancellationToken stop = default) => artifacts.ListAsync(runId, Folder, stop);

    /// <summary>Adds what came after a file.</summary>
    /// <param name="after">The last file read; null for a first look, which leaves out what lies far before the end.</param>
    /// <returns>The last file read now, and the bytes that were left out.</returns>
    public async Task<(string? Last, long LeftOut)> ReadAsync(string runId, string? after, ConsoleText text, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = (await PartsAsync(runId, stop)).Where(part => after is null || string.CompareOrdinal(part.Path, after) > 0).ToList();
        var first = 0;
        if (after is null)
        {
            var bytes = 0L;
            for (first = parts.Count; first > 0 && bytes + parts[first - 1].Size <= MostBytes; first--)
                bytes += parts[first - 1].Size;
            first = Math.Min(first, Math.Max(0, parts.Count - 1)); // the last part in any case
        }
        foreach (var part in parts.Skip(first))
        {
            await using var content = store.Open(part.Digest);
            if (content is null)
                continue;
            using var reader = new StreamReader(content, Encoding.UTF8);
            var buffer = new char[Math.Min(part.Size, 4L * MostBytes)];
            text.Append(new string(buffer, 0, await reader.ReadBlockAsync(buffer, stop)));
        }
        return (parts.Count == 0 ? after : parts[^1].Path, parts.Take(first).Sum(part => part.Size));
    }

    /// <summary>Writes all of it, as it was written.</summary>
    public async Task CopyAsync(IReadOnlyList<ArtifactFile> parts, Stream to, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var part in parts)
        {
            await using var content = store.Open(part.Digest);
            if (content is not null)
                await content.CopyToAsync(to, stop);
        }
    }
}

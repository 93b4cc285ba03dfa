using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Platform.Core.Artifacts;

/// <summary>
/// Uploads of files in parts that may come side by side, in any order and again: each lies whole and durable under its number and digest before it is answered, so an upload that was cut
/// goes on with the parts that are missing. Nothing of a file can be seen before it is put together. All processes of a platform share them. Thread-safe.
/// </summary>
public sealed class ArtifactUploads(ArtifactStore store)
{
    /// <summary>Parts of one upload.</summary>
    public const int MostParts = 10_000;

    /// <summary>Uploads that are open at a time.</summary>
    public const int MostOpen = 1_000;

    private const string Description = "upload.json";
    private const string Stored = "stored.json";
    private const string Part = ".part";

    private readonly ConcurrentDictionary<string, Lazy<Task<StoredArtifact>>> _joining = new(StringComparer.Ordinal);

    private string Root => store.UploadFolder;

    /// <summary>Begins an upload and answers its identity.</summary>
    /// <param name="target">What will be stored; given back by <see cref="Find"/>.</param>
    /// <param name="parts">1 to <see cref="MostParts"/>.</param>
    /// <exception cref="RuleViolation">Too many uploads are open.</exception>
    public string Begin(string target, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, MostParts);
        DurableFolder.Create(Root);
        if (Directory.EnumerateDirectories(Root).Where(folder => !File.Exists(Path.Combine(folder, Stored))).Take(MostOpen).Count() == MostOpen)
            throw new RuleViolation($"{MostOpen} uploads are open; end some of them, or wait: those that nobody has gone on with for a day are cleared away.");
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        DurableFolder.Create(FolderOf(id));
        Write(id, Description, new ArtifactUpload(target, parts));
        return id;
    }

    /// <summary>An upload that is open or was completed, or null.</summary>
    public ArtifactUpload? Find(string id) => Read<ArtifactUpload>(id, Description);

    /// <summary>What a completed upload has stored; null while it is open.</summary>
    public StoredArtifact? FindStored(string id) => Read<StoredArtifact>(id, Stored);

    /// <summary>Takes a part and answers its digest and size once it is durable. Of several contents of one number the completion says which one counts.</summary>
    /// <param name="number">1 to the upload's parts.</param>
    /// <param name="maxBytes">All parts that have come, together; those that come at the same moment are not counted, the whole is when it is put together.</param>
    /// <exception cref="ArtifactTooLargeException">There is more.</exception>
    /// <exception cref="DirectoryNotFoundException">The upload was ended meanwhile.</exception>
    public async Task<StoredArtifact> PutAsync(string id, int number, Stream content, long maxBytes, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var folder = FolderOf(id);
        var staged = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        try
        {
            var others = new DirectoryInfo(folder).EnumerateFiles($"*{Part}").Sum(Length);
            var part = await ArtifactStore.WriteAsync(content, staged, maxBytes - others, stop);
            File.Move(staged, Path.Combine(folder, $"{Name(number)}{part.Digest}{Part}"), overwrite: true);
            DurableFolder.Flush(folder);
            return part;
        }
        catch (ArtifactTooLargeException)
        {
            throw new ArtifactTooLargeException(maxBytes);
        }
        catch (IOException error) when (error is not DirectoryNotFoundException && Find(id) is null)
        {
            throw new DirectoryNotFoundException($"The upload {id} was ended meanwhile.", error);
        }
        finally
        {
            TryDeleteFile(staged); // only left after a failure
        }
    }

    /// <summary>
    /// Puts the parts together and keeps the whole in the store; they stay until that is recorded. It goes on when the caller gives up, and callers that come meanwhile wait for the same
    /// end: putting a very large file together takes longer than clients wait for an answer.
    /// </summary>
    /// <param name="digests">Of the parts in their order.</param>
    /// <param name="maxBytes">Of the whole.</param>
    /// <param name="record">Records what was stored; done once, before the upload is closed.</param>
    /// <exception cref="InvalidInputException">A part is missing, or another than the one that came.</exception>
    /// <exception cref="ArtifactTooLargeException">There is more than that.</exception>
    public async Task<StoredArtifact> CompleteAsync(string id, IReadOnlyList<string> digests, long maxBytes, Func<StoredArtifact, Task> record, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(digests);
        ArgumentNullException.ThrowIfNull(record);
        var work = _joining.GetOrAdd(id, key => new Lazy<Task<StoredArtifact>>(() => Task.Run(async () =>
        {
            try
            {
                if (FindStored(id) is { } before)
                    return before;
                var stored = await JoinAsync(id, digests, maxBytes);
                await record(stored);
                Close(id, stored);
                return stored;
            }
            finally
            {
                _joining.TryRemove(key, out _);
            }
        }, CancellationToken.None)));
        return await work.Value.WaitAsync(stop);
    }

    private async Task<StoredArtifact> JoinAsync(string id, IReadOnlyList<string> digests, long maxBytes)
    {
        var folder = FolderOf(id);
        var files = digests.Select((digest, i) => Path.Combine(folder, $"{Name(i + 1)}{digest}{Part}")).ToList();
        if (files.FindIndex(file => !File.Exists(file)) is >= 0 and var missing)
            throw new InvalidInputException("parts", string.Create(CultureInfo.InvariantCulture, $"has no part {missing + 1} of that digest; send it (again) and complete the upload with the digest of the answer."));
        if (files.Sum(file => Length(new FileInfo(file))) > maxBytes)
            throw new ArtifactTooLargeException(maxBytes);
        await using var parts = new JoinedFiles(files);
        return await store.SaveAsync(parts, maxBytes, CancellationToken.None);
    }

    // Remembers what was stored, so that a repeated completion has its answer, and deletes the parts.
    private void Close(string id, StoredArtifact stored)
    {
        Write(id, Stored, stored);
        foreach (var part in Directory.EnumerateFiles(FolderOf(id), $"*{Part}"))
            File.Delete(part);
    }

    /// <summary>Ends an upload and deletes what came of it.</summary>
    public void Abort(string id) => Delete(FolderOf(id));

    /// <summary>Deletes uploads that nobody has gone on with since a moment, and answers how many.</summary>
    public int Clear(DateTimeOffset moment)
    {
        if (!Directory.Exists(Root))
            return 0;
        var old = Directory.EnumerateDirectories(Root).Where(folder => Directory.GetLastWriteTimeUtc(folder) < moment.UtcDateTime).ToList();
        old.ForEach(Delete);
        return old.Count;
    }

    // Under another name first: a part that comes meanwhile finds the upload gone instead of half of it.
    private void Delete(string folder)
    {
        try
        {
            var dying = Path.Combine(Root, $"ended-{Guid.NewGuid():N}");
            Directory.Move(folder, dying);
            Directory.Delete(dying, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process was faster.
        }
    }

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0; // deleted meanwhile
        }
    }

    private static void TryDeleteFile(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // Ended with its upload.
        }
    }

    private static string Name(int number) => number.ToString("00000.", CultureInfo.InvariantCulture);

    private static bool IsId(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    private string FolderOf(string id) => IsId(id) ? Path.Combine(Root, id) : throw new ArgumentException($"'{id}' is not 32 hexadecimal digits.", nameof(id));

    private T? Read<T>(string id, string file)
        where T : class
    {
        try
        {
            return IsId(id) ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(Path.Combine(Root, id, file)), PlatformJson.Options) : null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // Whole or not at all.
    private void Write<T>(string id, string file, T content)
    {
        var folder = FolderOf(id);
        var staged = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        using (var stream = new FileStream(staged, FileMode.CreateNew, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, content, PlatformJson.Options);
            stream.Flush(flushToDisk: true);
        }
        File.Move(staged, Path.Combine(folder, file), overwrite: true);
        DurableFolder.Flush(folder);
    }
}

using System.Security.Cryptography;

namespace Platform.Core.Artifacts;

/// <summary>
/// Files by content in a folder: <c>ROOT/ab/abcd….bin</c>, named by the SHA-256 of what is in them. A file is written under <c>ROOT/staging</c>,
/// synced and then moved to its place, and the folder is synced too: a reader never sees half of one, and what was stored survives a power cut. All
/// processes of a platform share the root. Thread-safe.
/// </summary>
public sealed class ArtifactStore : IArtifactStore
{
    private const int BlockBytes = 128 * 1024;
    private const string Extension = ".bin";
    private const string AsideExtension = ".aside";

    /// <summary>Uploads that nobody has gone on with for so long were cut by the end of their process.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private readonly string _root;
    private readonly DurableMoves _moves = new();

    /// <summary>Opens a store for writing and clears what earlier processes left in it.</summary>
    /// <param name="root">Made when it is not there.</param>
    /// <param name="time">To tell what earlier processes left behind.</param>
    public ArtifactStore(string root, TimeProvider? time = null)
        : this(root)
    {
        DurableFolder.Create(root);
        Directory.CreateDirectory(Staging);
        RecoverSetAside();
        var old = (time ?? TimeProvider.System).GetUtcNow() - Abandoned;
        // Contents that are set aside are as old as their last upload, and another process may be deciding on them.
        foreach (var file in Directory.EnumerateFiles(Staging).Where(file => !file.EndsWith(AsideExtension, StringComparison.Ordinal) && File.GetLastWriteTimeUtc(file) < old.UtcDateTime))
            File.Delete(file);
    }

    // For reading: only the place is known.
    private ArtifactStore(string root) => _root = root;

    /// <summary>Where uploads in parts lie; see <see cref="ArtifactUploads"/>.</summary>
    internal string UploadFolder => Path.Combine(Staging, "uploads");

    private string Staging => Path.Combine(_root, "staging");

    /// <summary>The store of a platform home.</summary>
    public static ArtifactStore In(string platformHome, TimeProvider? time = null) => new(RootOf(platformHome), time);

    /// <summary>The store of a platform home for a process that only reads: nothing is made, cleared or moved.</summary>
    public static ArtifactStore ForReading(string platformHome) => new(RootOf(platformHome));

    /// <inheritdoc/>
    public async Task<StoredArtifact> SaveAsync(Stream content, long maxBytes, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var staged = Path.Combine(Staging, Guid.NewGuid().ToString("N"));
        try
        {
            var stored = await WriteAsync(content, staged, maxBytes, stop);
            _moves.Move(staged, PathOf(stored.Digest)); // equal content: replacing is harmless and heals a damaged file
            return stored;
        }
        finally
        {
            File.Delete(staged); // only left after a failure
        }
    }

    /// <inheritdoc/>
    public FileStream? Open(string digest)
    {
        try
        {
            return new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The digests of contents that were not stored, nor stored again, since a moment.</summary>
    internal IEnumerable<string> UntouchedSince(DateTimeOffset moment) => Directory.EnumerateDirectories(_root)
        .Where(folder => folder != Staging)
        .SelectMany(folder => Directory.EnumerateFiles(folder, $"*{Extension}"))
        .Where(file => File.GetLastWriteTimeUtc(file) < moment.UtcDateTime)
        .Select(file => Path.GetFileNameWithoutExtension(file));

    /// <summary>Takes a content out of its place; the same content may be stored there again meanwhile. Null if it is gone already.</summary>
    internal SetAsideContent? SetAside(string digest)
    {
        var file = Path.Combine(Staging, $"{digest}.{Guid.NewGuid():N}{AsideExtension}");
        try
        {
            File.Move(PathOf(digest), file);
            return new SetAsideContent(digest, file, new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Puts a content that was set aside back, or deletes it. What was stored in its place meanwhile stays.</summary>
    internal void Settle(SetAsideContent aside, bool keep)
    {
        if (keep)
            PutBack(aside.File, PathOf(aside.Digest));
        else
            File.Delete(aside.File);
    }

    // What a process that died had set aside may be needed: the next collection decides anew.
    private void RecoverSetAside()
    {
        foreach (var file in Directory.EnumerateFiles(Staging, $"*{AsideExtension}"))
        {
            try
            {
                PutBack(file, PathOf(Path.GetFileName(file).Split('.')[0]));
            }
            catch (FileNotFoundException)
            {
                // Its process lives and has just settled it.
            }
        }
    }

    private static void PutBack(string file, string target)
    {
        try
        {
            File.Move(file, target);
        }
        catch (IOException) when (File.Exists(target))
        {
            File.Delete(file); // equal content was stored again, and its newer date counts
        }
    }

    private static string RootOf(string platformHome) => Path.Combine(platformHome, "artifacts");

    /// <summary>Writes a stream into a new file and answers once it is durable; after a failure the file may be there.</summary>
    /// <exception cref="ArtifactTooLargeException">There is more than <paramref name="maxBytes"/>.</exception>
    internal static async Task<StoredArtifact> WriteAsync(Stream content, string file, long maxBytes, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[BlockBytes];
        var size = 0L;
        await using var target = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
        int read;
        while ((read = await content.ReadAsync(block, stop)) > 0)
        {
            size += read;
            if (size > maxBytes)
                throw new ArtifactTooLargeException(maxBytes);
            hash.AppendData(block, 0, read);
            await target.WriteAsync(block.AsMemory(0, read), stop);
        }

        target.Flush(flushToDisk: true);
        return new StoredArtifact(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    private string PathOf(string digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        if (digest.Length != 64 || !digest.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException($"'{digest}' is not a SHA-256 in lower-case hex.", nameof(digest));
        return Path.Combine(_root, digest[..2], digest + Extension);
    }
}

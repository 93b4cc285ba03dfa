using Platform.Core.Artifacts;

namespace Platform.Core.Checkpoints;

/// <summary>Checkpoint files by content: <c>ROOT/ab/abcd….ckpt</c>, named by the SHA-256 of what is in them. All processes of a platform share the root.</summary>
public sealed class CheckpointStore(string root)
{
    public const string Extension = ".ckpt";

    private readonly DurableMoves _moves = new();

    /// <summary>The store of a platform home.</summary>
    public static CheckpointStore In(string platformHome) => new(Path.Combine(platformHome, "checkpoints"));

    /// <summary>Where a checkpoint of this digest lies or would lie. Throws <see cref="ArgumentException"/> if it is no SHA-256 in lower-case hex.</summary>
    public string PathOf(string digest)
    {
        if (!IsDigest(digest))
            throw new ArgumentException($"'{digest}' is not a SHA-256 in lower-case hex.", nameof(digest));
        return Path.Combine(root, digest[..2], digest + Extension);
    }

    public bool Exists(string digest) => File.Exists(PathOf(digest));

    /// <summary>A folder on the same file system in which a new checkpoint is written before <see cref="Adopt"/> moves it to its place.</summary>
    public string StagingFolder()
    {
        var folder = Path.Combine(root, "staging");
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Moves a complete, synced file to its place, where it survives a power cut from now on. Content that is already there stays as it is.</summary>
    public void Adopt(string file, string digest) => _moves.Move(file, PathOf(digest)); // equal content: replacing is harmless and heals a damaged file

    /// <summary>Deletes a checkpoint; nothing happens if it is gone already.</summary>
    public void Delete(string digest)
    {
        var path = PathOf(digest);
        if (File.Exists(path))
            File.Delete(path);
    }

    /// <summary>Whether a text is a SHA-256 in lower-case hex.</summary>
    public static bool IsDigest(string digest) => digest.Length == 64 && digest.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}

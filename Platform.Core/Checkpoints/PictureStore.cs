using System.Security.Cryptography;
using Platform.Core.Artifacts;

namespace Platform.Core.Checkpoints;

/// <summary>Pictures that runs made, by content: <c>ROOT/ab/abcd….png</c>, named by the SHA-256 of what is in them. All processes of a platform share the root.</summary>
public sealed class PictureStore(string root)
{
    /// <summary>Largest picture that is kept.</summary>
    public const int MostBytes = 8 << 20;

    private readonly DurableMoves _moves = new();

    /// <summary>The store of a platform home.</summary>
    public static PictureStore In(string platformHome) => new(Path.Combine(platformHome, "pictures"));

    /// <summary>Where a picture of this digest lies or would lie. Throws <see cref="ArgumentException"/> if it is no SHA-256 in lower-case hex.</summary>
    public string PathOf(string digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        if (digest.Length != 64 || !digest.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException($"'{digest}' is not a SHA-256 in lower-case hex.", nameof(digest));
        return Path.Combine(root, digest[..2], digest + ".png");
    }

    /// <summary>Keeps a picture; the same content again changes nothing. Returns its digest. A reader never sees half of one.</summary>
    public string Save(ReadOnlySpan<byte> png)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(png.Length, MostBytes);
        var digest = Convert.ToHexStringLower(SHA256.HashData(png));
        var path = PathOf(digest);
        if (File.Exists(path))
            return digest;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(png);
                stream.Flush(flushToDisk: true);
            }

            _moves.Move(partial, path); // equal content
        }
        finally
        {
            File.Delete(partial); // only left after a failure
        }

        return digest;
    }
}

using System.Buffers;
using System.Text;

namespace Platform.Core.Artifacts;

/// <summary>Names of files within a run or logged model. They never become paths of the server's disk, but of those who download them.</summary>
public static class ArtifactPath
{
    /// <summary>Most characters of a whole path.</summary>
    public const int MostCharacters = 1_000;

    /// <summary>Most bytes of a whole path in UTF-8: with its owner it is a key of the database's index, which takes about 2,700.</summary>
    public const int MostBytes = 2_000;

    /// <summary>What is allowed, for messages.</summary>
    public const string Rule =
        "a relative path of at most 1000 characters and 2000 bytes in UTF-8 with / between its parts, none of them empty, '.' or '..', without backslashes, drive letters and control characters";

    /// <summary>Whether a text is a path of a file or a folder.</summary>
    public static bool IsValid(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length is 0 or > MostCharacters)
            return false;
        var bytes = 0;
        for (var rest = path.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done || rune.Value == '\\' || Rune.IsControl(rune))
                return false;
            bytes += rune.Utf8SequenceLength;
            rest = rest[used..];
        }
        if (bytes > MostBytes || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0])))
            return false;
        return path.Split('/').All(part => part is not ("" or "." or ".."));
    }

    /// <summary>Refuses what is no path of a file.</summary>
    /// <exception cref="InvalidInputException">It is none; says what is.</exception>
    internal static void Check(string path)
    {
        if (path is null || !IsValid(path))
            throw new InvalidInputException("path", $"is not {Rule}.");
    }
}

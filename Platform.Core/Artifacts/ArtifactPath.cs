namespace Platform.Core.Artifacts;

/// <summary>Names of files within a run or logged model. They never become paths of the server's disk, but of those who download them.</summary>
public static class ArtifactPath
{
    /// <summary>Most characters of a whole path.</summary>
    public const int MostCharacters = 1_000;

    /// <summary>What is allowed, for messages.</summary>
    public const string Rule = "a relative path of at most 1000 characters with / between its parts, none of them empty, '.' or '..', without backslashes, drive letters and control characters";

    /// <summary>Whether a text is a path of a file or a folder.</summary>
    public static bool IsValid(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length is 0 or > MostCharacters || path.Any(c => c == '\\' || char.IsControl(c)))
            return false;
        if (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))
            return false;
        return path.Split('/').All(part => part is not ("" or "." or ".."));
    }
}

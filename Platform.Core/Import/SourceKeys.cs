using System.Text;

namespace Platform.Core.Import;

/// <summary>Names of metrics as the platform takes them: letters, digits and <c>_ - . : /</c> and blanks, at most 250 characters, a normal relative path.</summary>
public static class SourceKeys
{
    /// <summary>Characters that a name may have.</summary>
    internal const int Longest = 250;

    /// <summary>The name as it is if it is allowed, else the nearest that is: other characters become <c>_</c>, needless slashes go.</summary>
    public static string Clean(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var text = new StringBuilder(key.Length);
        foreach (var rune in key.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is '_' or '-' or '.' or ' ' or ':' or '/')
                text.Append(rune);
            else
                text.Append('_');
        }
        var parts = text.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => part.All(c => c == '.') ? "_" : part);
        var clean = string.Join('/', parts);
        if (clean.StartsWith("..", StringComparison.Ordinal))
            clean = "_" + clean[1..];
        if (clean.Length > Longest)
            clean = clean[..(char.IsHighSurrogate(clean[Longest - 1]) ? Longest - 1 : Longest)];
        return clean.Length == 0 ? "_" : clean;
    }
}

using System.Text.RegularExpressions;

namespace Platform.Core.Registry;

/// <summary>The names by which versions are served. Three are known to everyone; others are free.</summary>
public static partial class ModelAlias
{
    public const string Champion = "champion";
    public const string Challenger = "challenger";
    public const string Archived = "archived";

    public static IReadOnlyList<string> WellKnown { get; } = [Champion, Challenger, Archived];

    /// <summary>Lower-case letters, digits, dash and underscore, beginning with a letter, at most 64; never like a version number (v1).</summary>
    public static bool IsValid(string alias) => Pattern().IsMatch(alias) && !VersionLike().IsMatch(alias) && alias != "latest";

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{0,63}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^v[0-9]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionLike();
}

using System.Text.RegularExpressions;

namespace Platform.Core.Registry;

/// <summary>The names by which versions are served. Three are known to everyone; others are free.</summary>
public static partial class ModelAlias
{
    public const string Champion = "champion";
    public const string Challenger = "challenger";
    public const string Archived = "archived";

    public static IReadOnlyList<string> WellKnown { get; } = [Champion, Challenger, Archived];

    /// <summary>What an alias may be, for messages.</summary>
    public const string Rule = "at most 255 letters, digits, dashes or underscores, not digits only, and not like 'v1' or 'latest'";

    /// <summary>Letters, digits, dash and underscore, at most 255; never like a version number (1, v1). MLflow's rule, and no number.</summary>
    public static bool IsValid(string alias) => Pattern().IsMatch(alias) && !VersionLike().IsMatch(alias) && alias != "latest";

    [GeneratedRegex(@"^[\p{L}\p{N}_-]{1,255}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^[vV]?[0-9]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionLike();
}

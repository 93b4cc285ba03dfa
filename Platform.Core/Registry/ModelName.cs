using System.Text.RegularExpressions;

namespace Platform.Core.Registry;

/// <summary>Names of registered models: they stand in URLs and stream names.</summary>
public static partial class ModelName
{
    public const string Rule = "1 to 128 letters, digits, dots, dashes or underscores, beginning with a letter or digit";

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}

using System.Text.RegularExpressions;

namespace Platform.Core.Tracking.Questions;

/// <summary>SQL's LIKE: <c>%</c> any text, <c>_</c> any character; the whole text must match. Linear in the text, whatever the pattern.</summary>
internal static class LikePattern
{
    public static Func<string, bool> Compile(string pattern, bool ignoreCase)
    {
        var options = RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        var expression = string.Concat(pattern.Select(c => c switch
        {
            '%' => ".*",
            '_' => ".",
            _ => Regex.Escape(c.ToString()),
        }));
        var regex = new Regex($@"\A{expression}\z", options, Regex.InfiniteMatchTimeout);
        return regex.IsMatch;
    }
}

namespace Platform.Web.Api.Mlflow;

/// <summary>SQL's LIKE without an escape character: % stands for any characters, _ for exactly one.</summary>
internal static class LikePattern
{
    /// <summary>
    /// Whether the whole text fits the pattern. Greedy with one way back, to the last %: time O(text · pattern) at worst, no recursion.
    /// </summary>
    public static bool IsMatch(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, bool ignoreCase)
    {
        int t = 0, p = 0, afterAny = -1, retry = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '%')
            {
                afterAny = ++p;
                retry = t;
            }
            else if (p < pattern.Length && (pattern[p] == '_' || Same(text[t], pattern[p], ignoreCase)))
            {
                t++;
                p++;
            }
            else if (afterAny >= 0)
            {
                p = afterAny;
                t = ++retry;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '%')
            p++;
        return p == pattern.Length;
    }

    private static bool Same(char a, char b, bool ignoreCase) => a == b || ignoreCase && char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}

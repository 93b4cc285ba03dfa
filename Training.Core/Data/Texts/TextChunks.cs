namespace Training.Core.Data.Texts;

/// <summary>
/// Cuts a text into the pieces that byte-pair merges never cross: a run of letters, of digits, of white space or of other signs, with the one
/// space before it. The idea is GPT-2's (Radford et al. 2019, section 2.2); the rule here needs no tables of Unicode beyond .NET's.
/// </summary>
internal static class TextChunks
{
    private const int Longest = 64; // so that encoding a piece, quadratic in its length, stays cheap whatever the text

    public static IEnumerable<string> Of(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            if (text[at] == ' ' && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]))
                at++;
            var kind = Kind(text[at]);
            while (at < text.Length && at - start < Longest && Kind(text[at]) == kind)
                at++;
            if (char.IsLowSurrogate(text[at < text.Length ? at : at - 1]) && at < text.Length)
                at++; // never between the halves of a character
            yield return text[start..at];
        }
    }

    private static int Kind(char c) => char.IsWhiteSpace(c) ? 0 : char.IsLetter(c) ? 1 : char.IsDigit(c) ? 2 : 3;
}

namespace Platform.Web.Palette;

/// <summary>How well what somebody types fits a title: every word's letters must be there in order; beginnings of words and letters side by side count more.</summary>
public static class FuzzyMatch
{
    private const int Letter = 1;
    private const int WordStart = 8;
    private const int TitleStart = 4;
    private const int SideBySide = 10;

    /// <summary>The greatest sum over the words of the text, or null if a word is not in the title. Upper and lower case are the same.</summary>
    /// <remarks>A dynamic programme over (letter, place), in the manner of fzf's scoring (its algo.go): letters × length steps a word.</remarks>
    public static int? Score(string text, string title)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(title);
        var score = 0;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (ScoreOfWord(word, title) is not { } own)
                return null;
            score += own;
        }
        return score;
    }

    // best[j]: the greatest score of the letters so far with the last of them at place j of the title.
    private static int? ScoreOfWord(string word, string title)
    {
        var best = new int?[title.Length];
        for (var i = 0; i < word.Length; i++)
        {
            var next = new int?[title.Length];
            int? before = null; // the best of all places before j
            for (var j = 0; j < title.Length; j++)
            {
                if (char.ToUpperInvariant(word[i]) == char.ToUpperInvariant(title[j]))
                {
                    var there = Letter + (IsWordStart(title, j) ? WordStart : 0) + (j == 0 ? TitleStart : 0);
                    var beside = i > 0 && j > 0 ? best[j - 1] + SideBySide : null;
                    var reached = i == 0 ? 0 : Greater(before, beside);
                    next[j] = reached + there;
                }
                before = i > 0 ? Greater(before, best[j]) : before;
            }
            best = next;
        }
        return best.Max();
    }

    private static int? Greater(int? a, int? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);

    private static bool IsWordStart(string title, int place) =>
        place == 0 || (!char.IsLetterOrDigit(title[place - 1]) && char.IsLetterOrDigit(title[place])) || (char.IsLower(title[place - 1]) && char.IsUpper(title[place]));
}

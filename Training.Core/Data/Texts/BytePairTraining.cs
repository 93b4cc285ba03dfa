using System.Text;

namespace Training.Core.Data.Texts;

/// <summary>
/// Byte-pair encoding (Sennrich, Haddow and Birch 2016) on bytes: again and again the most frequent pair of neighbours becomes a token of its
/// own. Among equally frequent pairs the smallest numbers win, so a text has one answer.
/// </summary>
internal static class BytePairTraining
{
    /// <summary>The pairs merged, two numbers each, in order: pair k makes the token 256 + k. Fewer than asked when no pair occurs twice.</summary>
    /// <remarks>O(merges · distinct pairs) beside one pass over the text.</remarks>
    public static IReadOnlyList<int> Learn(string text, int vocabulary)
    {
        var words = TextChunks.Of(text).GroupBy(chunk => chunk, StringComparer.Ordinal)
            .Select(group => (Tokens: Encoding.UTF8.GetBytes(group.Key).Select(b => (int)b).ToList(), Count: (long)group.Count())).ToArray();
        var counts = new Dictionary<(int Left, int Right), long>();
        var places = new Dictionary<(int Left, int Right), HashSet<int>>();
        for (var word = 0; word < words.Length; word++)
            Count(words[word].Tokens, words[word].Count, word, counts, places);
        var merges = new List<int>();
        while (256 + (merges.Count / 2) < vocabulary && Best(counts) is { } best)
        {
            var made = 256 + (merges.Count / 2);
            merges.AddRange([best.Left, best.Right]);
            foreach (var word in places[best].Order().ToArray())
            {
                var (tokens, count) = words[word];
                Count(tokens, -count, word, counts, places);
                Merge(tokens, best, made);
                Count(tokens, count, word, counts, places);
            }

            counts.Remove(best);
            places.Remove(best);
        }

        return merges;
    }

    /// <summary>Puts one token in the place of each occurrence of a pair, from the left.</summary>
    public static void Merge(List<int> tokens, (int Left, int Right) pair, int made)
    {
        var to = 0;
        for (var from = 0; from < tokens.Count; from++)
        {
            var found = from + 1 < tokens.Count && tokens[from] == pair.Left && tokens[from + 1] == pair.Right;
            tokens[to++] = found ? made : tokens[from];
            if (found)
                from++;
        }

        tokens.RemoveRange(to, tokens.Count - to);
    }

    private static void Count(List<int> tokens, long count, int word, Dictionary<(int, int), long> counts, Dictionary<(int, int), HashSet<int>> places)
    {
        for (var i = 1; i < tokens.Count; i++)
        {
            var pair = (tokens[i - 1], tokens[i]);
            counts[pair] = counts.GetValueOrDefault(pair) + count;
            if (count <= 0)
                continue;
            if (!places.TryGetValue(pair, out var where))
                places[pair] = where = [];
            where.Add(word);
        }
    }

    private static (int Left, int Right)? Best(Dictionary<(int Left, int Right), long> counts)
    {
        (int Left, int Right)? best = null;
        var most = 1L; // a pair that occurs once is not worth a token
        foreach (var (pair, count) in counts)
        {
            if (count > most || (count == most && best is { } other && pair.CompareTo(other) < 0))
                (best, most) = (pair, count);
        }

        return best;
    }
}

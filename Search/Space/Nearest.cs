namespace Search;

/// <summary>Proposes the known name that a person most likely meant.</summary>
public static class Nearest
{
    /// <summary><c>; did you mean 'high'? (known: ...)</c>, or only the known names when none is near.</summary>
    public static string Suggest(string word, IEnumerable<string> known)
    {
        var names = known.ToArray();
        var best = names.Select(name => (Name: name, Distance: Distance(word, name))).OrderBy(pair => pair.Distance).FirstOrDefault();
        var list = names.Length == 0 ? "none" : string.Join(", ", names);
        return best.Name is not null && best.Distance <= Math.Max(1, word.Length / 3)
            ? $"; did you mean '{best.Name}'? (known: {list})"
            : $" (known: {list})";
    }

    /// <summary>
    /// Edits between two words, case ignored: insert, delete, replace one character or swap two neighbours (optimal string
    /// alignment; Damerau, CACM 7, 1964).
    /// </summary>
    private static int Distance(string left, string right)
    {
        var (a, b) = (left.ToLowerInvariant(), right.ToLowerInvariant());
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    edits[i, j] = i + j;
                    continue;
                }

                var replaced = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(replaced, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }

        return edits[a.Length, b.Length];
    }
}

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

    /// <summary>Edits (insert, delete, replace one character, case ignored) between two words; Levenshtein 1966, by rows.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = diagonal + (char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}

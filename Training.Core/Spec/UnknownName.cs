namespace Training.Core;

/// <summary>The message for a field name that the catalogue does not hold, with what the user probably meant.</summary>
internal static class UnknownName
{
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["lr"] = "learning_rate", ["wd"] = "weight_decay", ["batch"] = "batch_size", ["bs"] = "batch_size", ["dataset"] = "data",
        ["arch"] = "model", ["architecture"] = "model", ["layers"] = "mlp.layers", ["width"] = "mlp.width", ["widths"] = "mlp.widths", ["channels"] = "cnn.channels",
        ["blocks"] = "cnn.blocks", ["kernel"] = "cnn.kernel", ["opt"] = "optimizer", ["smoothing"] = "label_smoothing", ["random_seed"] = "seed",
    };

    /// <summary>A sentence naming the nearest known names, or all of them when none is near.</summary>
    public static string Message(string name)
    {
        var near = Near(name);
        return near.Count > 0
            ? $"'{name}' is not a training field. Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?"
            : $"'{name}' is not a training field. Known fields: {string.Join(", ", TrainingFields.All.Select(field => field.Name))}.";
    }

    /// <summary>Up to three known names within a third of the name's length in edits, nearest first.</summary>
    public static IReadOnlyList<string> Near(string name)
    {
        if (Aliases.TryGetValue(name, out var alias))
            return [alias];
        var wanted = Plain(name);
        var reach = Math.Max(1, wanted.Length / 3);
        return TrainingFields.All
            .Select(field => (field.Name, Distance: Edits(wanted, Plain(field.Name))))
            .Where(candidate => candidate.Distance <= reach)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(3)
            .Select(candidate => candidate.Name)
            .ToList();
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Edit distance with swaps of neighbours (Damerau 1964, restricted form), O(|a| |b|).</summary>
    private static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(change, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}

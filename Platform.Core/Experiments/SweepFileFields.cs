using System.Globalization;
using Search;

namespace Platform.Core.Experiments;

/// <summary>Typed reading of one group of keys. A wrong value is noted under its path and replaced by a usable one.</summary>
/// <param name="map">The group.</param>
/// <param name="prefix">What stands before a key in its path, such as <c>objective.</c>.</param>
internal sealed class SweepFileFields(SweepFileMap map, string prefix, SweepFileErrors errors)
{
    private readonly Dictionary<string, SweepFileNode> _byKey = map.Members.ToDictionary(StringComparer.Ordinal);

    /// <summary>The value, or null when the key is absent or empty.</summary>
    public SweepFileNode? Find(string key) => _byKey.GetValueOrDefault(key) is { } node and not SweepFileScalar { Value: null } ? node : null;

    public void RefuseOthers(IReadOnlyList<string> known)
    {
        foreach (var (key, _) in map.Members.Where(m => !known.Contains(m.Key, StringComparer.Ordinal)).TakeWhile(_ => !errors.IsFull))
            errors.Add(prefix + Shorten(key), $"is not a key{Nearest.Suggest(Shorten(key), known)}.");
    }

    /// <summary>A text that must be there; a number stands for its text. Null when wrong.</summary>
    public string? Text(string key, int maxLength)
    {
        var text = Find(key) switch
        {
            SweepFileScalar { Value: string s } => s.Trim(),
            SweepFileScalar { Value: long number } => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        if (text is null || text.Length == 0)
            errors.Add(prefix + key, Find(key) is { } node and not SweepFileScalar { Value: string } ? $"is {node.Kind}; give a text." : "is missing; give a text.");
        else if (text.Length > maxLength)
            errors.Add(prefix + key, $"has {text.Length} characters; at most {maxLength} are allowed.");
        else if (!IsPrintable(text))
            errors.Add(prefix + key, "holds control characters or broken Unicode; use plain text on one line.");
        else
            return text;
        return null;
    }

    /// <summary>A whole number in a range. Without a fallback the key must be there; the draft then has <paramref name="low"/>.</summary>
    public long Whole(string key, long low, long high, long? fallback)
    {
        var rule = $"a whole number from {low} to {high}";
        switch (Find(key))
        {
            case null when fallback is { } usual:
                return usual;
            case null:
                errors.Add(prefix + key, $"is missing; give {rule}.");
                break;
            case SweepFileScalar { Value: long number } when number >= low && number <= high:
                return number;
            case SweepFileScalar { Value: double real } when Math.Truncate(real) == real && real >= low && real <= high:
                return (long)real;
            case var wrong:
                errors.Add(prefix + key, $"is {wrong.Kind}; give {rule}.");
                break;
        }

        return fallback ?? low;
    }

    public string OneOf(string key, string[] known, string fallback)
    {
        switch (Find(key))
        {
            case null:
                return fallback;
            case SweepFileScalar { Value: string text } when known.Contains(text, StringComparer.Ordinal):
                return text;
            case var wrong:
                var suggestion = wrong is SweepFileScalar { Value: string word } ? Nearest.Suggest(Shorten(word), known) : $"; give {string.Join(" or ", known)}";
                errors.Add(prefix + key, $"is {wrong.Kind}{suggestion}.");
                return fallback;
        }
    }

    /// <summary>The scalar of a node as double, long, string or bool; null when it is none or cannot be stored.</summary>
    public static object? Usable(SweepFileNode node) => node switch
    {
        SweepFileScalar { Value: double real } => double.IsFinite(real) ? real : null,
        SweepFileScalar { Value: string text } => text.Length <= 1_000 && IsPrintable(text) ? text : null,
        SweepFileScalar { Value: { } other } => other,
        _ => null,
    };

    /// <summary>Whether a key can be the name of a field or option.</summary>
    public static bool IsName(string key) => key.Length is >= 1 and <= 100 && IsPrintable(key) && !string.IsNullOrWhiteSpace(key);

    /// <summary>A key as a message may show it.</summary>
    public static string Shorten(string key)
    {
        var clean = new string([.. key.Take(100).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
        return key.Length > 100 ? clean + "…" : clean;
    }

    /// <summary>No control characters and no half of a surrogate pair: what the database's JSON can hold and a page can show.</summary>
    public static bool IsPrintable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff')
                return false;
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}

using System.Globalization;

namespace Platform.Core.Tracking;

/// <summary>What keys, values and names may be: short enough, and text that the database can store.</summary>
internal static class TrackingRules
{
    /// <summary>Checks a key of a metric, parameter or tag.</summary>
    public static void CheckKey(string field, string key) => CheckText(field, key, TrackingLimits.Key, mayBeEmpty: false);

    /// <summary>Checks a text's length and characters.</summary>
    /// <exception cref="InvalidInputException">Names the field, the rule and the remedy.</exception>
    public static void CheckText(string field, string? text, int longest, bool mayBeEmpty = true)
    {
        if (string.IsNullOrEmpty(text))
        {
            if (text is null || !mayBeEmpty)
                throw new InvalidInputException(field, "must not be empty; give it at least one character.");
            return;
        }
        if (text.Length > longest)
            throw new InvalidInputException(field, string.Create(CultureInfo.InvariantCulture, $"has {text.Length} characters, but at most {longest} are allowed; shorten it ('{text[..20]}…')."));
        if (IndexOfUnstorable(text) is >= 0 and var place)
            throw new InvalidInputException(field, string.Create(CultureInfo.InvariantCulture, $"holds a character at position {place} that cannot be stored (U+{(int)text[place]:X4}); leave it out."));
    }

    /// <summary>Checks a run's identity as it is given from outside: 32 hexadecimal digits in lower case.</summary>
    public static void CheckRunId(string runId)
    {
        if (runId.Length != 32 || !runId.All(char.IsAsciiHexDigitLower))
            throw new InvalidInputException("run_id", $"'{(runId.Length > 40 ? runId[..40] + "…" : runId)}' is not 32 hexadecimal digits in lower case.");
    }

    // U+0000 and halves of surrogate pairs.
    private static int IndexOfUnstorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                return i;
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return i;
            i++;
        }
        return -1;
    }
}

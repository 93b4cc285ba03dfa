using static Training.Core.FieldRules;

namespace Training.Core;

/// <summary>The rules of a search dimension over a field; the answer is null or a sentence with the value, the rule and the remedy.</summary>
internal static class DimensionRules
{
    public static string? Check(TrainingField field, double? low, double? high, bool log, IReadOnlyList<object>? choices)
    {
        if (!field.Searchable)
            return $"cannot be searched over. Give it one fixed value: {Expected(field)}.";
        return choices is null ? CheckRange(field, low, high, log) : CheckChoices(field, low, high, choices);
    }

    private static string? CheckRange(TrainingField field, double? low, double? high, bool log)
    {
        if (field.Type is not ("float" or "int"))
            return $"is not a number and has no range. List the values to try, each {Expected(field)}.";
        if (low is not { } from || high is not { } to)
            return $"needs both low and high, or a list of choices. Allowed: {Expected(field)}.";
        if (!(from < to))
            return $"the range {Show(from)} to {Show(to)} is empty. Give a low below the high.";
        if (log && from <= 0)
            return $"a log range cannot begin at {Show(from)}. Give a low above 0{(field.SearchRange is { Low: > 0 } range ? $", such as {Show(range.Low)}" : "")}, or drop log.";
        return CheckEnd("low", field, from) ?? CheckEnd("high", field, to);
    }

    private static string? CheckEnd(string end, TrainingField field, double value) =>
        FieldRules.Check(field, value, out _) is null ? null : $"{end} is {Show(value)}, but {field.Name} takes {Expected(field)}. Move the range inside that.";

    private static string? CheckChoices(TrainingField field, double? low, double? high, IReadOnlyList<object> choices)
    {
        if (low is not null || high is not null)
            return "has a list of choices and a range. Give one of them.";
        if (choices.Count == 0)
            return $"has an empty list of choices. List at least one value, each {Expected(field)}.";
        var seen = new HashSet<object>();
        for (var i = 0; i < choices.Count; i++)
        {
            if (FieldRules.Check(field, choices[i], out var value) is { } message)
                return $"choice {i + 1}: {message}";
            if (!seen.Add(value))
                return $"choice {i + 1}: {Show(value)} is listed twice. Remove one.";
        }

        return null;
    }
}

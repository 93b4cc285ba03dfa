using System.Globalization;
using System.Text.Json;

namespace Training.Core;

/// <summary>The rules of single values and of values together; each answer is null or a sentence with the value, the rule and the remedy.</summary>
internal static class FieldRules
{
    /// <summary>Checks one value. Numbers may come as any numeric type or as a JSON element: 64 and 64.0 are the same for an int, 1 and 1.0 for a float.</summary>
    /// <param name="field">The field.</param>
    /// <param name="given">The value as it came.</param>
    /// <param name="value">The value in the field's own type: double, long, string or bool; only meaningful without an error.</param>
    public static string? Check(TrainingField field, object? given, out object value)
    {
        var plain = Plain(given);
        value = plain ?? field.Default;
        return (field.Type, plain) switch
        {
            (_, null) => $"has no value. Give {Expected(field)}, or leave the field out for the default {Show(field.Default)}.",
            ("flag", bool) => null,
            ("name", string text) => CheckName(field, text),
            ("source", string text) => CheckSource(field, text),
            ("text", string text) when field.Rule is not null => CheckText(field, text),
            ("text", double number) when field.Rule is not null => CheckText(field, (string)(value = number.ToString(CultureInfo.InvariantCulture))),
            ("text", long number) when field.Rule is not null => CheckText(field, (string)(value = number.ToString(CultureInfo.InvariantCulture))),
            ("text", string text) => CheckWidths(field, text),
            ("text", long number) => CheckWidths(field, (string)(value = number.ToString(CultureInfo.InvariantCulture))),
            ("choice", _) => CheckChoice(field, plain, ref value),
            ("int", long number) => CheckRange(field, number),
            ("int", double number) when Whole(number) is { } whole => CheckRange(field, (long)(value = whole)),
            ("float", double number) => CheckRange(field, number),
            ("float", long number) => CheckRange(field, (double)(value = (double)number)),
            _ => $"{Show(plain)} is not {Expected(field)}. Give {Expected(field)}.",
        };
    }

    /// <summary>Rules that involve more than one field.</summary>
    public static IEnumerable<SpecError> CheckTogether(IReadOnlyDictionary<string, object> values)
    {
        if (values["optimizer"] is "sgd" && values["nesterov"] is true && values["momentum"] is 0.0)
            yield return new SpecError("nesterov", "needs a momentum above 0, but momentum is 0. Raise momentum or turn nesterov off.");
        if (values["split.fold"] is long fold && values["split.folds"] is long folds && fold > Math.Max(1, folds))
            yield return new SpecError("split.fold", $"{fold} is more than split.folds, which is {folds}. Raise split.folds or give a smaller fold.");
    }

    /// <summary>What a field takes, for people: <c>a whole number from 1 to 8</c>.</summary>
    public static string Expected(TrainingField field) => field.Type switch
    {
        "int" => $"a whole number from {Show(field.Low!.Value)} to {Show(field.High!.Value)}",
        "float" => $"a number from {Show(field.Low!.Value)} to {Show(field.High!.Value)}",
        "choice" => $"one of {string.Join(", ", field.Choices!.Select(Show))}",
        "flag" => "true or false",
        "name" => "a name of small letters, digits, dots, dashes and underscores, at most 64",
        "source" => "models:/NAME@ALIAS, models:/NAME/VERSION, runs:/RUN, sha256:DIGEST or file:NAME.safetensors",
        _ when field.Expected is { } expected => expected,
        _ => "hidden layer widths such as '512,256'",
    };

    /// <summary>A value as people write it.</summary>
    public static string Show(object? value) => value switch
    {
        null => "nothing",
        string text => $"'{text}'",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"a {value.GetType().Name}",
    };

    private static string? CheckRange(TrainingField field, double number) =>
        number >= field.Low && number <= field.High ? null : $"{Show(number)} is outside {Show(field.Low)} to {Show(field.High)}. Give {Expected(field)}.";

    private static string? CheckChoice(TrainingField field, object plain, ref object value)
    {
        if (plain is double number && Whole(number) is { } whole)
            plain = whole;
        if (field.Choices!.Contains(plain))
        {
            value = plain;
            return null;
        }

        return $"{Show(plain)} is not known. Use {Expected(field)}.";
    }

    private static string? CheckName(TrainingField field, string text) =>
        text.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_')
            ? null
            : $"{Show(text)} is not a name. Give {Expected(field)}.";

    // What a source names is for whoever resolves it; here it must only be a plain word that leads nowhere else.
    private static string? CheckSource(TrainingField field, string text)
    {
        if (text.Length == 0)
            return null;
        if (text.Length > TransferFields.MostCharacters)
            return $"has {text.Length} characters, at most {TransferFields.MostCharacters} are allowed. Give {Expected(field)}.";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var plain = colon > 0 && colon < text.Length - 1 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '@' or '.' or '_' or '-');
        return plain && !text.Contains("..", StringComparison.Ordinal) ? null : $"{Show(text)} is not a source of weights. Give {Expected(field)}.";
    }

    private static string? CheckText(TrainingField field, string text) => field.Rule!(text) is { } wrong ? $"{Show(text)} {wrong} Give {Expected(field)}." : null;

    private static string? CheckWidths(TrainingField field, string text)
    {
        if (text.Length == 0)
            return null;
        var width = TrainingFields.Get("mlp.width");
        var layers = TrainingFields.Get("mlp.layers");
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > layers.High)
            return $"{Show(text)} has {parts.Length} layers, at most {Show(layers.High)} are allowed. Give {Expected(field)}.";
        var wrong = parts.FirstOrDefault(part =>
            !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var units) || units < width.Low || units > width.High);
        return wrong is null ? null : $"'{wrong}' in {Show(text)} is not a whole number from {Show(width.Low)} to {Show(width.High)}. Give {Expected(field)}.";
    }

    private static long? Whole(double number) => number == Math.Truncate(number) && Math.Abs(number) <= TrainingFields.MaxSeed ? (long)number : null;

    private static object? Plain(object? given) => given switch
    {
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        JsonElement { ValueKind: JsonValueKind.Number } json => json.TryGetInt64(out var whole) ? whole : json.GetDouble(),
        JsonElement { ValueKind: JsonValueKind.Null } => null,
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(given, CultureInfo.InvariantCulture),
        float or decimal => Convert.ToDouble(given, CultureInfo.InvariantCulture),
        _ => given,
    };
}

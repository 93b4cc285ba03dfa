namespace Training.Core;

/// <summary>Checked values of every field, defaults filled in.</summary>
internal sealed class FieldValues
{
    private readonly Dictionary<string, object> _values;

    private FieldValues(Dictionary<string, object> values) => _values = values;

    /// <summary>Checks all given values and fills in the rest. Throws <see cref="SpecException"/> with every error.</summary>
    public static FieldValues Read(IReadOnlyDictionary<string, object> fields) =>
        TryRead(fields, out var values) is { Count: > 0 } errors ? throw new SpecException(errors) : values;

    /// <summary>Checks all given values and fills in the rest; the result is usable only when no error comes back.</summary>
    public static IReadOnlyList<SpecError> TryRead(IReadOnlyDictionary<string, object> fields, out FieldValues read)
    {
        var errors = fields.Keys
            .Where(name => TrainingFields.Find(name) is null)
            .Order(StringComparer.Ordinal)
            .Select(name => new SpecError(name, UnknownName.Message(name)))
            .ToList();
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var field in TrainingFields.All)
        {
            if (!fields.TryGetValue(field.Name, out var given))
                values[field.Name] = field.Default;
            else if (FieldRules.Check(field, given, out var value) is { } message)
                errors.Add(new SpecError(field.Name, message));
            else
                values[field.Name] = value;
        }

        if (errors.Count == 0)
            errors.AddRange(FieldRules.CheckTogether(values));
        read = new FieldValues(values);
        return errors;
    }

    /// <summary>The widths in a checked text such as <c>512,256</c>.</summary>
    public static int[] ParseWidths(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture))];

    public double Float(string name) => (double)_values[name];

    public long Long(string name) => (long)_values[name];

    public int Int(string name) => checked((int)Long(name));

    public string Text(string name) => (string)_values[name];

    public bool Flag(string name) => (bool)_values[name];
}

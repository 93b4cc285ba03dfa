using Training.Core.Data;

namespace Training.Core;

/// <summary>Short ways to write entries of the catalogue.</summary>
internal static class Fields
{
    public static TrainingField Float(
        string name, string title, double value, double low, double high, string help,
        FieldCondition? when = null, FieldRange? search = null, bool log = false) =>
        new(name, "float", value, help) { Title = title, Low = low, High = high, When = when, SearchRange = search, Searchable = true, LogScale = log };

    public static TrainingField Int(
        string name, string title, long value, double low, double high, string help,
        FieldCondition? when = null, FieldRange? search = null, bool log = false, string? unit = null, bool searchable = false) =>
        new(name, "int", value, help)
        {
            Title = title, Low = low, High = high, When = when, SearchRange = search, Searchable = searchable || search is not null, LogScale = log, Unit = unit,
        };

    public static TrainingField Choice(
        string name, string title, object value, IReadOnlyList<object> choices, string help,
        FieldCondition? when = null, bool searchable = false, string? unit = null) =>
        new(name, "choice", value, help) { Title = title, Choices = choices, When = when, Searchable = searchable, Unit = unit };

    public static TrainingField Flag(string name, string title, string help, FieldCondition? when = null) =>
        new(name, "flag", false, help) { Title = title, When = when, Searchable = true };

    /// <summary>A text with a rule of its own; the rule answers null or the end of a sentence that begins with the text.</summary>
    public static TrainingField Text(string name, string title, string value, string help, string expected, Func<string, string?> rule) =>
        new(name, "text", value, help) { Title = title, Expected = expected, Rule = rule };

    /// <summary>The same entries, for some kinds of samples only.</summary>
    public static IEnumerable<TrainingField> OnlyFor(this IEnumerable<TrainingField> fields, params SampleKind[] kinds) => fields.Select(field => field with { For = kinds });

    /// <summary>The same entry, for some kinds of samples only.</summary>
    public static TrainingField OnlyFor(this TrainingField field, params SampleKind[] kinds) => field with { For = kinds };

    /// <summary>The same entries, without effect in some families.</summary>
    public static IEnumerable<TrainingField> WithoutEffectIn(this IEnumerable<TrainingField> fields, params string[] families) => fields.Select(field => field with { IdleIn = families });

    /// <summary>A name that a catalogue of its own resolves later, such as a data set's.</summary>
    public static TrainingField Name(string name, string title, string value, string help) => new(name, "name", value, help) { Title = title };
}

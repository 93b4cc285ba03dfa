using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Training.Core;

namespace Platform.Web.Launch;

/// <summary>
/// One training setting as the form holds it: texts, exactly as typed, right or wrong. What they mean is decided by the sweep file's
/// own rules when the draft is written as YAML.
/// </summary>
public sealed class ParameterDraft(TrainingField field)
{
    public TrainingField Field { get; } = field;

    // Parts of a search parameter that the form draws or finds by itself.
    private static readonly string[] Drawn = ["name", "type", "low", "high", "step", "log", "choices", "when"];

    public ParameterMode Mode { get; set; }

    public string Value { get; set; } = Text(field.Default);

    public string Low { get; set; } = field.SearchRange is { } range ? Text(range.Low) : "";

    public string High { get; set; } = field.SearchRange is { } range ? Text(range.High) : "";

    public string Step { get; set; } = "";

    public bool Log { get; set; } = field.LogScale;

    /// <summary>The values of a list, separated by commas.</summary>
    public string Choices { get; set; } = string.Join(", ", (field.Type == "flag" ? [true, false] : field.Choices ?? []).Select(Text));

    /// <summary>Whether the list has an order: neighbours are alike.</summary>
    public bool Ordered { get; set; }

    /// <summary>Parts of the search parameter that the form does not draw, such as its prior; the whole of it in <see cref="ParameterMode.Kept"/>.</summary>
    public JsonObject Kept { get; set; } = [];

    /// <summary>The document's own condition, where it is not the one that the form would write.</summary>
    public JsonNode? When { get; set; }

    public bool IsSearched => Mode is ParameterMode.Range or ParameterMode.List;

    /// <summary>Takes everything that a person entered from another draft of the same setting.</summary>
    public void Take(ParameterDraft other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (Mode, Value, Low, High, Step, Log, Choices, Ordered, When) =
            (other.Mode, other.Value, other.Low, other.High, other.Step, other.Log, other.Choices, other.Ordered, other.When?.DeepClone());
        Kept = other.Kept.DeepClone().AsObject();
    }

    /// <summary>The modes that make sense for the field.</summary>
    public IReadOnlyList<ParameterMode> Modes =>
    [
        ParameterMode.Default, ParameterMode.Fixed,
        .. Field is { Searchable: true, Type: "int" or "float" } ? [ParameterMode.Range] : Array.Empty<ParameterMode>(),
        .. Field.Searchable && Field.Type != "text" || Mode == ParameterMode.List ? [ParameterMode.List] : Array.Empty<ParameterMode>(),
        .. Mode == ParameterMode.Kept ? [ParameterMode.Kept] : Array.Empty<ParameterMode>(),
    ];

    public IReadOnlyList<string> ChoiceList => [.. Choices.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>Takes the setting from a search parameter's JSON; what the form cannot draw of it is kept and written back as it is.</summary>
    public void Search(JsonObject parameter)
    {
        var drawn = Drawn;
        switch (parameter["type"]?.GetValue<string>())
        {
            case "float" or "int" when !parameter.ContainsKey("frozen"):
                (Mode, Low, High, Step, Log) = (ParameterMode.Range, Text(parameter["low"]), Text(parameter["high"]), Text(parameter["step"]), parameter["log"]?.GetValue<bool>() == true);
                if (Step == "1" && Field.Type == "int")
                    Step = "";
                break;
            case "categorical" or "ordinal" when !parameter.ContainsKey("frozen") && parameter["choices"]!.AsArray().All(IsListed):
                (Mode, Ordered) = (ParameterMode.List, parameter["type"]!.GetValue<string>() == "ordinal");
                Choices = string.Join(", ", parameter["choices"]!.AsArray().Select(Choice));
                break;
            default:
                (Mode, drawn) = (ParameterMode.Kept, ["name"]);
                break;
        }

        Kept = [];
        foreach (var (part, value) in parameter.Where(member => !drawn.Contains(member.Key, StringComparer.Ordinal)))
            Kept[part] = value?.DeepClone();
    }

    /// <summary>A value as people and YAML write it.</summary>
    internal static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => Text(number),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    // Plain digits where they say the same number, its shortest form otherwise: reading the text gives the same bits.
    private static string Text(double number)
    {
        var plain = number.ToString("0.############", CultureInfo.InvariantCulture);
        return double.Parse(plain, CultureInfo.InvariantCulture).Equals(number) ? plain : number.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string Text(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "",
        JsonValueKind.Number when !IsWhole(value) => Text(value.GetValue<double>()),
        JsonValueKind.String => value.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    // A list is one text with commas: a choice that has one itself, such as the widths '512,256', or whose spaces would go, has no place in it; nor has a text that looks like a number.
    private static bool IsListed(JsonNode? choice) => choice?.GetValueKind() != JsonValueKind.String || choice.GetValue<string>() is var text && text.Length > 0 && text == text.Trim() && !text.Contains(',', StringComparison.Ordinal) && DraftYaml.StaysText(text);

    // A real number among choices keeps its point: 1.0 is not 1.
    private static string Choice(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number && !IsWhole(value) && double.IsInteger(value.GetValue<double>()) ? value.ToJsonString() : Text(value);

    private static bool IsWhole(JsonNode number) => number.ToJsonString().AsSpan().IndexOfAny(".eE") < 0;
}

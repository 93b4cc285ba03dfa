using Search;
using Training.Core;

namespace Platform.Web.Launch;

/// <summary>
/// One training setting as the form holds it: texts, exactly as typed, right or wrong. What they mean is decided by the sweep file's
/// own rules when the draft is written as YAML.
/// </summary>
public sealed class ParameterDraft(TrainingField field)
{
    public TrainingField Field { get; } = field;

    public ParameterMode Mode { get; set; }

    public string Value { get; set; } = Text(field.Default);

    public string Low { get; set; } = field.SearchRange is { } range ? Text(range.Low) : "";

    public string High { get; set; } = field.SearchRange is { } range ? Text(range.High) : "";

    public string Step { get; set; } = "";

    public bool Log { get; set; } = field.LogScale;

    /// <summary>The values of a list, separated by commas.</summary>
    public string Choices { get; set; } = string.Join(", ", (field.Type == "flag" ? [true, false] : field.Choices ?? []).Select(Text));

    public bool IsSearched => Mode is ParameterMode.Range or ParameterMode.List;

    /// <summary>The modes that make sense for the field.</summary>
    public IReadOnlyList<ParameterMode> Modes =>
    [
        ParameterMode.Default, ParameterMode.Fixed,
        .. Field is { Searchable: true, Type: "int" or "float" } ? [ParameterMode.Range] : Array.Empty<ParameterMode>(),
        .. Field.Searchable && Field.Type != "text" || Mode == ParameterMode.List ? [ParameterMode.List] : Array.Empty<ParameterMode>(),
    ];

    public IReadOnlyList<string> ChoiceList => [.. Choices.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>Takes the setting from a search parameter.</summary>
    public void Search(Parameter parameter)
    {
        switch (parameter)
        {
            case FloatParameter p:
                (Mode, Low, High, Step, Log) = (ParameterMode.Range, Text(p.Low), Text(p.High), p.Step is { } step ? Text(step) : "", p.Log);
                break;
            case IntParameter p:
                (Mode, Low, High, Step, Log) = (ParameterMode.Range, Text(p.Low), Text(p.High), p.Step == 1 ? "" : Text(p.Step), p.Log);
                break;
            case CategoricalParameter p:
                (Mode, Choices) = (ParameterMode.List, string.Join(", ", p.Choices.Select(Text)));
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"The form has no editor for {parameter.GetType().Name}.");
        }
    }

    /// <summary>A value as people and YAML write it.</summary>
    internal static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("0.############", System.Globalization.CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };
}

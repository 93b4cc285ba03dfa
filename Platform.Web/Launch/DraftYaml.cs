using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Search;

namespace Platform.Web.Launch;

/// <summary>
/// Writes a draft as a sweep file, entries as typed: what is wrong in the form is wrong in the document in the same place, so the
/// sweep file's rules find it and name the field.
/// </summary>
internal static partial class DraftYaml
{
    public static string Write(SweepDraft draft)
    {
        var yaml = new StringBuilder();
        Line("name", Scalar(draft.Name));
        Line("data", Scalar(draft.Data));
        Line("epochs", Scalar(draft.Epochs));
        Line("trials", Scalar(draft.Trials));
        Line("parallelism", Scalar(draft.Parallelism));
        Line("seed", Scalar(draft.Seed));
        Line("device", Scalar(draft.Device));
        Line("priority", Scalar(draft.Priority));
        Line("objective", Scalar(draft.Metric));
        Line("sampler", Component(draft.Sampler));
        Line("pruner", Component(draft.Pruner));
        var fixedFields = Fixed(draft).ToList();
        if (fixedFields.Count > 0)
            Line("fixed", Flow(fixedFields));
        yaml.Append("space:\n");
        foreach (var (name, entry) in Space(draft))
            yaml.Append("  ").Append(Scalar(name)).Append(": ").Append(entry).Append('\n');
        return yaml.ToString();

        void Line(string key, string value) => yaml.Append(key).Append(": ").Append(value).Append('\n');
    }

    private static string Component(ComponentDraft draft) => draft.Options.Count == 0
        ? Scalar(draft.Name)
        : Flow(draft.Options.Select(o => (o.Key, Scalar(o.Value))).Prepend(("name", Scalar(draft.Name))));

    private static IEnumerable<(string, string)> Fixed(SweepDraft draft)
    {
        if (draft.Families.Count == 1)
            yield return ("model", Scalar(draft.Families[0]));
        foreach (var row in draft.Parameters.Where(r => r.Mode == ParameterMode.Fixed && draft.IsActive(r)))
            yield return (row.Field.Name, Scalar(row.Value));
        foreach (var (name, value) in draft.OtherFixed)
            yield return (name, Scalar(ParameterDraft.Text(value)));
    }

    private static IEnumerable<(string, string)> Space(SweepDraft draft)
    {
        if (draft.Families.Count != 1)
            yield return ("model", Flow([("type", "categorical"), ("choices", List(draft.Families))]));
        foreach (var row in draft.Parameters.Where(r => r.IsSearched && draft.IsActive(r)))
            yield return (row.Field.Name, Flow(Entry(draft, row)));
        foreach (var other in draft.Others)
            yield return (other.Name, Raw(other));
    }

    // JSON is YAML; in the map form the name stands outside.
    private static string Raw(Parameter parameter)
    {
        var json = (JsonObject)parameter.ToJson();
        json.Remove("name");
        return json.ToJsonString();
    }

    private static IEnumerable<(string, string)> Entry(SweepDraft draft, ParameterDraft row)
    {
        if (row.Mode == ParameterMode.List)
        {
            yield return ("type", "categorical");
            yield return ("choices", List(row.ChoiceList));
        }
        else
        {
            yield return ("type", row.Field.Type == "int" ? "int" : "float");
            yield return ("low", Scalar(row.Low));
            yield return ("high", Scalar(row.High));
            if (row.Step.Length > 0)
                yield return ("step", Scalar(row.Step));
            if (row.Log)
                yield return ("log", "true");
        }

        if (Condition(draft, row) is { } when)
            yield return ("when", when);
    }

    // A setting of one family is searched only in trials of that family; the same for settings of one optimizer.
    private static string? Condition(SweepDraft draft, ParameterDraft row)
    {
        if (row.Field.When is not { } when)
            return null;
        var possible = draft.PossibleValues(when.Field);
        var on = possible.Where(v => when.Values.Contains(v, StringComparer.Ordinal)).ToList();
        return on.Count == possible.Count ? null : Flow([(when.Field, List(on))]);
    }

    private static string Flow(IEnumerable<(string Key, string Value)> members) => "{" + string.Join(", ", members.Select(m => $"{m.Key}: {m.Value}")) + "}";

    private static string List(IEnumerable<string> values) => "[" + string.Join(", ", values.Select(Scalar)) + "]";

    // Plain where that is safe, which keeps numbers numbers; otherwise quoted, which makes a text of it.
    private static string Scalar(string text)
    {
        var trimmed = text.Trim();
        return Plain().IsMatch(trimmed) ? trimmed : "\"" + trimmed.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }

    [GeneratedRegex("^[A-Za-z0-9_.+-]([A-Za-z0-9_./+-]| (?=[A-Za-z0-9_]))*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}

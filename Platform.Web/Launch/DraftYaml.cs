using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Core.Experiments;

namespace Platform.Web.Launch;

/// <summary>
/// Writes a draft as a sweep file, entries as typed: what is wrong in the form is wrong in the document in the same place, so the
/// sweep file's rules find it and name the field.
/// </summary>
internal static partial class DraftYaml
{
    private static readonly string[] Written =
        ["name", "data", "epochs", "trials", "parallelism", "seed", "device", "priority", "objective", "sampler", "pruner", "fixed", "space"];

    public static string Write(SweepDraft draft)
    {
        var yaml = new StringBuilder();
        Line("name", Text(draft.Name));
        Line("data", Text(draft.Data));
        Line("epochs", Scalar(draft.Epochs));
        Line("trials", Scalar(draft.Trials));
        Line("parallelism", Scalar(draft.Parallelism));
        Line("seed", Scalar(draft.Seed));
        Line("device", Text(draft.Device));
        Line("priority", Scalar(draft.Priority));
        if (!draft.HasSeveralObjectives)
            Line("objective", Text(draft.Metric)); // several are the document's own
        Line("sampler", Component(draft.Sampler));
        Line("pruner", Component(draft.Pruner));
        var fixedFields = Fixed(draft).ToList();
        if (fixedFields.Count > 0)
            Line("fixed", Flow(fixedFields));
        yaml.Append(draft.OtherKeys);
        yaml.Append("space:\n");
        foreach (var (name, entry) in Space(draft))
            yaml.Append("  ").Append(Text(name)).Append(": ").Append(entry).Append('\n');
        return yaml.ToString();

        void Line(string key, string value) => yaml.Append(key).Append(": ").Append(value).Append('\n');
    }

    /// <summary>The lines of a sweep file that stand under keys which the form does not write itself.</summary>
    public static string OtherKeys(string yaml)
    {
        var kept = new StringBuilder();
        var keeping = false;
        foreach (var line in yaml.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] is not (' ' or '-'))
                keeping = !Written.Contains(line.Split(':')[0], StringComparer.Ordinal);
            if (keeping)
                kept.Append(line).Append('\n');
        }

        return kept.ToString();
    }

    private static string Component(ComponentDraft draft) => draft.Options.Count == 0
        ? Text(draft.Name)
        : Flow(draft.Options.Select(o => (Text(o.Key), Scalar(o.Value))).Prepend(("name", Text(draft.Name))));

    private static IEnumerable<(string, string)> Fixed(SweepDraft draft)
    {
        if (draft.Families.Count == 1 && draft.KeptFamily is null)
            yield return ("model", Text(draft.Families[0]));
        foreach (var row in draft.Parameters.Where(r => r.Mode == ParameterMode.Fixed && draft.IsActive(r)))
            yield return (row.Field.Name, row.Field.Type == "text" ? Text(row.Value) : Scalar(row.Value));
        foreach (var (name, value) in draft.OtherFixed)
            yield return (Text(name), value is string text ? Text(text) : Scalar(ParameterDraft.Text(value)));
    }

    private static IEnumerable<(string, string)> Space(SweepDraft draft)
    {
        if (draft.KeptFamily is var (families, family) && families.SequenceEqual(draft.Families, StringComparer.Ordinal))
            yield return ("model", Raw(family));
        else if (draft.Families.Count != 1)
            yield return ("model", Flow([("type", "categorical"), ("choices", List(draft.Families))]));
        foreach (var row in draft.Parameters.Where(r => (r.IsSearched || r.Mode == ParameterMode.Kept) && draft.IsActive(r)))
            yield return (row.Field.Name, row.Mode == ParameterMode.Kept ? Raw(row.Kept) : Flow(Entry(draft, row)));
        foreach (var (name, other) in draft.Others)
            yield return (name, Raw(other));
        foreach (var (name, part) in draft.SpaceParts)
            yield return (name, part.ToJsonString());
    }

    // JSON is YAML; in the map form the name stands outside.
    private static string Raw(JsonObject parameter)
    {
        var json = parameter.DeepClone().AsObject();
        json.Remove("name");
        return json.ToJsonString();
    }

    private static IEnumerable<(string, string)> Entry(SweepDraft draft, ParameterDraft row)
    {
        if (row.Mode == ParameterMode.List)
        {
            yield return ("type", row.Ordered ? "ordinal" : "categorical");
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

        foreach (var (part, value) in row.Kept)
            yield return (part, value?.ToJsonString() ?? "null");
        if (row.When is { } own)
            yield return ("when", own.ToJsonString());
        else if (DraftConditions.Of(draft, row) is var (field, values))
            yield return ("when", Flow([(field, List(values))]));
    }

    private static string Flow(IEnumerable<(string Key, string Value)> members) => "{" + string.Join(", ", members.Select(m => $"{m.Key}: {m.Value}")) + "}";

    private static string List(IEnumerable<string> values) => "[" + string.Join(", ", values.Select(Scalar)) + "]";

    // What is a text whatever it looks like.
    private static string Text(string text) => SweepFile.ToYaml(text.Trim());

    /// <summary>Whether a text is read as a text again, and not as a number or a flag, where it stands among entries.</summary>
    public static bool StaysText(string text) => !Plain().IsMatch(text) || SweepFile.ToYaml(text) == text;

    // Plain where that is safe, which keeps numbers numbers; otherwise quoted, which makes a text of it.
    private static string Scalar(string text) => Plain().IsMatch(text.Trim()) ? text.Trim() : Text(text);

    [GeneratedRegex(@"^(?!-( |\z))[A-Za-z0-9_.+-]([A-Za-z0-9_./+-]| (?=[A-Za-z0-9_]))*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}

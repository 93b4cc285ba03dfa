using System.Text.Json.Nodes;
using Platform.Core.Experiments;
using Training.Core;
using Training.Core.Data;

namespace Platform.Web.Launch;

/// <summary>A sweep as the form holds it: every entry a text as typed. The YAML document is written from it, and it is read back from one.</summary>
public sealed class SweepDraft
{
    // Settings of the whole sweep have their own places in the form; the family is chosen by cards.
    private static readonly string[] Elsewhere = ["data", "model", "epochs", "device", "seed"];

    public string Name { get; set; } = "";

    public string Data { get; set; } = "";

    public string Epochs { get; set; } = "";

    public string Trials { get; set; } = "";

    public string Parallelism { get; set; } = "";

    public string Seed { get; set; } = "";

    public string Priority { get; set; } = "";

    public string Device { get; set; } = "";

    public string Metric { get; set; } = "";

    public ComponentDraft Sampler { get; set; } = new("");

    public ComponentDraft Pruner { get; set; } = new("");

    /// <summary>What the data set holds: settings of other kinds of samples are not shown and not written.</summary>
    public SampleKind Samples { get; set; } = SampleKind.Image;

    /// <summary>The model families that may be tried, in the catalogue's order.</summary>
    public IReadOnlyList<string> Families { get; set; } = [];

    /// <summary>The search parameter of the family where it says more than the form draws; holds as long as the families are these.</summary>
    public (IReadOnlyList<string> Families, JsonObject Json)? KeptFamily { get; private set; }

    /// <summary>Every setting of the catalogue that has no other place in the form.</summary>
    public IReadOnlyList<ParameterDraft> Parameters { get; } = [.. TrainingFields.All.Where(f => !Elsewhere.Contains(f.Name, StringComparer.Ordinal)).Select(f => new ParameterDraft(f))];

    /// <summary>Parameters that the form has no place for, by name; kept and written back as they are.</summary>
    public IReadOnlyDictionary<string, JsonObject> Others { get; private set; } = new Dictionary<string, JsonObject>(StringComparer.Ordinal);

    /// <summary>What stands beside the parameters of the space, such as constraints between them; kept and written back.</summary>
    public IReadOnlyDictionary<string, JsonNode> SpaceParts { get; private set; } = new Dictionary<string, JsonNode>(StringComparer.Ordinal);

    /// <summary>Lines of the sweep file under keys that the form has no place for; kept and written back.</summary>
    public string OtherKeys { get; private set; } = "";

    /// <summary>Whether the document names several objectives, which it alone can change.</summary>
    public bool HasSeveralObjectives => OtherKeys.Split('\n').Any(line => line.StartsWith("objectives:", StringComparison.Ordinal));

    /// <summary>Fixed values that the form has no place for.</summary>
    public IReadOnlyDictionary<string, object> OtherFixed { get; private set; } = new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>The draft of a sweep that was read from a document.</summary>
    public static SweepDraft Of(SweepSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var draft = new SweepDraft
        {
            Name = spec.Name,
            Data = spec.Data,
            Epochs = ParameterDraft.Text(spec.Epochs),
            Trials = ParameterDraft.Text(spec.Trials),
            Parallelism = ParameterDraft.Text(spec.Parallelism),
            Seed = ParameterDraft.Text(spec.Seed),
            Priority = ParameterDraft.Text(spec.Priority),
            Device = spec.Device,
            Metric = spec.Objective.Metric,
            Sampler = ComponentDraft.Of(spec.Sampler),
            Pruner = ComponentDraft.Of(spec.Pruner),
        };
        draft.TakeSettings(spec);
        return draft;
    }

    /// <summary>Keeps the rows of another draft that this one lacks because the document's entry could not be read.</summary>
    public void KeepUnread(SweepDraft before, IEnumerable<string> fields)
    {
        ArgumentNullException.ThrowIfNull(before);
        foreach (var name in fields)
        {
            var (mine, theirs) = (Parameters.FirstOrDefault(p => p.Field.Name == name), before.Parameters.FirstOrDefault(p => p.Field.Name == name));
            if (mine is null || theirs is null || mine.Mode != ParameterMode.Default)
                continue;
            mine.Take(theirs);
        }
    }

    /// <summary>The values that a condition's field can have in this draft.</summary>
    public IReadOnlyList<string> PossibleValues(string field)
    {
        if (field == "model")
            return Families;
        var row = Parameters.FirstOrDefault(p => p.Field.Name == field);
        return row switch
        {
            null => [],
            { Mode: ParameterMode.List } => row.ChoiceList,
            { Mode: ParameterMode.Fixed } => [row.Value],
            _ => [ParameterDraft.Text(row.Field.Default)],
        };
    }

    /// <summary>Whether a setting can have an effect, as the rest of the draft stands.</summary>
    public bool IsActive(ParameterDraft row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Field.HasEffect(Samples, Families) && (row.Field.When is not { } when || PossibleValues(when.Field).Any(v => when.Values.Contains(v, StringComparer.Ordinal)));
    }

    private void TakeSettings(SweepSpec spec)
    {
        var space = JsonObject.Create(spec.Space)!;
        var parameters = space["parameters"]!.AsArray().ToDictionary(p => p!["name"]!.GetValue<string>(), p => p!.AsObject(), StringComparer.Ordinal);
        var rows = Parameters.ToDictionary(p => p.Field.Name, StringComparer.Ordinal);
        TakeFamilies(spec, parameters.GetValueOrDefault("model"));
        foreach (var (name, value) in spec.Fixed)
        {
            if (rows.TryGetValue(name, out var row))
                (row.Mode, row.Value) = (ParameterMode.Fixed, ParameterDraft.Text(value));
        }

        foreach (var (name, parameter) in parameters)
        {
            if (rows.TryGetValue(name, out var row))
                row.Search(parameter);
        }

        // After all rows: which condition the form would write depends on them.
        foreach (var (name, parameter) in parameters)
        {
            if (rows.TryGetValue(name, out var row) && row.IsSearched && parameter["when"] is { } when && !JsonNode.DeepEquals(when, DraftConditions.Json(this, row)))
                row.When = when.DeepClone();
        }

        Others = parameters.Where(p => p.Key != "model" && !rows.ContainsKey(p.Key)).ToDictionary(StringComparer.Ordinal);
        SpaceParts = space.Where(part => part.Key != "parameters" && part.Value is not null).ToDictionary(part => part.Key, part => part.Value!, StringComparer.Ordinal);
        OtherFixed = spec.Fixed.Where(f => f.Key != "model" && !rows.ContainsKey(f.Key)).ToDictionary(StringComparer.Ordinal);
        OtherKeys = DraftYaml.OtherKeys(SweepFile.ToYaml(spec));
    }

    private void TakeFamilies(SweepSpec spec, JsonObject? searched)
    {
        Families = searched?["choices"] is JsonArray choices ? [.. choices.Select(c => c!.ToString())]
            : [spec.Fixed.TryGetValue("model", out var one) ? ParameterDraft.Text(one) : ParameterDraft.Text(TrainingFields.Get("model").Default)];
        if (searched is not null && searched.Any(member => member.Key is not ("name" or "type" or "choices") || member.Key == "type" && member.Value?.ToString() != "categorical"))
            KeptFamily = (Families, searched);
    }
}

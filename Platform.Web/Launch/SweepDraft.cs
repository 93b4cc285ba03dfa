using Platform.Core.Experiments;
using Search;
using Training.Core;

namespace Platform.Web.Launch;

/// <summary>A sweep as the form holds it: every entry a text as typed. The YAML document is written from it, and it is read back from one.</summary>
public sealed class SweepDraft
{
    // Settings of the whole sweep have their own places in the form; the family is chosen by cards.
    private static readonly string[] Elsewhere = ["data", "model", "epochs", "device", "seed", "loss"];

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

    /// <summary>The model families that may be tried, in the catalogue's order.</summary>
    public IReadOnlyList<string> Families { get; set; } = [];

    /// <summary>Every setting of the catalogue that has no other place in the form.</summary>
    public IReadOnlyList<ParameterDraft> Parameters { get; } = [.. TrainingFields.All.Where(f => !Elsewhere.Contains(f.Name, StringComparer.Ordinal)).Select(f => new ParameterDraft(f))];

    /// <summary>Parts of the document that the form has no place for; kept and written back as they are.</summary>
    public IReadOnlyList<Parameter> Others { get; private set; } = [];

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
            (mine.Mode, mine.Value, mine.Low, mine.High, mine.Step, mine.Log, mine.Choices) =
                (theirs.Mode, theirs.Value, theirs.Low, theirs.High, theirs.Step, theirs.Log, theirs.Choices);
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
        return row.Field.When is not { } when || PossibleValues(when.Field).Any(v => when.Values.Contains(v, StringComparer.Ordinal));
    }

    private void TakeSettings(SweepSpec spec)
    {
        var space = spec.ParseSpace();
        var rows = Parameters.ToDictionary(p => p.Field.Name, StringComparer.Ordinal);
        Families = space.Find("model") is CategoricalParameter families ? [.. families.Choices.Select(ParameterDraft.Text)]
            : [spec.Fixed.TryGetValue("model", out var one) ? ParameterDraft.Text(one) : ParameterDraft.Text(TrainingFields.Get("model").Default)];
        foreach (var (name, value) in spec.Fixed)
        {
            if (rows.TryGetValue(name, out var row))
                (row.Mode, row.Value) = (ParameterMode.Fixed, ParameterDraft.Text(value));
        }
        foreach (var parameter in space.Parameters)
        {
            if (rows.TryGetValue(parameter.Name, out var row))
                row.Search(parameter);
        }
        Others = [.. space.Parameters.Where(p => p.Name != "model" && !rows.ContainsKey(p.Name))];
        OtherFixed = spec.Fixed.Where(f => f.Key != "model" && !rows.ContainsKey(f.Key)).ToDictionary(StringComparer.Ordinal);
    }
}

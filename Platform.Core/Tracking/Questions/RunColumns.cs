using System.Collections.Immutable;

namespace Platform.Core.Tracking.Questions;

/// <summary>The runs of an experiment as columns: what questions ask for, by slot. A slot is a run's for ever. Not thread-safe.</summary>
internal sealed class RunColumns
{
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly Dictionary<RunField, NumberColumn> _numbers = [];
    private readonly Dictionary<RunField, TextColumn> _texts = [];
    private readonly Dictionary<int, List<TextColumn>> _tagsOf = []; // to take removed tags away
    private readonly Dictionary<string, List<RunField>> _parts = new(StringComparer.Ordinal); // beside the last values, what was asked for, by metric
    private readonly NumberColumn _startTime;
    private readonly NumberColumn _endTime;
    private readonly NumberColumn _duration;
    private readonly NumberColumn _lifecycle = new();
    private readonly List<string> _ids = [];

    public RunColumns()
    {
        _startTime = Numbers(new RunField(RunFieldKind.Attribute, RunAttribute.StartTime));
        _endTime = Numbers(new RunField(RunFieldKind.Attribute, RunAttribute.EndTime));
        _duration = Numbers(new RunField(RunFieldKind.Attribute, RunAttribute.Duration));
    }

    /// <summary>How many slots there are.</summary>
    public int Count => _ids.Count;

    /// <summary>Everything that any run has or had.</summary>
    public IEnumerable<RunField> Fields => _numbers.Keys.Concat(_texts.Keys);

    /// <summary>The metrics, parameters and tags among them, by kind, then key in ordinal order.</summary>
    public List<RunField> Logged()
    {
        var fields = Fields.Where(f => f is { Kind: RunFieldKind.Metric, Part: MetricPart.Last } or { Kind: RunFieldKind.Param or RunFieldKind.Tag }).ToList();
        fields.Sort((a, b) => a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : string.CompareOrdinal(a.Key, b.Key));
        return fields;
    }

    public string IdOf(int slot) => _ids[slot];

    /// <summary>Keeps a part of a metric from now on; false if it was kept already. The runs that are here must be put in again.</summary>
    public bool Keep(RunField field)
    {
        if (!_parts.TryGetValue(field.Key, out var parts))
            _parts.Add(field.Key, parts = []);
        if (parts.Contains(field))
            return false;
        parts.Add(field);
        return true;
    }

    /// <summary>Forgets a column of numbers that was set by <see cref="SetNumber"/>.</summary>
    public void DropNumbers(RunField field) => _numbers.Remove(field);

    /// <summary>Sets a number of a run that is here.</summary>
    public void SetNumber(string runId, RunField field, double value) => Numbers(field).Set(_slots[runId], value);

    /// <summary>Replaces a column by what each of the runs that are here has.</summary>
    public void Replace(RunField field, ILookup<string, string> textsByRun)
    {
        var column = new TextColumn();
        foreach (var texts in textsByRun)
        {
            if (_slots.TryGetValue(texts.Key, out var slot))
                column.Set(slot, [.. texts]);
        }
        _texts[field] = column;
    }

    /// <summary>The texts in which words are looked for.</summary>
    public IEnumerable<TextColumn> Mentioned => _texts.Where(t => IsMentioned(t.Key)).Select(t => t.Value);

    public NumberColumn StartTimes => _startTime;

    public double StartTimeOf(int slot) => _startTime[slot];

    /// <summary>The column of a number; null if no run has it.</summary>
    public NumberColumn? FindNumbers(RunField field) => _numbers.GetValueOrDefault(field);

    /// <summary>The column of a text; null if no run has it.</summary>
    public TextColumn? FindTexts(RunField field) => _texts.GetValueOrDefault(field);

    /// <summary>Marks the runs of a view.</summary>
    public void Mark(Span<bool> marks, LifecycleView view)
    {
        if (view == LifecycleView.All)
            _lifecycle.Mark(marks, RunComparison.Less, (int)Lifecycle.Erased);
        else
            _lifecycle.Mark(marks, RunComparison.Equal, (int)(view == LifecycleView.DeletedOnly ? Lifecycle.Deleted : Lifecycle.Active));
    }

    /// <summary>Puts a run in, or what has become of it.</summary>
    public void Set(TrackedRun run, IReadOnlyList<LatestMetric> metrics)
    {
        var slot = SlotOf(run.Id);
        _startTime.Set(slot, run.StartTime);
        _endTime.Set(slot, run.EndTime ?? NumberColumn.Absent);
        _duration.Set(slot, run.EndTime is { } end ? end - run.StartTime : NumberColumn.Absent);
        _lifecycle.Set(slot, (int)run.Lifecycle);
        SetAttribute(slot, RunAttribute.Id, run.Id);
        SetAttribute(slot, RunAttribute.Name, run.Name);
        SetAttribute(slot, RunAttribute.User, run.User);
        SetAttribute(slot, RunAttribute.Status, run.Status.ToString().ToUpperInvariant());
        SetAttribute(slot, RunAttribute.ArtifactUri, run.ArtifactUri);
        foreach (var (key, value) in run.Params)
            Texts(new RunField(RunFieldKind.Param, key)).Set(slot, value);
        SetTags(slot, run.Tags);
        SetInputs(slot, run.Inputs);
        foreach (var metric in metrics)
        {
            Numbers(new RunField(RunFieldKind.Metric, metric.Key)).Set(slot, metric.Last.Value);
            foreach (var part in _parts.GetValueOrDefault(metric.Key) ?? [])
                SetPart(slot, part, metric);
        }
    }

    private static bool IsMentioned(RunField field) => field.Kind switch
    {
        RunFieldKind.Param => true,
        RunFieldKind.Attribute => field.Key == RunAttribute.Name,
        RunFieldKind.Tag => !field.Key.StartsWith("mlflow.", StringComparison.Ordinal) || field.Key is "mlflow.note.content" or "mlflow.source.name",
        _ => false,
    };

    private void SetPart(int slot, RunField part, LatestMetric metric)
    {
        switch (part.Part)
        {
            case MetricPart.Min:
                Numbers(part).Set(slot, metric.Min);
                break;
            case MetricPart.Max:
                Numbers(part).Set(slot, metric.Max);
                break;
            case MetricPart.Count:
                Numbers(part).Set(slot, metric.Count);
                break;
            case MetricPart.LastStep:
                Numbers(part).Set(slot, metric.Last.Step);
                break;
        }
    }

    private int SlotOf(string id)
    {
        if (_slots.TryGetValue(id, out var slot))
            return slot;
        slot = _ids.Count;
        _ids.Add(id);
        _slots.Add(id, slot);
        return slot;
    }

    private void SetAttribute(int slot, string name, string value) => Texts(new RunField(RunFieldKind.Attribute, name)).Set(slot, value);

    private void SetTags(int slot, ImmutableDictionary<string, string> tags)
    {
        if (_tagsOf.TryGetValue(slot, out var before))
            before.ForEach(column => column.Set(slot, (string?)null));
        var columns = new List<TextColumn>(tags.Count);
        foreach (var (key, value) in tags)
        {
            var column = Texts(new RunField(RunFieldKind.Tag, key));
            column.Set(slot, value);
            columns.Add(column);
        }
        _tagsOf[slot] = columns;
    }

    private void SetInputs(int slot, ImmutableList<InputSummary> inputs)
    {
        if (inputs.Count == 0)
            return; // what a run has read stays read
        Texts(new RunField(RunFieldKind.Dataset, "name")).Set(slot, [.. inputs.Select(i => i.Name)]);
        Texts(new RunField(RunFieldKind.Dataset, "digest")).Set(slot, [.. inputs.Select(i => i.Digest)]);
        Texts(new RunField(RunFieldKind.Dataset, "context")).Set(slot, [.. inputs.Select(i => i.Context).OfType<string>()]);
    }

    private NumberColumn Numbers(RunField field)
    {
        if (!_numbers.TryGetValue(field, out var column))
            _numbers.Add(field, column = new NumberColumn());
        return column;
    }

    private TextColumn Texts(RunField field)
    {
        if (!_texts.TryGetValue(field, out var column))
            _texts.Add(field, column = new TextColumn());
        return column;
    }
}

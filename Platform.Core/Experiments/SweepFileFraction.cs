using Search;

namespace Platform.Core.Experiments;

/// <summary>
/// Reads <c>data_fraction</c>: one share of the training rows for all epochs, or a share that grows along the pruner's rungs. Both are
/// training fields that all trials share, so a spec, its events and its trials carry them among the fixed fields.
/// </summary>
internal sealed class SweepFileFraction(SweepFileErrors errors)
{
    private const string Key = "data_fraction";
    private const double Least = 0.001;

    // Keys of the file, which the halving pruners have as options too, and the training fields that they become.
    private static readonly (string Key, string Field, long Low, long High)[] Numbers =
    [
        ("full_from", "data_full_from", 1, 10_000),
        ("min_epochs", "data_min_epochs", 1, 10_000),
        ("reduction_factor", "data_reduction_factor", 2, 100),
    ];

    private static readonly string Expected = FormattableString.Invariant($"a number from {Least} to 1 for all epochs, or {{start: 0.1}} to grow from there to all rows along the pruner's rungs");

    /// <summary>The fixed fields with those of the key added.</summary>
    public ParameterSet Read(SweepFileFields file, ParameterSet fixedFields, ComponentChoice pruner)
    {
        if (file.Find(Key) is not { } node)
            return fixedFields;
        List<KeyValuePair<string, object>> read = node is SweepFileMap map ? Growing(map, pruner) : [KeyValuePair.Create(Key, (object)Share(Key, node))];
        foreach (var (field, _) in read.Where(field => fixedFields.TryGetValue(field.Key, out var given) && !given.Equals(field.Value)))
            errors.Add(Key, $"gives '{field}', which has another value under 'fixed'; remove it from one of the two.");
        return new ParameterSet([.. fixedFields, .. read.Where(field => !fixedFields.ContainsKey(field.Key))]);
    }

    // What is not given here is as the pruner has it, or else the field's own default.
    private List<KeyValuePair<string, object>> Growing(SweepFileMap map, ComponentChoice pruner)
    {
        var keys = new SweepFileFields(map, $"{Key}.", errors);
        keys.RefuseOthers(["start", .. Numbers.Select(number => number.Key)]);
        if (keys.Find("start") is null)
            errors.Add($"{Key}.start", "is missing; give the share of the rows that the first epoch learns from, such as 0.1.");
        var fields = new List<KeyValuePair<string, object>>
        {
            KeyValuePair.Create(Key, (object)(keys.Find("start") is { } start ? Share($"{Key}.start", start) : 1.0)),
            KeyValuePair.Create("data_growth", (object)"rungs"),
        };
        foreach (var (key, field, low, high) in Numbers)
        {
            if (keys.Find(key) is not null)
                fields.Add(KeyValuePair.Create(field, (object)keys.Whole(key, low, high, fallback: low)));
            else if (pruner.Options.TryGetValue(key, out var own) && own is long number && number >= low && number <= high)
                fields.Add(KeyValuePair.Create(field, (object)number));
        }

        return fields;
    }

    private double Share(string path, SweepFileNode node)
    {
        var share = (node as SweepFileScalar)?.Value switch { double real => real, long whole => whole, _ => double.NaN };
        if (share is >= Least and <= 1)
            return share;
        errors.Add(path, $"is {node.Kind}; give {(path == Key ? Expected : FormattableString.Invariant($"a number from {Least} to 1"))}.");
        return 1;
    }
}

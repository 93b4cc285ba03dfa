using System.Globalization;
using System.Text.Json;
using Search;

namespace Platform.Core.Experiments;

/// <summary>Turns the nodes of a sweep file into a <see cref="SweepSpec"/>, collecting every error on the way.</summary>
internal sealed class SweepFileReader
{
    /// <summary>The keys of a sweep file, in the order in which it is written.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        [
        "name", "data", "epochs", "trials", "parallelism", "deterministic", "lag", "seed", "device", "priority", "objective", "objectives", "constraints", "sampler",
        "pruner", "stop", "warm_start", "past_results", "data_fraction", "fixed", "space",
    ];

    // Fields that a spec has at its top: given below they would overrule it silently.
    private static readonly string[] TopLevelFields = ["data", "epochs", "device"];

    private readonly SweepFileErrors _errors = new();
    private readonly Func<string, string?, Objective> _objectiveOf;
    private Objective _natural = Objective.Default;

    /// <param name="objectiveOf">What a sweep over a data set of that name, with that fixed field <c>model</c> if any, optimises unless the file says it; null: <see cref="Objective.Default"/>.</param>
    public SweepFileReader(Func<string, string?, Objective>? objectiveOf = null) => _objectiveOf = objectiveOf ?? ((_, _) => Objective.Default);

    /// <exception cref="InvalidInputException">The file is not a group of keys.</exception>
    public SweepFileResult Read(SweepFileNode root)
    {
        if (root is not SweepFileMap file)
            throw new InvalidInputException("file", $"is {root.Kind}; give the keys of a sweep: {string.Join(", ", Keys)}.");
        var keys = new SweepFileFields(file, "", _errors);
        keys.RefuseOthers(Keys);
        var pruner = ReadComponent(keys, "pruner", "none");
        var fixedFields = new SweepFileFraction(_errors).Read(keys, ReadFixed(keys), pruner);
        var search = new SweepFileSearch(_errors);
        var data = keys.Text("data", 100) ?? "";
        _natural = _objectiveOf(data, fixedFields.GetValueOrDefault("model") as string);
        var objectives = ReadObjectives(keys);
        var parallelism = (int)keys.Whole("parallelism", 1, 256, fallback: 1);
        var space = new SweepFileSpace(_errors).Read(keys.Find("space"), fixedFields);
        var spec = new SweepSpec(
            keys.Text("name", 200) ?? "",
            data,
            fixedFields,
            JsonSerializer.SerializeToElement(space.ToJson()),
            objectives[0],
            ReadComponent(keys, "sampler", "auto"),
            pruner,
            (int)keys.Whole("epochs", 1, 10_000, fallback: null),
            (int)keys.Whole("trials", 1, 100_000, fallback: null),
            parallelism,
            keys.Whole("seed", 0, (1L << 53) - 1, fallback: 1),
            keys.OneOf("device", ["cpu", "cuda"], "cpu"),
            (int)keys.Whole("priority", 1, 10, fallback: 5))
        {
            Stop = search.ReadStop(keys), Lag = search.ReadLag(keys, parallelism), FurtherObjectives = [.. objectives.Skip(1)],
            Constraints = search.ReadConstraints(keys), WarmStart = search.ReadWarmStart(keys), PastResults = search.ReadPastResults(keys),
        };
        return new SweepFileResult(spec, _errors.All);
    }

    private ParameterSet ReadFixed(SweepFileFields keys)
    {
        if (keys.Find("fixed") is not { } node)
            return ParameterSet.Empty;
        if (node is not SweepFileMap map)
        {
            _errors.Add("fixed", $"is {node.Kind}; give field names with one value each, such as {{optimizer: adamw}}.");
            return ParameterSet.Empty;
        }

        if (map.Members.Count > SweepFile.MaxParameters)
        {
            _errors.Add("fixed", $"has {map.Members.Count} fields; at most {SweepFile.MaxParameters} are allowed.");
            return ParameterSet.Empty;
        }

        var values = new List<KeyValuePair<string, object>>();
        foreach (var (name, value) in map.Members)
        {
            if (TopLevelFields.Contains(name, StringComparer.Ordinal))
                _errors.Add($"fixed.{name}", $"belongs to the whole sweep; give '{name}' at the top of the file.");
            else if (SweepFileFields.IsName(name) && SweepFileFields.Usable(value) is { } usable)
                values.Add(KeyValuePair.Create(name, usable));
            else
                _errors.Add($"fixed.{SweepFileFields.Shorten(name)}", $"is {value.Kind}; give a field name and one finite number, text, true or false.");
        }

        return new ParameterSet(values);
    }

    // One under 'objective', or the main one and further ones under 'objectives'.
    private Objective[] ReadObjectives(SweepFileFields file)
    {
        if (file.Find("objectives") is not { } node)
            return [ReadObjective(file, "objective", file.Find("objective"))];
        if (file.Find("objective") is not null)
            _errors.Add("objectives", "is given beside 'objective'; give one of the two.");
        else if (node is SweepFileList { Items: { Count: > 0 and <= SweepFile.MaxObjectives } items })
        {
            var several = items.Select((item, i) => ReadObjective(file, string.Create(CultureInfo.InvariantCulture, $"objectives[{i}]"), item)).ToArray();
            if (several.DistinctBy(objective => objective.Metric, StringComparer.Ordinal).Count() < several.Length)
                _errors.Add("objectives", "names a metric twice; name each metric once.");
            return several;
        }
        else
            _errors.Add("objectives", $"is {node.Kind}; give a list of 1 to {SweepFile.MaxObjectives}, the main one first, such as [validation_accuracy, {{metric: trained_seconds, direction: minimize}}].");
        return [_natural];
    }

    // The direction follows the metric unless it is given: accuracies grow, losses, errors and costs shrink.
    private Objective ReadObjective(SweepFileFields file, string path, SweepFileNode? node)
    {
        if (node is null)
            return _natural;
        if (node is SweepFileScalar { Value: string name })
        {
            if (name.Trim() is { Length: > 0 and <= 100 } metricOnly && SweepFileFields.IsPrintable(metricOnly))
                return new Objective(metricOnly, Objective.DirectionOf(metricOnly));
            file.Text(path, 100); // says what is wrong
            return _natural;
        }
        if (node is not SweepFileMap map)
        {
            _errors.Add(path, $"is {node.Kind}; give {{metric: validation_accuracy, direction: maximize}}.");
            return _natural;
        }

        var keys = new SweepFileFields(map, $"{path}.", _errors);
        keys.RefuseOthers(["metric", "direction"]);
        var metric = keys.Text("metric", 100) ?? _natural.Metric;
        var natural = Objective.DirectionOf(metric);
        return new Objective(metric, keys.OneOf("direction", ["maximize", "minimize"], Word(natural)) == "maximize" ? Direction.Maximize : Direction.Minimize);
    }

    private ComponentChoice ReadComponent(SweepFileFields keys, string key, string fallback)
    {
        var node = keys.Find(key);
        if (node is null)
            return new ComponentChoice(fallback);
        if (node is SweepFileScalar { Value: string })
            return new ComponentChoice(keys.Text(key, 100) ?? fallback);
        if (node is not SweepFileMap map)
        {
            _errors.Add(key, $"is {node.Kind}; give a name such as {fallback}, or {{name: {fallback}, …}} with its options.");
            return new ComponentChoice(fallback);
        }

        var chosen = new SweepFileFields(map, $"{key}.", _errors).Text("name", 100) ?? fallback;
        var options = new List<KeyValuePair<string, object>>();
        foreach (var (option, value) in map.Members.Where(m => m.Key != "name").TakeWhile(_ => !_errors.IsFull && options.Count < SweepFile.MaxParameters))
        {
            if (SweepFileFields.IsName(option) && SweepFileFields.Usable(value) is { } usable)
                options.Add(KeyValuePair.Create(option, usable));
            else
                _errors.Add($"{key}.{SweepFileFields.Shorten(option)}", $"is {value.Kind}; give an option's name and one finite number, text, true or false.");
        }

        return new ComponentChoice(chosen, new ParameterSet(options));
    }

    /// <summary>How a direction is written.</summary>
    public static string Word(Direction direction) => direction == Direction.Maximize ? "maximize" : "minimize";
}

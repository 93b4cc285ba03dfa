using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Training.Core.Data.Tables;

/// <summary>Reads <c>dataset.yaml</c>. Unknown keys and wrong values are refused with their line.</summary>
internal sealed class ManifestReader
{
    private static readonly string[] Keys =
    [
        "title", "train", "test", "task", "target", "separator", "header", "columns", "ignore", "missing", "kinds", "target_suffix", "test_fraction", "test_rows",
        "validation_rows", "used_rows",
    ];

    private static readonly string[] BesideATestFile = ["test_rows", "used_rows"]; // what says where a series' test part begins, too

    private readonly string _name;
    private readonly string _file;
    private readonly YamlMappingNode _root;

    private ManifestReader(string name, string file, YamlMappingNode root) => (_name, _file, _root) = (name, file, root);

    /// <summary>The manifest of one folder.</summary>
    /// <exception cref="DatasetException">It cannot be read; the message names line, key and remedy.</exception>
    public static TableManifest Read(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        var file = Path.Combine(folder, TableManifest.FileName);
        try
        {
            if (new FileInfo(file).Length > TableLimits.ManifestBytes)
                throw RawTable.Refuse(name, file, $"has more than {TableLimits.ManifestBytes} bytes. A manifest is a few lines.");
            using var reader = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(reader);
            if (yaml.Documents.Count == 0 || yaml.Documents[0].RootNode is not YamlMappingNode root)
                throw RawTable.Refuse(name, file, "is no list of 'key: value' lines. Give at least train, task and target.");
            return new ManifestReader(name, file, root).Read();
        }
        catch (YamlException e)
        {
            throw RawTable.Refuse(name, file, $"line {e.Start.Line}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RawTable.Refuse(name, file, $"cannot be read: {e.Message}", e);
        }
    }

    private TableManifest Read()
    {
        foreach (var key in _root.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } text } || !Keys.Contains(text, StringComparer.Ordinal))
                throw Wrong(key, $"'{key}' is no setting of a data set. Known: {string.Join(", ", Keys)}.");
        }

        CheckForecast();
        if (Text("test") is { } test && test == Text("train"))
            throw Wrong("test", $"'{test}' is the file of the training rows, too: a model would be tested on what it has learnt. Name another file, or leave it out: then a part of the one is for the test.");
        var defaults = new TableManifest(_name, FileName("train") ?? throw Refuse("train is missing: name the CSV file with the training rows."), Task());
        return defaults with
        {
            Title = Text("title") ?? _name,
            TestFile = FileName("test"),
            Target = Target(defaults.Task),
            Separator = Separator(),
            Header = Header(),
            Columns = List("columns") ?? [],
            Ignore = List("ignore") ?? [],
            Missing = List("missing") ?? defaults.Missing,
            Kinds = Kinds(),
            TargetSuffix = Text("target_suffix") ?? "",
            TestFraction = Number("test_fraction", 0.01, 0.9) ?? defaults.TestFraction,
            TestRows = Whole("test_rows"),
            ValidationRows = Whole("validation_rows"),
            UsedRows = Whole("used_rows"),
        };
    }

    // What would have no effect on a series, or say twice where its test part begins.
    private void CheckForecast()
    {
        if (Task() != TableTask.Forecast)
            return;
        if (Find("test_fraction") is not null)
            throw Wrong("test_fraction", "has no effect on a forecast, whose test part are the last steps. Give test_rows, or test with a file of its own.");
        if (Find("test") is not null && BesideATestFile.FirstOrDefault(key => Whole(key) > 0) is { } idle)
            throw Wrong(idle, "does not fit beside a file under 'test', all of whose steps are the test part. Leave one of them out.");
    }

    private TableTask Task() => Text("task") switch
    {
        "classification" => TableTask.Classification,
        "regression" => TableTask.Regression,
        "forecast" => TableTask.Forecast,
        null => throw Refuse("task is missing: give classification, regression or forecast."),
        var other => throw Wrong("task", $"'{other}' is not known. Give classification, regression or forecast."),
    };

    private string Target(TableTask task) => Text("target") ??
        (task == TableTask.Forecast ? "" : throw Refuse("target is missing: name the column to predict."));

    private char Separator() => Text("separator") switch
    {
        null => ',',
        "tab" or "\\t" => '\t',
        { Length: 1 } one => one[0],
        var other => throw Wrong("separator", $"'{other}' is not one character. Give one such as ';', or tab."),
    };

    private bool? Header() => Text("header") switch
    {
        null => null,
        "true" or "yes" => true,
        "false" or "no" => false,
        var other => throw Wrong("header", $"'{other}' is not true or false."),
    };

    // A file of this folder, never one elsewhere.
    private string? FileName(string key)
    {
        var text = Text(key);
        return text is null || (text == Path.GetFileName(text) && text is not ("." or ".."))
            ? text
            : throw Wrong(key, $"'{text}' is not a file name. Put the file into the same folder and give its name alone.");
    }

    private Dictionary<string, ColumnKind> Kinds()
    {
        var kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal);
        if (Find("kinds") is not { } node)
            return kinds;
        if (node is not YamlMappingNode map)
            throw Wrong(node, "kinds: give a line 'column: kind' for each.");
        foreach (var (key, value) in map.Children)
        {
            kinds[key.ToString()] = value.ToString() switch
            {
                "number" => ColumnKind.Number,
                "category" => ColumnKind.Category,
                "text" => ColumnKind.Text,
                "date" => ColumnKind.Date,
                var other => throw Wrong(value, $"kinds: '{other}' is not known. Give number, category, text or date."),
            };
        }

        return kinds;
    }

    private string[]? List(string key) => Find(key) switch
    {
        null => null,
        YamlSequenceNode list when list.Children.All(item => item is YamlScalarNode) => [.. list.Children.Select(item => ((YamlScalarNode)item).Value ?? "")],
        YamlScalarNode { Value: { } one } => [one],
        var other => throw Wrong(other, $"{key}: give a list such as [a, b]."),
    };

    private string? Text(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } text } => text,
        var other => throw Wrong(other, $"{key}: give one value."),
    };

    private int Whole(string key) => (int)(Number(key, 0, int.MaxValue) is { } number && number == Math.Truncate(number) ? number
        : Find(key) is null ? 0 : throw Wrong(key, "is not a whole number."));

    private double? Number(string key, double low, double high)
    {
        if (Text(key) is not { } text)
            return null;
        return ColumnInference.Number(text) is { } number && number >= low && number <= high
            ? number
            : throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {low} to {high}."));
    }

    private YamlNode? Find(string key) => _root.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;

    private DatasetException Refuse(string problem) => RawTable.Refuse(_name, _file, problem);

    private DatasetException Wrong(string key, string problem) => Wrong(Find(key)!, $"{key}: {problem}");

    private DatasetException Wrong(YamlNode node, string problem) => Refuse($"line {node.Start.Line}: {problem}");
}

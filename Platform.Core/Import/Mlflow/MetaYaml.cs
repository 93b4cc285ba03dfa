using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Platform.Core.Import.Mlflow;

/// <summary>One of MLflow's <c>meta.yaml</c> files: names and plain values, and maps of them.</summary>
internal sealed class MetaYaml
{
    private const int MostBytes = 20 << 20; // a data set's profile may have 16 MB
    private readonly YamlMappingNode _root;

    private MetaYaml(YamlMappingNode root) => _root = root;

    /// <summary>Null, with a note, when it is not there or no such file.</summary>
    public static MetaYaml? Read(SourceTree tree, string folder, ImportNotes notes)
    {
        var path = Path.Combine(folder, "meta.yaml");
        if (!SourceTree.IsFile(path))
        {
            notes.LeaveOut(tree.Name(folder), "has no meta.yaml, so it is nothing of MLflow's");
            return null;
        }
        if (tree.Text(new FileInfo(path), MostBytes) is not { } text)
            return null;
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }, ..])
                return new MetaYaml(root);
            notes.LeaveOut(tree.Name(path), "holds no map of names and values");
        }
        catch (YamlException error)
        {
            notes.LeaveOut(tree.Name(path), $"is no YAML: line {error.Start.Line}: {error.Message}");
        }
        return null;
    }

    /// <summary>A plain value; null when it is absent or null.</summary>
    public string? Text(string name) =>
        _root.Children.TryGetValue(new YamlScalarNode(name), out var node) && node is YamlScalarNode { Value: { } text } scalar && !(scalar.Style == ScalarStyle.Plain && text is "null" or "~" or "") ? text : null;

    /// <summary>A whole number; null when it is absent or none.</summary>
    public long? Whole(string name) => Text(name) is { } text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;

    /// <summary>A map of plain values.</summary>
    public Dictionary<string, string> Map(string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!_root.Children.TryGetValue(new YamlScalarNode(name), out var node) || node is not YamlMappingNode pairs)
            return map;
        foreach (var (key, value) in pairs.Children)
        {
            if (key is YamlScalarNode { Value: { } k } && value is YamlScalarNode { Value: var v })
                map[k] = v ?? "";
        }
        return map;
    }
}

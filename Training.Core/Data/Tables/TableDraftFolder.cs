using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Training.Core.Data.Tables;

/// <summary>Makes a data set of a draft: a folder in the data folder with the rows and a <c>dataset.yaml</c>.</summary>
public static class TableDraftFolder
{
    private const string RowsFile = "rows.csv";
    private const int LongestName = 60;

    private static readonly JsonSerializerOptions AsTyped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A name for the data set of a file, which <see cref="Refusal"/> lets pass unless it is taken: its own in small letters, other characters as hyphens.</summary>
    public static string NameFor(string file)
    {
        var plain = new StringBuilder();
        foreach (var letter in Path.GetFileNameWithoutExtension(file).ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))
                plain.Append(letter);
            else if (plain.Length > 0 && plain[^1] != '-')
                plain.Append('-');
        }
        var name = plain.ToString().Trim('-');
        return name.Length == 0 ? "table" : name[..Math.Min(name.Length, LongestName)].Trim('-');
    }

    /// <summary>Why no data set can be added under a name; null when one can.</summary>
    public static string? Refusal(string name, string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > LongestName || name != NameFor(name + ".csv"))
            return $"Give 1 to {LongestName} small letters, digits and single hyphens, such as house-prices.";
        if (FieldRules.Check(TrainingFields.Get("data"), name, out _) is { } problem)
            return problem;
        return DatasetCatalog.All(dataFolder).Any(info => info.Name == name) || Path.Exists(Path.Combine(dataFolder, name))
            ? $"There is a data set '{name}' already. Give another name."
            : null;
    }

    /// <summary>Writes the folder and opens the data set once. Where either fails nothing stays.</summary>
    /// <param name="draft">The file.</param>
    /// <param name="dataFolder">PLATFORM_DATA.</param>
    /// <param name="name">A name that is not refused.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="task">Regression or classification.</param>
    /// <param name="ignored">Columns that are kept out.</param>
    /// <returns>The rows that were left out.</returns>
    /// <exception cref="DatasetException">The name is refused, the folder cannot be written to, or too little is left to learn from.</exception>
    public static IReadOnlyList<RowFlaw> Add(TableDraft draft, string dataFolder, string name, string target, TableTask task, IReadOnlySet<string> ignored)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(ignored);
        if (Refusal(name, dataFolder) is { } refused)
            throw new DatasetException(name, null, refused);
        var (made, folder) = (Path.Combine(dataFolder, $".new-{Guid.NewGuid():N}"), Path.Combine(dataFolder, name));
        try
        {
            Directory.CreateDirectory(made);
            var flaws = draft.Flaws(target, task, ignored);
            using (var rows = new FileStream(Path.Combine(made, RowsFile), FileMode.CreateNew))
                draft.Write(rows, flaws.Select(flaw => flaw.Row).ToHashSet());
            File.WriteAllText(Path.Combine(made, TableManifest.FileName), Manifest(draft.File, target, task, ignored));
            Directory.Move(made, folder); // at once: nobody sees half a data set, and of two of one name the second is refused
            OpenOrRemove(name, dataFolder, folder);
            return flaws;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(made))
                Directory.Delete(made, recursive: true);
            throw new DatasetException(name, folder, $"The data folder {Path.GetFullPath(dataFolder)} cannot be written to: {failed.Message} Let the web server write to it, or put the file there by hand.", failed);
        }
    }

    // What the flaws do not show, such as one class alone, shows when it is opened.
    private static void OpenOrRemove(string name, string dataFolder, string folder)
    {
        try
        {
            DatasetCatalog.Open(name, dataFolder);
        }
        catch (DatasetException)
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    // Texts in double quotes with JSON's escapes are texts of YAML too.
    private static string Manifest(string file, string target, TableTask task, IReadOnlySet<string> ignored)
    {
        var lines = new StringBuilder();
        lines.Append("title: ").Append(Text(Path.GetFileNameWithoutExtension(file) is { Length: > 0 } title ? title : file)).Append('\n');
        lines.Append("task: ").Append(task == TableTask.Regression ? "regression" : "classification").Append('\n');
        lines.Append("train: ").Append(RowsFile).Append("\nheader: true\n");
        lines.Append("target: ").Append(Text(target)).Append('\n');
        lines.Append("missing: [").AppendJoin(", ", TableDraft.Missing.Select(Text)).Append("]\n");
        if (ignored.Count > 0)
            lines.Append("ignore: [").AppendJoin(", ", ignored.Order(StringComparer.Ordinal).Select(Text)).Append("]\n");
        return lines.ToString();
    }

    private static string Text(string text) => JsonSerializer.Serialize(text, AsTyped);
}

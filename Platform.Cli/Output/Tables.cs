using Spectre.Console;

namespace Platform.Cli.Output;

/// <summary>The one look of all tables.</summary>
internal static class Tables
{
    public static Table New(params IEnumerable<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns) table.AddColumn(Column(column));
        return table;
    }

    // Only long texts may take several lines.
    private static TableColumn Column(string name)
    {
        var column = new TableColumn(Markup.Escape(name));
        return name == "parameters" ? column : column.NoWrap();
    }

    /// <summary>Adds a row whose texts are shown as they are: names may hold what Spectre would read as markup.</summary>
    public static void Row(this Table table, params IEnumerable<string> texts) => table.AddRow(texts.Select(text => new Text(text)));
}

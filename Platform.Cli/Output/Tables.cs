using Spectre.Console;

namespace Platform.Cli.Output;

/// <summary>The one look of all tables.</summary>
internal static class Tables
{
    public static Table New(params IEnumerable<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns) table.AddColumn(new TableColumn(Markup.Escape(column)).NoWrap());
        return table;
    }

    /// <summary>Adds a row whose texts are shown as they are: names may hold what Spectre would read as markup.</summary>
    public static void Row(this Table table, params IEnumerable<string> texts) => table.AddRow(texts.Select(text => new Text(text)));
}

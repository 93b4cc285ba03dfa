using System.Text;
using Training.Core.Data;
using Training.Core.Data.Tables;
using Xunit;

namespace Training.Core.Tests.Data.Tables;

public sealed class TableDraftTests : IDisposable
{
    private static readonly HashSet<string> None = [];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"drafts-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Every_flawed_row_is_told_at_once_and_left_out()
    {
        var draft = Draft("size,town,price\n", "7,Ulm\n", "8,Ulm,much\n", "wide,Ulm,9\n", "n/a,Ulm,10\n", "9,,11\n", "9,Ulm,\n", "9,Ulm,12,13\n");
        Assert.Equal((47, ',', true), (draft.Rows, draft.Separator, draft.HasHeader));
        Assert.Equal(["size", "town", "price"], draft.Columns.Select(column => column.Name));

        var flaws = TableDraftFolder.Add(draft, _folder, "houses", "price", TableTask.Regression, None);

        Assert.Equal(
            [
                new(42, "has 2 cells, but there are 3 columns"), new(43, "column price: \"much\" is not a number"), new(44, "column size: \"wide\" is not a number"),
                new(47, "column price has no value, so there is nothing to learn"), new(48, "has 4 cells, but there are 3 columns"),
            ],
            flaws);
        var table = (TableDataset)DatasetCatalog.Open("houses", _folder);
        Assert.Equal(1, table.Columns[0].Numbers.ToArray().Count(double.IsNaN));
        Assert.Equal((42, TargetKind.Number), (table.TrainRows + table.TestRows, table.Target));
        Assert.Equal(["houses"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Cells_come_through_as_they_are_whatever_stands_between_them()
    {
        var draft = Draft(";name;\"how;much\"\n", "1;\"Köln, \"\"Alt\"\"\";5\n");
        Assert.Equal(';', draft.Separator);
        Assert.Equal(["column_1", "name", "how;much"], draft.Columns.Select(column => column.Name));

        TableDraftFolder.Add(draft, _folder, "prices", "how;much", TableTask.Regression, None);

        var table = (TableDataset)DatasetCatalog.Open("prices", _folder);
        Assert.Contains("Köln, \"Alt\"", table.Columns[1].Levels);
        Assert.Equal(41, table.TrainRows + table.TestRows);
    }

    [Fact]
    public void Decimal_commas_become_points_where_cells_are_not_separated_by_commas()
    {
        var rows = string.Concat(Enumerable.Range(0, 40).Select(row => $"{10 + row},5;Bonn;{500 + (10 * row)},25\n"));
        var draft = TableDraft.Read(Encoding.UTF8.GetBytes($"size;town;rent\n{rows}70;Ulm;1.300\nn/a;Ulm;wide\n62,5;Ulm;1.234,50\n"), "rents.csv");
        Assert.Equal([("size", "62,5", "62.5"), ("rent", "1.234,50", "1234.50")], draft.Commas); // the last one that is new
        Assert.Equal([ColumnKind.Number, ColumnKind.Category, ColumnKind.Number], draft.Columns.Select(column => column.Kind));
        Assert.Empty(draft.Misread);

        var flaw = Assert.Single(TableDraftFolder.Add(draft, _folder, "rents", "rent", TableTask.Regression, None));

        Assert.Equal("column rent: \"wide\" is not a number", flaw.Problem);
        var table = (TableDataset)DatasetCatalog.Open("rents", _folder);
        var rents = table.Columns[2].Numbers.ToArray();
        Assert.Contains(1234.5, rents);
        Assert.Contains(1300, rents); // a point groups thousands there
        Assert.Contains(62.5, table.Columns[0].Numbers.ToArray());

        Assert.Empty(Draft("size,town,rent\n", "7,Ulm,\"1,234\"\n").Commas); // a comma may group thousands here
    }

    [Fact]
    public void A_column_that_is_kept_out_may_hold_anything_and_is_no_input()
    {
        var draft = Draft("size,town,price\n", "x,Ulm,10\n");

        Assert.Empty(TableDraftFolder.Add(draft, _folder, "houses", "price", TableTask.Regression, new HashSet<string> { "size" }));
        Assert.Equal(["town"], ((TableDataset)DatasetCatalog.Open("houses", _folder)).Inputs.Select(column => column.Name));
    }

    [Fact]
    public void The_task_is_guessed_by_the_values_of_what_is_predicted()
    {
        var columns = Draft("size,town,price\n").Columns;

        Assert.Equal([TableTask.Classification, TableTask.Classification, TableTask.Regression], columns.Select(column => column.LikelyTask));
    }

    [Fact]
    public void What_cannot_be_learnt_leaves_nothing_behind()
    {
        var draft = TableDraft.Read(Encoding.UTF8.GetBytes("a,b\n1,x\n2,x\n3,x\n4,x\n5,x\n"), "same.csv");

        var refused = Assert.Throws<DatasetException>(() => TableDraftFolder.Add(draft, _folder, "same", "b", TableTask.Classification, None));

        Assert.Contains("classes need at least 2", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../up")]
    [InlineData("Big")]
    [InlineData("a b")]
    [InlineData(".hidden")]
    [InlineData("digits")]
    [InlineData("taken")]
    public void Names_that_are_no_folders_or_taken_are_refused(string name)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "taken"));

        Assert.NotNull(TableDraftFolder.Refusal(name, _folder));
        Assert.Throws<DatasetException>(() => TableDraftFolder.Add(Draft("size,town,price\n"), _folder, name, "price", TableTask.Regression, None));
        Assert.Equal(["taken"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("Rents 2024 (final).csv", "rents-2024-final")]
    [InlineData("überblick.csv", "berblick")]
    [InlineData("___.csv", "table")]
    public void A_file_s_name_becomes_one_that_is_not_refused(string file, string name)
    {
        Assert.Equal(name, TableDraftFolder.NameFor(file));
        Assert.Null(TableDraftFolder.Refusal(name, _folder));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,a\n1,2\n", "two columns named 'a'")]
    [InlineData("a,b\n1,\"2\n", "never closed")]
    public void A_file_that_is_no_table_says_why(string content, string problem) =>
        Assert.Contains(problem, Assert.Throws<DatasetException>(() => TableDraft.Read(Encoding.UTF8.GetBytes(content), "rows.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_in_another_encoding_says_where() =>
        Assert.Contains("not UTF-8", Assert.Throws<DatasetException>(() => TableDraft.Read([.. "a,b\n1,"u8, 0xfc, .. "\n"u8], "rows.csv")).Message, StringComparison.Ordinal);

    // 40 good rows, then what a test is about.
    private static TableDraft Draft(string header, params string[] rows)
    {
        var separator = header.Contains(';') ? ';' : ',';
        var good = Enumerable.Range(0, 40).Select(i => string.Join(separator, i % 10, i % 3 == 0 ? "Ulm" : "Bonn", 100 + i) + "\n");
        return TableDraft.Read(Encoding.UTF8.GetBytes(header + string.Concat(good) + string.Concat(rows)), "houses.csv");
    }
}

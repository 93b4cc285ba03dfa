using Training.Core.Data;
using Training.Core.Data.Tables;
using Xunit;

namespace Training.Core.Tests.Data.Tables;

public class TableReaderTests
{
    private const string Regression = "task: regression\ntrain: rows.csv\ntarget: price\ntest_rows: 1\n";
    private const string Rows = "area,town,sold,price\n10,Ulm,2020-01-01,100\n20,?,2020-01-02,200\n,Köln,2020-01-03,300\n40,\"Ulm\",2020-01-04,400\n";

    [Fact]
    public void The_schema_is_inferred_and_missing_values_are_known()
    {
        using var folder = new TableFolder(Regression, ("rows.csv", Rows));
        var table = folder.Table();

        Assert.Equal([("area", ColumnKind.Number), ("town", ColumnKind.Category), ("sold", ColumnKind.Date), ("price", ColumnKind.Number)], table.Columns.Select(c => (c.Name, c.Kind)));
        Assert.Equal([10, 20, double.NaN, 40], table.Columns[0].Numbers.ToArray());
        Assert.Equal(["Köln", "Ulm"], table.Columns[1].Levels);
        Assert.Equal([1, -1, 0, 1], table.Columns[1].Codes.ToArray());
        Assert.Equal(18262, table.Columns[2].Numbers[0]);
        Assert.Equal((3, 1, TargetKind.Number, "2 numbers and 1 category"), (table.TrainRows, table.TestRows, table.Target, table.ShapeText));
        Assert.Equal(["area", "town", "sold"], table.Inputs.Select(c => c.Name));
        Assert.True(folder.Info().Available);
    }

    [Fact]
    public void Without_a_header_the_columns_are_numbered_or_take_the_names_of_the_manifest()
    {
        using var folder = new TableFolder("task: classification\ntrain: rows.csv\ntarget: column_2\ntest_rows: 1\n", ("rows.csv", "1,a\n2,b\n3,a\n"));
        Assert.Equal(["column_1", "column_2"], folder.Table().Columns.Select(c => c.Name));

        folder.Put("dataset.yaml", "task: classification\ntrain: rows.csv\ntarget: kind\ncolumns: [size, kind]\nheader: false\ntest_rows: 1\n");
        Assert.Equal(["size", "kind"], folder.Table().Columns.Select(c => c.Name));
        Assert.Equal(["a", "b"], folder.Table().ClassNames);
    }

    [Fact]
    public void A_wrong_number_is_reported_with_row_column_and_value()
    {
        var rows = string.Concat(Enumerable.Range(2, 20_000).Select(row => $"{(row == 17_002 ? "abc" : row)},{row}\n"));
        using var folder = new TableFolder(Regression, ("rows.csv", "age,price\n" + rows));

        Assert.Contains("row 17,002, column age: \"abc\" is not a number", folder.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,price\n1,2\n1,2,3\n4,5\n", "row 3 has 3 cells, but there are 2 columns")]
    [InlineData("a,price\n1,2\n\"1,2\n", "row 3 has a quote in cell 1 that is never closed")]
    [InlineData("a,price\n1,2\n\"1\"x,2\n", "row 3 has 'x' after the closing quote")]
    [InlineData("a,a,price\n1,2,3\n", "two columns named 'a'")]
    [InlineData("", "is empty")]
    [InlineData("a,cost\n1,2\n", "has no column 'price'")]
    [InlineData("a,price\n1,2\n1,\n1,3\n", "row 3, column price has no value")]
    [InlineData("a,price\n1,2\n", "has 0 training and 1 test rows")]
    public void A_broken_file_is_refused_with_its_place(string content, string message)
    {
        using var folder = new TableFolder(Regression, ("rows.csv", content));
        var refusal = folder.Refusal();
        Assert.Contains(message, refusal, StringComparison.Ordinal);
        Assert.StartsWith($"'houses'", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("task: regression\ntarget: price\n", "train is missing")]
    [InlineData("train: rows.csv\ntarget: price\n", "task is missing")]
    [InlineData("task: regression\ntrain: rows.csv\n", "target is missing")]
    [InlineData("task: guess\ntrain: rows.csv\n", "line 1: task: 'guess' is not known")]
    [InlineData("task: regression\ntrain: ../../etc/passwd\ntarget: a\n", "line 2: train: '../../etc/passwd' is not a file name")]
    [InlineData("task: regression\ncolour: red\n", "line 2: 'colour' is no setting")]
    [InlineData("task: [\n", "line ")]
    [InlineData("just a text", "is no list of")]
    public void A_wrong_manifest_is_listed_with_what_is_wrong_and_refused(string manifest, string message)
    {
        using var folder = new TableFolder(manifest, ("rows.csv", Rows));

        Assert.False(folder.Info().Available);
        Assert.Contains(message, folder.Info().HowToGet, StringComparison.Ordinal);
        Assert.Contains(message, folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named_with_its_place()
    {
        using var folder = new TableFolder(Regression);

        Assert.Equal(["houses/rows.csv"], folder.Info().MissingFiles);
        Assert.Contains($"Put rows.csv into {Path.Combine(folder.Folder, "houses")}", folder.Info().HowToGet, StringComparison.Ordinal);
        Assert.Contains("rows.csv: is not there", folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_test_part_is_a_file_the_last_rows_or_a_drawn_share()
    {
        using var folder = new TableFolder(Regression, ("rows.csv", Rows), ("more.csv", "area,town,sold,price\n1,Bonn,2020-01-09,7\n2,Ulm,2020-01-09,8\n"));
        Assert.Equal([3], folder.Table().TestIndex.ToArray());

        folder.Put("dataset.yaml", "task: regression\ntrain: rows.csv\ntest: more.csv\ntarget: price\n");
        Assert.Equal([4, 5], folder.Table().TestIndex.ToArray());

        folder.Put("dataset.yaml", "task: regression\ntrain: rows.csv\ntest: rows.csv\ntarget: price\n");
        Assert.Contains("line 3: test: 'rows.csv' is the file of the training rows, too", folder.Refusal(), StringComparison.Ordinal);

        folder.Put("dataset.yaml", "task: regression\ntrain: rows.csv\ntarget: price\ntest_fraction: 0.5\n");
        Assert.Equal((2, 2), (folder.Table().TrainRows, folder.Table().TestRows));
    }

    [Fact]
    public void Equal_content_has_an_equal_digest_whatever_its_spelling()
    {
        using var folder = new TableFolder(Regression, ("rows.csv", Rows));
        var first = folder.Open().Digest;
        folder.Put("rows.csv", Rows.Replace("10,Ulm", "1e1, \"Ulm\" ", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(first, folder.Open().Digest);

        folder.Put("rows.csv", Rows.Replace("10,Ulm", "11,Ulm", StringComparison.Ordinal));
        Assert.NotEqual(first, folder.Open().Digest);
    }

    [Fact]
    public void Columns_with_too_many_values_are_texts_and_no_input()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(row => $"{row},name {row},{row}\n"));
        using var folder = new TableFolder(Regression, ("rows.csv", "area,name,price\n" + rows));

        Assert.Equal(ColumnKind.Text, folder.Table().Columns[1].Kind);
        Assert.Equal(["area"], folder.Table().Inputs.Select(c => c.Name));
    }

    [Theory]
    [InlineData("friedman", 4_000, 1_000)]
    [InlineData("moons", 2_000, 500)]
    public void Generated_tables_are_equal_on_every_machine(string name, int train, int test)
    {
        var data = (TableDataset)DatasetCatalog.Open(name, "nowhere");

        Assert.Equal((train, test), (data.TrainRows, data.TestRows));
        Assert.StartsWith(name == "moons" ? "cff2536ab2eb8b62da4f7c0ef518341980f4154a" : "30ee7b31ea6c2311eae7a2136ae75d9d209fb69d", data.Digest, StringComparison.Ordinal);
    }
}

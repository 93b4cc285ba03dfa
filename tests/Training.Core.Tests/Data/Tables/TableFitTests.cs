using System.Text.Json;
using Training.Core.Data;
using Training.Core.Data.Tables;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Data.Tables;

public class TableFitTests
{
    private static readonly double[] Values = [3, double.NaN, -1, 4, 100, 5, 9, 2, 6, 5];

    [Fact]
    public void Scalers_equal_those_of_scikit_learn()
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "scalers.json")));
        foreach (var known in fixture.RootElement.EnumerateArray())
        {
            string Text(string key) => known.GetProperty(key).GetString()!;
            var spec = TableSpec.Default with { Impute = Text("impute"), Scale = Text("scale") };
            var step = TableFit.Fit(Table(Values), spec, [.. Enumerable.Range(0, Values.Length)], out _).Numbers[0];
            var expected = known.GetProperty("values").EnumerateArray().Select(value => value.GetDouble());
            foreach (var (value, wanted) in Values.Zip(expected))
                Assert.Equal(wanted, step.Apply(value), 1e-12);
        }
    }

    [Fact]
    public void Only_training_rows_are_looked_at()
    {
        var spec = TableSpec.Default with { Scale = "minmax" };
        int[] rows = [0, 2, 3];
        var fitted = TableFit.Fit(Table(Values), spec, rows, out _);
        var changed = Values.ToArray();
        changed[4] = 1e6;

        Assert.Equal(JsonSerializer.Serialize(fitted), JsonSerializer.Serialize(TableFit.Fit(Table(changed), spec, rows, out _)));
        Assert.False(fitted.Numbers[0].Flag); // the missing value is not among them
        Assert.Equal(0, fitted.Numbers[0].Apply(-1));
        Assert.Equal(1, fitted.Numbers[0].Apply(4));
    }

    [Theory]
    [InlineData("clip_iqr", 12.75)] // the quartiles are 3 and 6; 6 + 2.25 * 3
    [InlineData("clip_zscore", 82.82)] // mean 14.78, deviation 30.24
    public void Outliers_are_clipped_to_the_bounds(string how, double high)
    {
        var spec = TableSpec.Default with { Outliers = how, OutlierLimit = 2.25, Scale = "none" };
        var step = TableFit.Fit(Table(Values), spec, [.. Enumerable.Range(0, Values.Length)], out _).Numbers[0];

        Assert.Equal(high, step.Apply(1e9), 0.01);
        Assert.Equal(5, step.Apply(5));
    }

    [Fact]
    public void Rows_with_outliers_are_dropped_from_training_only()
    {
        var spec = TableSpec.Default with { Outliers = "drop_iqr", OutlierLimit = 2 };
        TableFit.Fit(Table(Values), spec, [.. Enumerable.Range(0, Values.Length)], out var kept);

        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8, 9], kept!);
    }

    [Fact]
    public void Skewed_columns_get_a_logarithm_that_keeps_the_sign()
    {
        var skewed = TableFit.Fit(Table(Values), TableSpec.Default with { Log = "skewed", Scale = "none" }, [.. Enumerable.Range(0, 10)], out _).Numbers[0];
        var even = TableFit.Fit(Table([1, 2, 3, 4]), TableSpec.Default with { Log = "skewed", Scale = "none" }, [0, 1, 2, 3], out _).Numbers[0];

        Assert.True(skewed.Log);
        Assert.False(even.Log);
        Assert.Equal(-Math.Log(2), skewed.Apply(-1), 12);
    }

    [Fact]
    public void Categories_become_codes_or_columns_and_unknown_ones_have_a_place()
    {
        var table = Table(Values, levels: ["a", "b", "c"], codes: [0, 1, -1, 0, 0, 1, 1, 0, 2, 2]);
        int[] rows = [0, 1, 2, 3]; // no c
        var coded = TableFit.Fit(table, TableSpec.Default, rows, out _);
        var hot = TableFit.Fit(table, TableSpec.Default with { Encoding = "onehot", Impute = "most_frequent" }, rows, out _);

        Assert.Equal(new TableShape(2, [3]), coded.Shape()); // the number and its missing flag; unknown, a, b
        Assert.Equal([1, 2, 0, 0], new[] { "a", "b", "c", null }.Select(coded.Categories[0].Code));
        Assert.Equal(new TableShape(5, []), hot.Shape());
        Assert.Equal(1, hot.Categories[0].Code(null)); // a is the most frequent
        var row = new float[5];
        hot.Write([double.NaN], [2], row);
        Assert.Equal([0, 0, 1], row[2..]);
        Assert.Equal(1, row[1]);
    }

    [Fact]
    public void The_target_is_standardised_and_the_steps_survive_json()
    {
        var fitted = TableFit.Fit(Table(Values), TableSpec.Default, [.. Enumerable.Range(0, 10)], out _);

        Assert.Equal((4.5, Math.Sqrt(8.25)), (fitted.Target.Center, fitted.Target.Scale));
        var again = (TablePreparation)JsonSerializer.Deserialize<Preparation>(JsonSerializer.Serialize<Preparation>(fitted))!;
        Assert.Equal(fitted.Numbers, again.Numbers);
        Assert.Equal(fitted.Target, again.Target);
    }

    [Fact]
    public void A_batch_has_the_shape_that_it_promises()
    {
        var spec = TrainingSpec.Parse(new Dictionary<string, object> { ["data"] = "friedman", ["model"] = "mlp" });
        var data = DatasetCatalog.Open("friedman", "nowhere").Prepare(spec, torch.CPU);
        using var scope = torch.NewDisposeScope();
        var batch = data.Read([5, 1]);

        Assert.Equal([2, ((TableShape)data.Shape).Width], batch.Input.shape);
        Assert.Equal([2, 1], batch.Target.shape);
        Assert.Equal(new TableShape(11, [4]), data.Shape);
    }

    [Theory]
    [InlineData(0.1, 10)]
    [InlineData(1.1, 100_000)]
    [InlineData(-20_123.7, 1_000)]
    public void A_constant_column_has_the_scale_one_whatever_its_rounding(double value, int rows)
    {
        var step = TableFit.Fit(Table([.. Enumerable.Repeat(value, rows)]), TableSpec.Default with { Log = "skewed" }, [.. Enumerable.Range(0, rows)], out _).Numbers[0];

        Assert.Equal((1, false), (step.Scale, step.Log));
        Assert.Equal(0, step.Apply(value), 1e-9);
    }

    [Fact]
    public void A_column_that_hardly_varies_keeps_its_scale()
    {
        double[] values = [1e6, 1e6, 1e6 + 1e-6, 1e6];
        var step = TableFit.Fit(Table(values), TableSpec.Default, [0, 1, 2, 3], out _).Numbers[0];

        Assert.Equal(Statistics.Deviation(values), step.Scale);
        Assert.InRange(step.Scale, 1e-7, 1e-6);
    }

    [Theory]
    [InlineData("clip_iqr")]
    [InlineData("drop_iqr")]
    public void Of_a_column_that_is_mostly_one_value_the_others_are_no_outliers(string how)
    {
        double[] values = [0, 0, 0, 0, 0, 0, 0, 0, 5_000, 7_000];
        var step = TableFit.Fit(Table(values), TableSpec.Default with { Outliers = how, Scale = "none" }, [.. Enumerable.Range(0, 10)], out var kept).Numbers[0];

        Assert.Equal(7_000, step.Apply(7_000));
        Assert.Equal(10, kept?.Length ?? 10);
    }

    [Fact]
    public void One_hot_columns_that_memory_cannot_hold_are_refused()
    {
        const int Rows = 11_000;
        string[] levels = [.. Enumerable.Range(0, 1000).Select(level => $"v{level}")];
        int[] codes = [.. Enumerable.Range(0, Rows).Select(row => row % 1000)];
        TableColumn[] columns =
        [
            .. Enumerable.Range(0, 100).Select(column => TableColumn.OfLevels($"c{column}", codes, levels)),
            TableColumn.OfNumbers("y", [.. codes.Select(code => (double)code)]),
        ];
        var data = new TableDataset("some", "Some", columns, "y", TargetKind.Number, [.. Enumerable.Range(0, Rows)], [0]);
        TrainingSpec Spec(string encoding) => TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = "some", ["model"] = "mlp", ["table.encoding"] = encoding });

        var refusal = Assert.Throws<SpecException>(() => data.Prepare(Spec("onehot"), torch.CPU));

        Assert.Equal("table.encoding", refusal.Field);
        Assert.Contains("11,000 rows of 'some' × 100,100 values each are 1,101,100,000, more than", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(100, ((TableShape)data.Prepare(Spec("embedding"), torch.CPU).Shape).Width);
    }

    [Fact]
    public void A_served_row_spells_missing_values_as_the_file_did()
    {
        var fitted = TableFit.Fit(Table(Values, levels: ["a", "b"], codes: [0, 1, -1, 0, 0, 1, 1, 0, 0, 0]), TableSpec.Default with { Impute = "most_frequent" }, [.. Enumerable.Range(0, 10)], out _);
        var withTokens = fitted with { Missing = ["?", "NA"] };
        float[] Input(TablePreparation by, object? number, object? category) =>
            RowReader.Read(by, [new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = number, ["kind"] = category }]);

        Assert.Equal(Input(withTokens, null, null), Input(withTokens, " ? ", "NA"));
        Assert.Equal(Input(withTokens, 4, "b"), Input(withTokens, " 4 ", " b "));
        Assert.Equal(0, Input(withTokens, 4, "q")[^1]);

        // Models of before take them as they are.
        Assert.Throws<RowException>(() => Input(fitted, "?", "b"));
        Assert.Equal(0, Input(fitted, 4, "?")[^1]);
        Assert.DoesNotContain("Missing\":[", JsonSerializer.Serialize<Preparation>(fitted), StringComparison.Ordinal);
        Assert.Equal(["?", "NA"], ((TablePreparation)JsonSerializer.Deserialize<Preparation>(JsonSerializer.Serialize<Preparation>(withTokens))!).Missing!);
    }

    [Fact]
    public void The_file_s_missing_texts_are_kept_with_the_model()
    {
        using var folder = new TableFolder("task: regression\ntrain: rows.csv\ntarget: y\nmissing: [\"-\"]\n", ("rows.csv", "x,y\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{i}\n"))));
        var spec = TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = TableFolder.Name, ["model"] = "linear" });

        Assert.Equal(["-"], ((TablePreparation)folder.Open().Prepare(spec, torch.CPU).Preparation).Missing!);
        Assert.Equal(["-"], ((TablePreparation)folder.Open().WithLabels(1, []).Prepare(spec with { Data = spec.Data with { Labels = 1 } }, torch.CPU).Preparation).Missing!);
    }

    private static TableDataset Table(double[] values, string[]? levels = null, int[]? codes = null)
    {
        TableColumn[] columns = [TableColumn.OfNumbers("x", values), TableColumn.OfNumbers("y", [.. Enumerable.Range(0, values.Length).Select(i => (double)i)])];
        if (levels is not null)
            columns = [TableColumn.OfLevels("kind", codes!, levels), .. columns];
        return new TableDataset("some", "Some", columns, "y", TargetKind.Number, [.. Enumerable.Range(0, values.Length)], [0]);
    }
}

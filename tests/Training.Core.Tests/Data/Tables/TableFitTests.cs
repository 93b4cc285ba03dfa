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

    private static TableDataset Table(double[] values, string[]? levels = null, int[]? codes = null)
    {
        TableColumn[] columns = [TableColumn.OfNumbers("x", values), TableColumn.OfNumbers("y", [.. Enumerable.Range(0, values.Length).Select(i => (double)i)])];
        if (levels is not null)
            columns = [TableColumn.OfLevels("kind", codes!, levels), .. columns];
        return new TableDataset("some", "Some", columns, "y", TargetKind.Number, [.. Enumerable.Range(0, values.Length)], [0]);
    }
}

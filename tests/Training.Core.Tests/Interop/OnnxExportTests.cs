using Training.Core.Data;
using Training.Core.Data.Tables;
using Training.Core.Tests.Data.Tables;
using Training.Core.Tests.Training;
using Xunit;

namespace Training.Core.Tests.Interop;

/// <summary>Trained models as ONNX files that take raw values: images, tables with missing values and unknown categories, and texts.</summary>
public sealed class OnnxExportTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("auto")]
    [InlineData("binary_cross_entropy")]
    public void An_image_model_takes_pixels_and_answers_the_served_probabilities(string loss)
    {
        using var model = Trained("digits", ("model", "cnn"), ("cnn.channels", 4), ("loss", loss), ("train_samples", 200));
        using var onnx = new OnnxRun(model.ToOnnx());
        var rows = Enumerable.Range(0, 4).Select(i => Some.Digits.Test.Sample(i).ToArray().Select(pixel => (float)pixel).ToArray()).ToArray();

        var (values, shape) = onnx.Answer<float>("probabilities", OnnxRun.Value("image", [.. rows.SelectMany(row => row)], 4, 1, 28, 28));

        Assert.Equal([4, 10], shape);
        Assert.All(model.PredictProbabilities(rows).SelectMany(row => row).Zip(values), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        Assert.Equal(model.Digest, onnx.Metadata["checkpoint"]);
        Assert.Contains("\"0\"", onnx.Metadata["classes"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("embedding", "none", "none")]
    [InlineData("onehot", "clip_iqr", "all")]
    public void A_table_model_takes_numbers_and_texts_with_missing_ones(string encoding, string outliers, string log)
    {
        using var model = Trained("friedman", ("model", "mlp"), ("table.encoding", encoding), ("table.outliers", outliers), ("table.log", log));
        using var onnx = new OnnxRun(model.ToOnnx());
        var rows = Rows(model.Signature);
        var numbers = model.Signature.Columns!.Where(column => column.Kind != "category").Select(column => column.Name).ToArray();
        var categories = model.Signature.Columns!.Where(column => column.Kind == "category").Select(column => column.Name).ToArray();

        var (values, shape) = onnx.Answer<double>(
            "value",
            OnnxRun.Value("numbers", [.. rows.SelectMany(row => numbers.Select(name => row[name] is double number ? number : double.NaN))], rows.Length, numbers.Length),
            OnnxRun.Value("categories", [.. rows.SelectMany(row => categories.Select(name => row[name] as string ?? ""))], rows.Length, categories.Length));

        Assert.Equal([rows.Length, 1], shape);
        Assert.All(model.Predict(rows).Zip(values), pair => Assert.Equal(pair.First.Value!.Value, pair.Second, Tolerance * 10)); // in the target's unit, deviation 5.2
    }

    [Fact]
    public void A_forecast_takes_and_answers_the_series_in_its_own_unit()
    {
        var rows = Enumerable.Range(0, 200).Select(i => (A: 100 + (i % 12), B: 5 - (0.01 * i))).ToArray();
        using var table = new TableFolder(
            "task: forecast\ntrain: rows.csv\ntest_rows: 40\nvalidation_rows: 30\n", ("rows.csv", "a,b\n" + string.Join('\n', rows.Select(row => FormattableString.Invariant($"{row.A},{row.B}")))));
        using var model = Trained("own", table.Open(), ("model", "dlinear"), ("series.length", 24), ("series.horizon", 6), ("epochs", 5), ("learning_rate", 0.01));
        using var onnx = new OnnxRun(model.ToOnnx());

        var (values, shape) = onnx.Answer<double>("forecast", OnnxRun.Value("series", [.. rows[..24].SelectMany(row => new[] { row.A, row.B })], 1, 24, 2));

        Assert.Equal([1, 6, 2], shape);
        for (var step = 0; step < 6; step++)
        {
            Assert.Equal(rows[24 + step].A, values[2 * step], 4.0); // a's deviation is 3.5, b's 0.4: the unit and the column are right
            Assert.Equal(rows[24 + step].B, values[(2 * step) + 1], 0.5);
        }
    }

    [Fact]
    public void Boosted_trees_say_that_they_have_no_form_in_onnx()
    {
        using var model = Trained("moons", ("model", "trees"), ("trees.rounds_per_epoch", 2));

        Assert.Contains("checkpoint", Assert.Throws<NotSupportedException>(model.ToOnnx).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Onnx_own_checker_accepts_files_with_preparation()
    {
        using var folder = new TemporaryFolder();
        (string Data, string Model)[] cases = [("digits", "mlp"), ("friedman", "mlp"), ("friedman", "linear"), ("sentences", "gpt")];
        foreach (var (data, kind) in cases)
        {
            using var model = Trained(data, ("model", kind), ("train_samples", 1000), ("text.context", 16), ("gpt.layers", 1));
            File.WriteAllBytes(Path.Combine(folder.Path, $"{data}-{kind}.onnx"), model.ToOnnx());
        }

        OnnxChecker.Check(folder.Path, cases.Length);
    }

    private static TrainedModel Trained(string data, params (string Field, object Value)[] fields) => Trained(data, DatasetCatalog.Open(data, "nowhere"), fields);

    private static TrainedModel Trained(string data, Dataset rows, params (string Field, object Value)[] fields)
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = data, ["epochs"] = 1, ["batch_size"] = 64, ["seed"] = 3, ["dropout"] = 0.1 };
        foreach (var (field, value) in fields)
            all[field] = value;
        var spec = TrainingSpec.Parse(all);
        using var folder = new TemporaryFolder();
        using var session = TrainingSession.Start(spec, rows, Some.OneThread);
        Some.RunToEnd(session, spec);
        var saved = session.SaveCheckpoint(folder.Path);
        return TrainedModel.Load(saved.File, saved.Digest);
    }

    // The first rows of the test part; then one with everything missing, and one whose categories nobody has seen.
    private static IReadOnlyDictionary<string, object?>[] Rows(ModelSignature signature)
    {
        var data = (TableDataset)DatasetCatalog.Open("friedman", "nowhere");
        Dictionary<string, object?> Row(int at) => data.Inputs.ToDictionary(
            column => column.Name, column => column.IsMissing(at) ? null : column.IsNumeric ? column.Numbers[at] : (object?)column.Levels[column.Codes[at]], StringComparer.Ordinal);
        return
        [
            .. data.TestIndex[..6].ToArray().Select(Row), signature.Columns!.ToDictionary(column => column.Name, _ => (object?)null, StringComparer.Ordinal),
            Row(0).ToDictionary(pair => pair.Key, pair => pair.Value is string ? "never seen" : pair.Value, StringComparer.Ordinal),
        ];
    }
}

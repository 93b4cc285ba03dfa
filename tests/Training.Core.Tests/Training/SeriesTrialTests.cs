using System.Globalization;
using Training.Core.Data;
using Training.Core.Data.Tables;
using Training.Core.Tests.Data.Tables;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>Windows of a series and the forecasts learnt from them.</summary>
public sealed class SeriesTrialTests : IDisposable
{
    private const string Manifest = "task: forecast\ntrain: rows.csv\ntest_rows: 40\nvalidation_rows: 30\nignore: [note]\n";
    private readonly TableFolder _folder = new(Manifest, ("rows.csv", Rows(200)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Windows_follow_the_time_and_scales_come_from_the_training_steps()
    {
        var data = (SeriesDataset)_folder.Open();
        using var scope = torch.NewDisposeScope();
        var prepared = data.Prepare(Spec("linear", ("series.length", 8), ("series.horizon", 4)), torch.CPU);

        Assert.Equal((160, 40, 2), (data.TrainRows, data.TestRows, data.Columns.Count)); // dates and the ignored column are no input
        Assert.Equal(130 - 8 - 4 + 1, prepared.Split.Train.Count);
        Assert.Equal(130 - 8, prepared.Split.Validation[0]); // the first validation target is the first validation step
        Assert.Equal(30 - 4 + 1, prepared.Split.Validation.Count);
        Assert.Equal(40 - 4 + 1, prepared.TestRows);
        var (mean, std) = (Enumerable.Range(0, 130).Average(), Math.Sqrt(((130.0 * 130) - 1) / 12));
        var batch = prepared.Read([5]);
        Assert.Equal([1, 8, 2], batch.Input.shape);
        Assert.Equal([1, 4, 2], batch.Target.shape);
        Assert.Equal((5 - mean) / std, batch.Input.ToArray<float>()[0], 1e-5);
        Assert.Equal((13 - mean) / std, batch.Target.ToArray<float>()[0], 1e-5);
        Assert.Equal((160 - mean) / std, prepared.ReadTest([0]).Target.ToArray<float>()[0], 1e-5);
    }

    [Theory]
    [InlineData("dlinear")]
    [InlineData("linear")]
    [InlineData("mlp")]
    public void A_forecast_is_learnt_and_resumes_to_the_bit(string model)
    {
        var spec = Spec(model, ("epochs", 6));
        var data = _folder.Open();
        using var folder = new TemporaryFolder();
        using var whole = TrainingSession.Start(spec, data, Some.OneThread);
        var first = whole.RunEpoch(CancellationToken.None);
        var saved = whole.SaveCheckpoint(folder.Path);
        var epochs = Some.RunToEnd(whole, spec);
        using var resumed = TrainingSession.Resume(spec, data, Some.OneThread, saved.File);

        Assert.Equal(epochs, Some.RunToEnd(resumed, spec));
        var test = whole.EvaluateTest();
        Assert.Equal(40 - 12 + 1, test.Samples);
        Assert.Equal(test.Metrics["test_loss"], test.Metrics["test_mse"], 1e-12);
        using var trained = TrainedModel.Load(saved.File, saved.Digest);
        Assert.True(test.Metrics["test_mse"] < trained.EvaluateTest(data).Metrics["test_mse"], $"{first.ValidationLoss}");
    }

    [Theory]
    [InlineData("dlinear")]
    [InlineData("mlp")]
    [InlineData("transformer")]
    public void A_served_model_forecasts_raw_windows_in_their_own_unit(string model)
    {
        var spec = Spec(model, ("epochs", 1));
        var data = (SeriesDataset)_folder.Open();
        using var folder = new TemporaryFolder();
        using var session = TrainingSession.Start(spec, data, Some.OneThread);
        session.RunEpoch(CancellationToken.None);
        var saved = session.SaveCheckpoint(folder.Path);
        using var trained = TrainedModel.Load(saved.File, saved.Digest);
        var (steps, series) = (data.LastSteps(200), trained.Signature.Series!);
        Assert.Equal((24, 12), (series.Length, series.Horizon));
        Assert.Equal(["trend", "wave"], series.Columns);

        // Every window of the test part, as the evaluation cuts them: the errors of the forecasts are its measures.
        var fitted = Enumerable.Range(0, 2).Select(c => (Mean: steps.Take(130).Average(step => step[c]), Std: Deviation([.. steps.Take(130).Select(step => step[c])]))).ToArray();
        var windows = Enumerable.Range(0, 40 - 12 + 1).Select(test => steps.Skip(160 - 24 + test).Take(24).ToArray()).ToArray();
        var forecasts = trained.Forecast(windows);
        var squares = forecasts.Index().SelectMany(w => w.Item.Index().SelectMany(s => s.Item.Select((value, c) => Math.Pow((value - steps[160 + w.Index + s.Index][c]) / fitted[c].Std, 2))));
        Assert.Equal(session.EvaluateTest().Metrics["test_mse"], squares.Average(), 1e-5);

        double[][] longer = [[0, 0], .. windows[3].Select(step => step.ToArray())];
        Assert.Equal(trained.Forecast([windows[3]])[0], Assert.Single(trained.Forecast([longer]))); // alone, too: a batch of another size may round otherwise
        longer[5] = [double.NaN, longer[5][1]];
        var filled = longer.Select(step => step.ToArray()).ToArray();
        filled[5][0] = filled[4][0];
        Assert.Equal(trained.Forecast([filled])[0], trained.Forecast([longer])[0]);
        Assert.Contains("Window 1 has 23 steps; the model sees 24", Assert.Throws<RowException>(() => trained.Forecast([windows[0], windows[0][1..]])).Message, StringComparison.Ordinal);
        Assert.Contains("Window 0, step 0 has 1 values", Assert.Throws<RowException>(() => trained.Forecast([[.. windows[0].Select(step => (double[])[step[0]])]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_that_do_not_fit_are_refused() =>
        Assert.Contains("windows of 24 and 50 steps do not fit", Assert.Throws<SpecException>(
            () => TrainingSession.Start(Spec("dlinear", ("series.horizon", 50)), _folder.Open(), Some.OneThread)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_series_whose_dates_fall_is_refused_with_the_row_unless_another_date_is_the_time()
    {
        _folder.Put("rows.csv", "time,a\n" + string.Concat(Enumerable.Range(0, 200).Select(t => $"{new DateTime(2024, 1, 1).AddDays(200 - t):yyyy-MM-dd},{t}\n")));
        _folder.Put("dataset.yaml", "task: forecast\ntrain: rows.csv\n");
        Assert.Contains("rows.csv: row 3, column time: 2024-07-18 is before the row above it. Sort the rows oldest first", _folder.Refusal(), StringComparison.Ordinal);

        _folder.Put("dataset.yaml", "task: forecast\ntrain: rows.csv\nignore: [time]\n");
        Assert.Equal(160, _folder.Open().TrainRows);

        _folder.Put("rows.csv", "made,time,a\n" + string.Concat(Enumerable.Range(0, 200).Select(t => $"2020-01-{1 + (t * 7 % 28):00},{new DateTime(2024, 1, 1).AddDays(t / 2):yyyy-MM-dd},{t}\n")));
        _folder.Put("dataset.yaml", "task: forecast\ntrain: rows.csv\n");
        Assert.Equal(160, _folder.Open().TrainRows);
    }

    [Fact]
    public void The_steps_of_a_test_file_are_the_test_part_and_none_of_them_is_learnt_from()
    {
        string Steps(int from, int end) => "a\n" + string.Concat(Enumerable.Range(from, end - from).Select(t => $"{t}\n"));
        _folder.Put("rows.csv", Steps(0, 100));
        _folder.Put("later.csv", Steps(100, 200));
        _folder.Put("dataset.yaml", "task: forecast\ntrain: rows.csv\ntest: later.csv\n");
        var data = _folder.Open();
        using var scope = torch.NewDisposeScope();
        var prepared = data.Prepare(Spec("linear", ("series.length", 8), ("series.horizon", 4)), torch.CPU);
        var (mean, std) = (Enumerable.Range(0, 90).Average(), Math.Sqrt(((90.0 * 90) - 1) / 12));

        Assert.Equal((100, 100), (data.TrainRows, data.TestRows));
        Assert.Equal((100 - mean) / std, prepared.ReadTest([0]).Target.ToArray<float>()[0], 1e-5);

        _folder.Put("all.csv", Steps(0, 200));
        _folder.Put("dataset.yaml", "task: forecast\ntrain: all.csv\n");
        Assert.NotEqual(data.Digest, _folder.Open().Digest); // other parts of the same steps
    }

    [Theory]
    [InlineData("test_fraction: 0.3", "line 3: test_fraction: has no effect on a forecast")]
    [InlineData("test: rows.csv\ntest_rows: 40", "line 4: test_rows: does not fit beside a file under 'test'")]
    [InlineData("test: rows.csv\nused_rows: 40", "line 4: used_rows: does not fit beside a file under 'test'")]
    public void What_says_nothing_about_a_series_is_refused_with_its_line(string lines, string problem)
    {
        _folder.Put("dataset.yaml", $"task: forecast\ntrain: rows.csv\n{lines}\n");

        Assert.Contains(problem, _folder.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_without_a_value_to_learn_from_is_refused_and_a_gap_at_the_beginning_takes_the_first_one()
    {
        string Late(int first) => "a,b\n" + string.Concat(Enumerable.Range(0, 200).Select(t => $"{t},{(t < first ? "" : t)}\n"));
        _folder.Put("dataset.yaml", "task: forecast\ntrain: rows.csv\ntest_rows: 40\nvalidation_rows: 30\n");
        _folder.Put("rows.csv", Late(first: 130));
        Assert.Contains("column b has no value in the first 130 steps", _folder.Refusal(), StringComparison.Ordinal);
        _folder.Put("rows.csv", Late(first: 129));
        Assert.Equal(129, ((SeriesDataset)_folder.Open()).LastSteps(200)[0][1]);

        _folder.Put("dataset.yaml", "task: forecast\ntrain: rows.csv\ntest_rows: 40\n");
        var spec = Spec("linear", ("validation_fraction", 0.5), ("series.length", 8), ("series.horizon", 4));
        var refusal = Assert.Throws<SpecException>(() => _folder.Open().Prepare(spec, torch.CPU));
        Assert.Equal("validation_fraction", refusal.Field);
        Assert.Contains("leaves 80 steps to learn from, in which column b of 'houses' has no value: its first is step 130", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_column_of_a_series_is_not_blown_up_by_rounding()
    {
        _folder.Put("dataset.yaml", "task: forecast\ntrain: rows.csv\n");
        _folder.Put("rows.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 200).Select(t => $"{t},0.1\n")));

        var fitted = (SeriesPreparation)_folder.Open().Prepare(Spec("linear"), torch.CPU).Preparation;

        Assert.NotEqual(0, Statistics.Deviation(Enumerable.Repeat(0.1, 144).ToArray())); // else there is nothing to show
        Assert.Equal(1, fitted.Std[1]);
    }

    [Fact]
    public void A_column_that_is_left_out_for_its_commas_is_told()
    {
        _folder.Put("dataset.yaml", "task: forecast\ntrain: rows.csv\nseparator: ';'\n");
        _folder.Put("rows.csv", "a;b\n" + string.Concat(Enumerable.Range(0, 200).Select(t => $"{t};{t},5\n")));

        Assert.Contains("Column b looks like numbers with a comma", Assert.Single(DatasetProfile.Of(_folder.Open()).Warnings!), StringComparison.Ordinal);
    }

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));

    private static string Rows(int steps)
    {
        var lines = Enumerable.Range(0, steps).Select(t => string.Create(
            CultureInfo.InvariantCulture, $"2024-01-{1 + (t / 24):00} {t % 24:00}:00,{t},{ExactMath.Sin(t * 0.5):R},x{t % 3}"));
        return "time,trend,wave,note\n" + string.Join('\n', lines) + "\n";
    }

    private static TrainingSpec Spec(string model, params (string Field, object Value)[] fields)
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = TableFolder.Name, ["model"] = model, ["epochs"] = 2, ["batch_size"] = 16, ["series.length"] = 24, ["series.horizon"] = 12, ["learning_rate"] = 0.003,
        };
        foreach (var (field, value) in fields)
            all[field] = value;
        return TrainingSpec.Parse(all);
    }
}

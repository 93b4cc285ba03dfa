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

    [Fact]
    public void Windows_that_do_not_fit_are_refused() =>
        Assert.Contains("windows of 24 and 50 steps do not fit", Assert.Throws<SpecException>(
            () => TrainingSession.Start(Spec("dlinear", ("series.horizon", 50)), _folder.Open(), Some.OneThread)).Message, StringComparison.Ordinal);

    private static string Rows(int steps)
    {
        var lines = Enumerable.Range(0, steps).Select(t => string.Create(
            CultureInfo.InvariantCulture, $"2024-01-01 {t % 24:00}:00,{t},{ExactMath.Sin(t * 0.5):R},x{t % 3}"));
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

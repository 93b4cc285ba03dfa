using Training.Core.Data;
using Training.Core.Data.Labels;
using Training.Core.Data.Tables;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>The rows of the test part that a model answers wrongly.</summary>
public sealed class MistakeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_listed_rows_of_classes_are_those_of_the_confusion_matrix_the_most_confident_mistake_first()
    {
        using var model = Train(Some.Spec(("epochs", 1)), Some.Digits);
        var shares = new List<double>();

        var found = model.FindMistakes(Some.Digits, shares.Add);

        var tested = model.EvaluateTest(Some.Digits);
        var confusion = tested.Confusion!;
        Assert.Equal((Some.Digits.TestRows, (int)(confusion.Total - Enumerable.Range(0, 10).Sum(c => confusion[c, c]))), (found.Rows, found.Wrong));
        Assert.True(found.Wrong > 20, "a model of one epoch is often wrong");
        for (var truth = 0; truth < 10; truth++)
        {
            for (var answer = 0; answer < 10; answer++)
            {
                var cell = (truth == answer ? found.Right : found.Mistakes).Where(row => row.Truth == tested.Classes[truth] && row.Answer == tested.Classes[answer]).ToArray();
                Assert.Equal(Math.Min(confusion[truth, answer], TestMistakes.MostOfCell), cell.Length);
            }
        }

        Assert.All(found.Mistakes.Concat(found.Right), row => Assert.Equal(Some.Digits.LabelOf(DataPart.Test, row.Row), row.Truth));
        Assert.All(found.Mistakes, row => Assert.True(row.TruthProbability < row.Probability, $"row {row.Row}"));
        Assert.Equal(found.Mistakes.Select(row => row.Probability).OrderDescending(), found.Mistakes.Select(row => row.Probability));
        Assert.Equal(found.Right.Select(row => row.Probability).Order(), found.Right.Select(row => row.Probability));
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(1, shares[^1]);

        var first = found.Mistakes[0]; // as serving answers the same picture
        var pixels = Some.Digits.PixelsOf(DataPart.Test, first.Row).Select(pixel => (float)(pixel * model.Signature.High / 255)).ToArray();
        Assert.Equal(first.Probability!.Value, model.PredictProbabilities([pixels])[0].Max(), 1e-5);
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("trees")]
    public void Rows_of_numbers_stand_by_their_distance_from_the_truth(string family)
    {
        var data = DatasetCatalog.Open("friedman", "nowhere");
        var spec = TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = "friedman", ["model"] = family, ["epochs"] = 2, ["train_samples"] = 300, ["seed"] = 3 });
        using var model = Train(spec, data);

        var found = model.FindMistakes(data);

        Assert.Equal((data.TestRows, null), (found.Rows, found.Wrong));
        Assert.Equal(data.TestRows, found.Mistakes.Count); // no more than are listed
        Assert.Equal(found.Mistakes.Select(row => Math.Abs(row.Error!.Value)).OrderDescending(), found.Mistakes.Select(row => Math.Abs(row.Error!.Value)));
        var table = (TableDataset)data;
        Assert.All(found.Mistakes, row => Assert.Equal(table.TargetColumn.Numbers[table.ColumnRow(DataPart.Test, row.Row)], double.Parse(row.Truth, System.Globalization.CultureInfo.InvariantCulture), 1e-4));
        Assert.Equal(model.EvaluateTest(data).Metrics["test_mae"], found.Mistakes.Average(row => Math.Abs(row.Error!.Value)), 1e-4);
    }

    [Fact]
    public void Tokens_stand_behind_the_text_that_the_model_saw()
    {
        var data = DatasetCatalog.Open("sentences", "nowhere");
        var spec = TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = "sentences", ["model"] = "gpt", ["gpt.layers"] = 1, ["gpt.width"] = 16, ["gpt.heads"] = 2, ["text.context"] = 32, ["text.windows_per_epoch"] = 64, ["batch_size"] = 16, ["epochs"] = 1, ["seed"] = 3,
        });
        using var model = Train(spec, data);

        var found = model.FindMistakes(data);

        Assert.Equal(model.EvaluateTest(data).Metrics["test_accuracy"], 1 - ((double)found.Wrong!.Value / found.Rows), 1e-9);
        Assert.All(found.Mistakes, token => Assert.NotEqual(token.Truth, token.Answer));
        Assert.All(found.Mistakes, token => Assert.Equal(((token.Row - 1) % 32) + 1, token.Before!.Length)); // a character each, from the window's beginning
        Assert.Equal(found.Mistakes.Select(token => token.Probability).OrderDescending(), found.Mistakes.Select(token => token.Probability));
    }

    [Fact]
    public void Other_content_than_it_learnt_from_and_answers_that_are_never_wrong_are_refused()
    {
        using var digits = Train(Some.Spec(("epochs", 1)), Some.Digits);
        Assert.Contains("Restore its files", Assert.Throws<ArgumentException>(() => digits.FindMistakes(Some.Digits.WithLabels(1, [new(DataPart.Test, 7, "3")]))).Message, StringComparison.Ordinal);
        using var pictures = Train(Some.Spec(("model", "autoencoder"), ("epochs", 1)), Some.Digits);
        Assert.Contains("without labels", Assert.Throws<ArgumentException>(() => pictures.FindMistakes(Some.Digits)).Message, StringComparison.Ordinal);
    }

    private TrainedModel Train(TrainingSpec spec, Dataset data)
    {
        using var session = TrainingSession.Start(spec, data, Some.OneThread);
        Some.RunToEnd(session, spec);
        var saved = session.SaveCheckpoint(_folder.Path);
        return TrainedModel.Load(saved.File, saved.Digest);
    }
}

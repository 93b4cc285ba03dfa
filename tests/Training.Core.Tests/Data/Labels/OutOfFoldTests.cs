using Training.Core.Data;
using Training.Core.Data.Labels;
using Training.Core.Tests.Training;
using Xunit;

namespace Training.Core.Tests.Data.Labels;

public sealed class OutOfFoldTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("labels-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Self_confidence_thresholds_and_the_confident_joint_are_those_of_a_case_by_hand()
    {
        // Labels of the first rows of the moons: lower, upper, lower, upper, lower, upper.
        var found = new OutOfFold(DatasetCatalog.Open("moons", "nowhere"));
        found.Add(new([0, 1, 2, 3, 4], new float[] { 0.75f, 0.25f, 0.25f, 0.75f, 0.5f, 0.5f, 0.875f, 0.125f, 0.25f, 0.75f }));
        found.Add(new([4], new float[] { 0.125f, 0.875f }));

        var report = found.Report();

        // Thresholds: lower (0.75 + 0.5 + 0.1875) / 3 = 0.479, upper (0.75 + 0.125) / 2 = 0.4375. Row 2 reaches both and is lower by rank; rows 3 and 4 are off the diagonal.
        Assert.Equal((2_000, 5, 2), (report.Rows, report.Judged, report.Suspects));
        Assert.Equal(
            [
                new(3, "upper", 0.125, "lower", 0.875, Suspect: true, Models: 1), new(4, "lower", 0.1875, "upper", 0.8125, Suspect: true, Models: 2),
                new(2, "lower", 0.5, "upper", 0.5, Suspect: false, Models: 1), new(0, "lower", 0.75, "upper", 0.25, Suspect: false, Models: 1),
                new(1, "upper", 0.75, "lower", 0.25, Suspect: false, Models: 1),
            ],
            report.Issues);
    }

    [Fact]
    public void A_model_judges_only_what_its_own_training_held_back_and_only_the_content_that_it_learnt_from()
    {
        var spec = Some.Spec(("split.folds", 4), ("split.fold", 2), ("epochs", 1));
        using var model = Train(spec, Some.Digits);

        var held = model.PredictHeldOut(Some.Digits);

        Assert.Equal(Some.Digits.Split(spec.Data).Validation, held.Rows);
        Assert.Equal(50 * 10, held.Probabilities.Length);
        Assert.All(held.Probabilities.ToArray().Chunk(10), row => Assert.Equal(1, row.Sum(), 1e-5));
        Assert.Throws<ArgumentException>(() => model.PredictHeldOut(Some.Digits.WithLabels(1, [new(DataPart.Train, 7, "3")])));
    }

    [Fact]
    public void Flipped_labels_stand_first_in_the_list_of_a_cross_validation()
    {
        const int Flipped = 20; // 1 % of the moons' rows; about 4 % of them lie on the wrong side by nature
        var published = DatasetCatalog.Open("moons", "nowhere");
        int[] rows = [.. Enumerable.Range(0, Flipped).Select(i => (i * 97) + 5)];
        var data = published.WithLabels(1, [.. rows.Select(row => new LabelCorrection(DataPart.Train, row, published.LabelOf(DataPart.Train, row) == "upper" ? "lower" : "upper"))]);
        var found = new OutOfFold(data);
        foreach (var fold in new[] { 1, 2, 3 })
        {
            using var model = Train(
                Some.Spec(("data", "moons"), ("data_labels", 1), ("train_samples", 0), ("split.folds", 3), ("split.fold", fold), ("epochs", 12), ("learning_rate", 0.01), ("batch_size", 64)), data);
            found.Add(model.PredictHeldOut(data));
        }

        var report = found.Report();

        Assert.Equal(2_000, report.Judged);
        int[] first = [.. report.Issues.Take(Flipped).Select(issue => issue.Row)];
        Assert.True(first.Intersect(rows).Count() >= Flipped / 2, $"{first.Intersect(rows).Count()} of {Flipped}"); // by chance 0.2 of them
        Assert.True(report.Issues.Take(100).Select(issue => issue.Row).Intersect(rows).Count() >= 0.8 * Flipped);
    }

    [Fact]
    public void Numbers_have_no_likely_wrong_labels() =>
        Assert.Contains("no class", Assert.Throws<LabelException>(() => new OutOfFold(DatasetCatalog.Open("friedman", "nowhere"))).Message, StringComparison.Ordinal);

    private TrainedModel Train(TrainingSpec spec, Dataset data)
    {
        using var session = TrainingSession.Start(spec, data, Some.OneThread);
        while (session.CompletedEpochs < spec.Epochs)
            session.RunEpoch(CancellationToken.None);
        var saved = session.SaveCheckpoint(_folder);
        return TrainedModel.Load(saved.File, saved.Digest);
    }
}

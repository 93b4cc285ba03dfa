using Training.Core.Data;
using Training.Core.Data.Labels;
using Training.Core.Data.Tables;
using Training.Core.Tests.Training;
using Xunit;

namespace Training.Core.Tests.Data.Labels;

public class LabelVersionTests
{
    private static readonly Dataset Moons = DatasetCatalog.Open("moons", "nowhere");
    private static readonly Dataset Friedman = DatasetCatalog.Open("friedman", "nowhere");

    [Fact]
    public void Corrected_images_have_their_new_labels_the_same_pixels_and_a_digest_of_their_own()
    {
        var data = Some.Digits;
        var corrected = (ImageDataset)data.WithLabels(1, [new(DataPart.Train, 7, "3"), new(DataPart.Test, 0, "9")]);

        Assert.Equal(("7", "3"), (data.LabelOf(DataPart.Train, 7), corrected.LabelOf(DataPart.Train, 7)));
        Assert.Equal("9", corrected.LabelOf(DataPart.Test, 0));
        Assert.Equal(2, Differing(data, corrected));
        Assert.True(data.Train.Pixels.Span == corrected.Train.Pixels.Span, "the pixels are shared, not copied");
        Assert.Equal((1, data.Digest), (corrected.LabelVersion, corrected.PublishedDigest));
        Assert.NotEqual(data.Digest, corrected.Digest);
    }

    [Fact]
    public void Labels_corrected_back_have_the_digest_as_published() =>
        Assert.Equal(Moons.Digest, Moons.WithLabels(2, [new(DataPart.Train, 5, Moons.LabelOf(DataPart.Train, 5))]).Digest);

    [Fact]
    public void Tables_take_classes_and_numbers()
    {
        var moons = (TableDataset)Moons.WithLabels(1, [new(DataPart.Train, 0, "upper"), new(DataPart.Test, 3, "lower")]);
        var friedman = (TableDataset)Friedman.WithLabels(1, [new(DataPart.Train, 9, "-2.5e-3")]);

        Assert.Equal(("lower", "upper"), (Moons.LabelOf(DataPart.Train, 0), moons.LabelOf(DataPart.Train, 0)));
        Assert.Equal("lower", moons.LabelOf(DataPart.Test, 3));
        Assert.Equal("-0.0025", friedman.LabelOf(DataPart.Train, 9));
        Assert.Equal(Friedman.LabelOf(DataPart.Train, 10), friedman.LabelOf(DataPart.Train, 10));
        Assert.Same(moons.TargetColumn, moons.Columns.Single(column => column.Name == "moon"));
        Assert.Equal(((TableDataset)Moons).Inputs, moons.Inputs);
    }

    [Theory]
    [InlineData("moons", DataPart.Train, 2_000, "upper", "train row 2000: column row: there is no such row. The part has 2000 rows; give 0 to 1999.")]
    [InlineData("moons", DataPart.Test, -1, "upper", "test row -1: column row: there is no such row. The part has 500 rows; give 0 to 499.")]
    [InlineData("moons", DataPart.Train, 4, "Upper", "train row 4: column label: 'Upper' is not a class. Give one of lower, upper.")]
    [InlineData("friedman", DataPart.Train, 4, "NaN", "train row 4: column label: 'NaN' is not a number. Give one such as 1.5.")]
    [InlineData("digits", DataPart.Train, 4, "10", "train row 4: column label: '10' is not a class. Give one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9.")]
    public void What_fits_no_row_or_class_is_refused_with_row_column_and_value(string data, DataPart part, int row, string label, string message)
    {
        var opened = DatasetCatalog.Open(data, "nowhere");
        var refused = Assert.Throws<LabelException>(() => opened.WithLabels(1, [new(DataPart.Train, 0, opened.LabelOf(DataPart.Train, 0)), new(part, row, label)]));
        Assert.Equal((1, message), (refused.At, refused.Message));
    }

    [Fact]
    public void A_row_twice_a_text_and_a_correction_of_a_correction_are_refused()
    {
        Assert.Contains("given twice", Assert.Throws<LabelException>(() => Moons.WithLabels(1, [new(DataPart.Train, 1, "upper"), new(DataPart.Train, 1, "lower")])).Message, StringComparison.Ordinal);
        Assert.Contains("no labels", Assert.Throws<LabelException>(() => DatasetCatalog.Open("sentences", "nowhere").WithLabels(1, [])).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Moons.WithLabels(1, []).WithLabels(2, []));
    }

    [Fact]
    public void The_catalogue_opens_a_version_once_and_refuses_one_of_another_content()
    {
        var labels = new LabelSet(1, Moons.Digest, [new(DataPart.Train, 0, "upper")]);

        Assert.Same(DatasetCatalog.Open("moons", "nowhere", labels), DatasetCatalog.Open("moons", "nowhere", labels with { Corrections = [.. labels.Corrections] }));
        Assert.NotEqual(
            DatasetCatalog.Open("moons", "nowhere", labels).Digest, DatasetCatalog.Open("moons", "nowhere", labels with { Corrections = [new(DataPart.Train, 2, "upper")] }).Digest);
        var refused = Assert.Throws<DatasetException>(() => DatasetCatalog.Open("moons", "nowhere", labels with { PublishedDigest = "other" }));
        Assert.Contains("digest other", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_trains_only_on_the_version_that_it_names_and_old_trials_keep_their_hash()
    {
        var corrected = Some.Digits.WithLabels(3, [new(DataPart.Train, 7, "3")]);

        Assert.DoesNotContain("data_labels", Some.Spec().ToFields().Keys);
        Assert.NotEqual(Some.Spec().SpecHash, Some.Spec(("data_labels", 3)).SpecHash);
        Assert.Equal("data_labels", Assert.Throws<SpecException>(() => TrainingSession.Start(Some.Spec(), corrected, Some.OneThread)).Field);
        using var session = TrainingSession.Start(Some.Spec(("data_labels", 3)), corrected, Some.OneThread);
        Assert.Equal(1, session.RunEpoch(CancellationToken.None).Epoch);
    }

    private static int Differing(ImageDataset a, ImageDataset b) => new[] { DataPart.Train, DataPart.Test }
        .Sum(part => Enumerable.Range(0, a.RowsOf(part)).Count(row => a.LabelOf(part, row) != b.LabelOf(part, row)));
}

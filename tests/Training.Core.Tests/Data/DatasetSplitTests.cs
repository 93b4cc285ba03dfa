using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data;

public class DatasetSplitTests
{
    private static readonly ImageDataset Digits = (ImageDataset)DatasetCatalog.Open("digits", "nowhere");

    [Theory]
    [InlineData(0.1, 0, 10_800, 1_200)]
    [InlineData(0.25, 1_000, 750, 250)]
    [InlineData(0.01, 2, 1, 1)]
    public void Training_and_validation_rows_are_disjoint_and_as_many_as_asked(double fraction, int samples, int train, int validation)
    {
        var split = Digits.Split(fraction, seed: 3, samples);

        Assert.Equal((train, validation), (split.Train.Count, split.Validation.Count));
        var rows = split.Train.Concat(split.Validation).ToHashSet();
        Assert.Equal(train + validation, rows.Count);
        Assert.All(rows, row => Assert.InRange(row, 0, Digits.Train.Count - 1));
    }

    [Fact]
    public void The_same_seed_gives_the_same_rows_on_every_machine_and_another_seed_others()
    {
        var split = Digits.Split(0.1, seed: 7, trainSamples: 0);

        Assert.Equal(split.Train, Digits.Split(0.1, seed: 7, trainSamples: 0).Train);
        Assert.NotEqual(split.Train, Digits.Split(0.1, seed: 8, trainSamples: 0).Train);
        Assert.Equal(FirstRowsOfSeed7, split.Validation.Take(5));
    }

    [Fact]
    public void Too_many_rows_and_nothing_left_to_train_on_are_refused()
    {
        var many = Assert.Throws<SpecException>(() => Digits.Split(0.1, seed: 1, trainSamples: 12_001));
        var none = Assert.Throws<SpecException>(() => Digits.Split(0.5, seed: 1, trainSamples: 1));

        Assert.Equal("train_samples", many.Field);
        Assert.Contains("12001 rows are wanted, but the training pool of 'digits' has 12000", many.Message, StringComparison.Ordinal);
        Assert.Contains("leave nothing to train on", none.Message, StringComparison.Ordinal);
    }

    private static readonly int[] FirstRowsOfSeed7 = [5604, 4193, 5609, 11588, 10882];
}

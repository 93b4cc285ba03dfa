using System.Numerics.Tensors;
using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data;

public class GeneratedDigitsTests
{
    private static readonly ImageDataset Digits = (ImageDataset)DatasetCatalog.Open("digits", "nowhere");

    /// <summary>The promise of equal bits on every machine: when this fails, either the drawing changed (give the data set a new name) or arithmetic differs here.</summary>
    [Fact]
    public void The_content_is_equal_to_the_bit_on_every_machine() =>
        Assert.Equal("7599c774580ee258b013a09580ae3866de268fbeb1990438bba0ec3668c315db", Digits.Digest);

    [Fact]
    public void Classes_are_balanced_and_every_image_has_light_and_dark()
    {
        Assert.Equal((12_000, 2_000), (Digits.Train.Count, Digits.Test.Count));
        Assert.All(Digits.Train.Labels.ToArray().CountBy(label => label), count => Assert.Equal(1_200, count.Value));
        for (var row = 0; row < Digits.Train.Count; row++)
            Assert.True(TensorPrimitives.Max(Digits.Train.Sample(row)) > 100 + TensorPrimitives.Min(Digits.Train.Sample(row)), $"Row {row} is blank.");
    }

    [Fact]
    public void No_test_image_is_in_the_training_pool()
    {
        var train = Enumerable.Range(0, Digits.Train.Count).Select(row => Convert.ToBase64String(Digits.Train.Sample(row))).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(Digits.Train.Count, train.Count);
        Assert.DoesNotContain(Enumerable.Range(0, Digits.Test.Count), row => train.Contains(Convert.ToBase64String(Digits.Test.Sample(row))));
    }
}

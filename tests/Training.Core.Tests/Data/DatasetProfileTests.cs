using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data;

public class DatasetProfileTests
{
    [Fact]
    public void A_profile_counts_the_rows_of_each_class()
    {
        using var files = new IdxFiles();
        files.Put(IdxFiles.TrainLabels, [.. IdxFiles.Idx([6], 6)[..8], 0, 0, 0, 9, 9, 2]);

        var profile = DatasetProfile.Of(files.Open());

        Assert.Equal(("mnist", "2×3 grey", 6, 2), (profile.Name, profile.ShapeText, profile.TrainRows, profile.TestRows));
        Assert.Equal([3, 0, 1, 0, 0, 0, 0, 0, 0, 2], profile.Classes.Select(rows => rows.Train));
        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0, 0, 0], profile.Classes.Select(rows => rows.Test));
        Assert.Equal(files.Open().Digest, profile.Digest);
    }

    [Fact]
    public void Normalisation_comes_from_the_training_pool_alone()
    {
        using var files = new IdxFiles();
        var before = files.Open();
        files.Put(IdxFiles.TestImages, IdxFiles.Idx([1, 2, 3], 6));
        files.Put(IdxFiles.TestLabels, IdxFiles.Idx([1], 1));
        var after = files.Open();

        Assert.Equal(17.5 / 255, before.Mean[0], 1e-15);                                // the pixels are 0 to 35
        Assert.Equal(Math.Sqrt(((36 * 36) - 1) / 12.0) / 255, before.Std[0], 1e-15);   // of a discrete uniform distribution
        Assert.Equal((before.Mean[0], before.Std[0]), (after.Mean[0], after.Std[0]));
    }
}

using Training.Core.Data;
using Training.Core.Data.Images;
using Training.Core.Tests.Training;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Data.Images;

/// <summary>Which rows the figures come from that images are normalised by.</summary>
public sealed class ImageFitTests
{
    private static readonly string[] Classes = ["a", "b"];

    [Theory]
    [InlineData("validation_fraction", 0.3)]
    [InlineData("train_samples", 6)]
    [InlineData("labelled_rows", 4)]
    public void Images_are_normalised_by_the_rows_that_are_learnt_from_alone(string field, object value)
    {
        var spec = Some.Spec(("train_samples", 0), (field, value));
        var learnt = Of(new byte[10]).Split(spec.Data).Train;
        var data = Of([.. Enumerable.Range(0, 10).Select(row => learnt.Contains(row) ? (byte)10 : (byte)255)]);

        var fitted = (ImagePreparation)data.Prepare(spec, torch.CPU).Preparation;

        Assert.InRange(learnt.Count, 1, 9);
        Assert.Equal(10 / 255.0, fitted.Mean[0], 1e-15);
        Assert.Equal(1, fitted.Std[0]);
    }

    [Fact]
    public void Of_images_beyond_the_memory_so_are_those_that_are_measured()
    {
        using var pictures = new Pictures();
        pictures.Pack("train.tar.gz", Pictures.Pets(40, 0));
        pictures.Pack("test.tar.gz", Pictures.Pets(0, 10));
        var resident = (ImageDataset)ImageReader.Open("pets", pictures.Folder);
        var streamed = ImageReader.Open("pets", pictures.Folder, residentBytes: 1000);
        var spec = Some.Spec(("data", "pets"), ("train_samples", 20));

        var fitted = (ImagePreparation)streamed.Prepare(spec, torch.CPU).Preparation;

        Assert.Equal(resident.Fit(resident.Split(spec.Data).Train).Mean, fitted.Mean);
        Assert.NotEqual(resident.Mean, fitted.Mean);
    }

    [Fact]
    public void A_run_that_goes_on_keeps_the_figures_of_its_checkpoint_also_as_a_child()
    {
        using var folder = new TemporaryFolder();
        var spec = Some.Spec();
        using var session = Some.Session(spec);
        session.RunEpoch(CancellationToken.None);
        var earlier = EarlierCheckpoint.NormalisedBy(session.SaveCheckpoint(folder.Path).File, 0.25, 0.5);
        using var expected = TrainedModel.Load(earlier, Path.GetFileNameWithoutExtension(earlier));

        using var resumed = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, earlier);
        using var child = TrainingSession.Inherit(Some.Spec(("seed", 5)), Some.Digits, Some.OneThread, earlier);

        Assert.Equal(expected.EvaluateTest(Some.Digits).Metrics, resumed.EvaluateTest().Metrics);
        Assert.Equal(expected.EvaluateTest(Some.Digits).Metrics, child.EvaluateTest().Metrics);
        Assert.NotEqual(session.EvaluateTest().Metrics["test_loss"], resumed.EvaluateTest().Metrics["test_loss"]);
        resumed.RunEpoch(CancellationToken.None);
        using var again = Checkpoint.Open(resumed.SaveCheckpoint(folder.Path).File, expectedDigest: null);
        Assert.Equal((0.25, 0.5), (again.Header.Mean[0], again.Header.Std[0]));
    }

    // Ten images of one grey each.
    private static ImageDataset Of(byte[] greys)
    {
        var shape = new ImageShape(1, 4, 4);
        var pool = new DataPool([.. greys.SelectMany(grey => Enumerable.Repeat(grey, shape.Size))], [.. Enumerable.Range(0, greys.Length).Select(row => row % 2L)], shape);
        return new ImageDataset("greys", "Greys", Classes, pool, pool);
    }
}

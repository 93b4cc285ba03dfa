using System.IO.Compression;
using Training.Core.Data;
using Training.Core.Interop;
using Training.Core.Metrics;
using Training.Core.Models;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>Networks that learn from pictures without their labels.</summary>
public sealed class SelfSupervisedTests
{
    private static readonly (string, object)[] Auto = [("model", "autoencoder"), ("autoencoder.channels", 4), ("autoencoder.code", 16), ("learning_rate", 0.01)];
    private static readonly (string, object)[] Masked =
    [
        ("model", "masked_autoencoder"), ("masked_autoencoder.layers", 1), ("masked_autoencoder.width", 16L), ("masked_autoencoder.heads", 2L), ("masked_autoencoder.patch", 7),
        ("masked_autoencoder.decoder_width", 16L), ("learning_rate", 0.01),
    ];

    private static readonly (string, object)[] Gan = [("model", "gan"), ("gan.channels", 4), ("gan.latent", 8), ("gan.judge_rate", 0.5), ("beta1", 0.5)];

    public static TheoryData<(string, object)[]> Families() => [Auto, Masked, Gan];

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void Resuming_is_bit_identical_to_not_stopping((string, object)[] family)
    {
        var spec = Some.Spec([.. family, ("epochs", 3), ("dropout", 0.1), ("noise", 0.1), ("schedule", "cosine")]);
        using var folder = new TemporaryFolder();
        using var whole = Some.Session(spec);
        var expected = Some.RunToEnd(whole, spec);
        using var first = Some.Session(spec);
        first.RunEpoch(CancellationToken.None);

        using var resumed = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, first.SaveCheckpoint(folder.Path).File);

        Assert.Equal(expected[1..], Some.RunToEnd(resumed, spec));
        Assert.Equal(whole.SaveCheckpoint(folder.Path).Digest, resumed.SaveCheckpoint(folder.Path).Digest);
    }

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void Labels_change_nothing_and_every_measure_of_the_catalogue_is_there((string, object)[] family)
    {
        var spec = Some.Spec([.. family, ("epochs", 2)]);
        using var session = Some.Session(spec);
        using var other = TrainingSession.Start(spec, Flipped(), Some.OneThread);

        var epoch = session.RunEpoch(CancellationToken.None);

        Assert.Equal(Some.Bits(epoch), Some.Bits(other.RunEpoch(CancellationToken.None)));
        var measures = MeasureCatalog.Of(ModelCatalog.TargetOf(spec.Model.Kind, TargetKind.Class));
        Assert.Equal(measures.Where(m => m.Name != "loss").Select(m => $"validation_{m.Name}"), epoch.Metrics.Keys.Where(key => key.StartsWith("validation_", StringComparison.Ordinal)));
        Assert.Contains($"test_{measures[0].Name}", session.EvaluateTest().Metrics.Keys);
        Assert.DoesNotContain(epoch.Health!.Warnings, warning => family == Gan && warning.StartsWith("Overfitting", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void A_saved_model_scores_as_its_session_did_and_says_that_it_knows_no_classes((string, object)[] family)
    {
        using var folder = new TemporaryFolder();
        using var session = Some.Session(Some.Spec([.. family, ("epochs", 1)]));
        session.RunEpoch(CancellationToken.None);
        var saved = session.SaveCheckpoint(folder.Path);

        using var model = TrainedModel.Load(saved.File, saved.Digest);

        Assert.Equal(session.EvaluateTest().Metrics, model.EvaluateTest(Some.Digits).Metrics);
        Assert.Contains("knows no classes", Assert.Throws<ArgumentException>(() => model.PredictProbabilities([new float[784]])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void Pictures_come_after_the_first_epoch_every_so_many_and_after_the_last_and_are_png((string, object)[] family)
    {
        using var session = Some.Session(Some.Spec([.. family, ("epochs", 4), ("picture_every", 2)]));

        var pictures = Enumerable.Range(0, 4).Select(_ => session.RunEpoch(CancellationToken.None).Picture).ToArray();

        Assert.Equal([true, true, false, true], pictures.Select(picture => picture is not null));
        var png = pictures[0]!.Png.ToArray();
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal("IEND"u8.ToArray().Concat<byte>([0xAE, 0x42, 0x60, 0x82]), png[^8..]); // the standard's checksum of an empty IEND
        using var lines = new ZLibStream(new MemoryStream(png, 41, png.Length - 41), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        lines.CopyTo(unpacked);
        var (width, height) = ((png[18] << 8) + png[19], (png[22] << 8) + png[23]);
        Assert.Equal((width + 1) * height, unpacked.Length);
        Assert.True(unpacked.ToArray().Distinct().Count() > 10);
    }

    [Fact]
    public void One_validation_row_or_one_test_row_has_no_spread_to_judge_made_images_by()
    {
        Assert.Equal("validation_fraction", Assert.Throws<SpecException>(() => Some.Session(Some.Spec([.. Gan, ("train_samples", 12)]))).Field);
        Assert.Equal("data", Assert.Throws<SpecException>(() => TrainingSession.Start(Some.Spec(Gan), WithOneTestRow(), Some.OneThread)).Field);
        using var two = Some.Session(Some.Spec([.. Gan, ("train_samples", 20)]));
        Assert.True(double.IsFinite(two.RunEpoch(CancellationToken.None).ValidationLoss));
    }

    [Fact]
    public void A_run_that_was_begun_when_one_test_row_was_not_refused_is_continued()
    {
        var (spec, data) = (Some.Spec(Gan), WithOneTestRow());
        using var folder = new TemporaryFolder();
        using var session = Some.Session(spec);
        session.RunEpoch(CancellationToken.None);
        var earlier = EarlierCheckpoint.Of(session.SaveCheckpoint(folder.Path).File, data.Digest);

        using var resumed = TrainingSession.Resume(spec, data, Some.OneThread, earlier);

        Assert.True(double.IsFinite(resumed.RunEpoch(CancellationToken.None).ValidationLoss));
    }

    [Theory]
    [MemberData(nameof(Rebuilding), DisableDiscoveryEnumeration = true)]
    public void A_few_pictures_are_learnt_by_heart((string, object)[] family)
    {
        var spec = Some.Spec([.. family, ("train_samples", 20), ("epochs", 300), ("batch_size", 18), ("picture_every", 0), ("masked_autoencoder.mask_ratio", 0.5)]);
        using var session = Some.Session(spec);

        var losses = Enumerable.Range(0, 300).Select(_ => session.RunEpoch(CancellationToken.None).TrainLoss).ToArray();

        Assert.True(losses[^5..].Average() < 0.5 * losses[0], $"{losses[0]} {losses[^1]}");
    }

    public static TheoryData<(string, object)[]> Rebuilding() => [Auto, Masked];

    [Fact]
    public void A_masked_autoencoder_hides_its_share_of_the_patches_by_seed_epoch_and_row()
    {
        using var scope = torch.NewDisposeScope();
        using var guard = torch.no_grad();
        using var model = (MaskedAutoencoder)ModelCatalog.Build(Some.Spec(Masked).Model, new ImageShape(1, 28, 28), 0, new RandomStream(CounterRandom.For(1, 4)));
        IRowNetwork network = model; // its weights are zero: what is hidden is rebuilt as 0
        network.Draw(CounterRandom.For(1, 30));
        var ones = torch.ones([2, 1, 28, 28]);

        float[] Answer(int epoch, params int[] rows) => network.Answer(new Batch(ones, ones, 2) { Rows = rows, Epoch = epoch }).ToArray<float>();

        var both = Answer(1, 5, 6);
        Assert.Equal(2 * 4 * 49, both.Count(value => value == 1)); // 4 of 16 patches stay
        Assert.Equal(both, Answer(1, 5, 6));
        Assert.Equal(both[..784], Answer(1, 7, 5)[784..]);
        Assert.NotEqual(both[..784], both[784..]);
        Assert.NotEqual(both, Answer(2, 5, 6));
    }

    [Theory]
    [InlineData("masked_autoencoder", "transformer", "embed. position. encoder.")]
    [InlineData("autoencoder", "cnn", "features.")]
    public void A_classifier_starts_from_the_encoder_and_gets_a_new_head(string family, string classifier, string taken)
    {
        using var folder = new TemporaryFolder();
        using var pretrained = Some.Session(Some.Spec([.. family == "autoencoder" ? Auto : Masked, ("epochs", 1)]));
        var saved = pretrained.SaveCheckpoint(folder.Path);
        var spec = Some.Spec(
            ("model", classifier), ("transformer.layers", 1), ("transformer.width", 16L), ("transformer.heads", 2L), ("transformer.patch", 7), ("cnn.channels", 4), ("cnn.hidden", 8), ("start_from", "runs:/x-1"));

        using var session = TrainingSession.Start(spec, Some.Digits, new TrainingOptions(Weights: _ => new WeightsFile(saved.File, saved.Digest)));

        Assert.All(session.StartedFrom!.Taken, name => Assert.Contains(taken.Split(' '), prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.DoesNotContain(session.StartedFrom.Fresh, name => Array.Exists(taken.Split(' '), prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.NotEmpty(session.StartedFrom.Fresh);
        Assert.NotEmpty(session.StartedFrom.Unused);
    }

    [Fact]
    public void A_few_labelled_images_are_normalised_as_those_were_that_the_source_has_learnt_from()
    {
        using var folder = new TemporaryFolder();
        using var pretrained = Some.Session(Some.Spec([.. Auto, ("epochs", 1)]));
        var saved = pretrained.SaveCheckpoint(folder.Path);
        (string, object)[] few = [("model", "cnn"), ("cnn.channels", 4), ("cnn.hidden", 8), ("labelled_rows", 10)];
        var spec = Some.Spec([.. few, ("start_from", "runs:/x-1"), ("train_blocks", 1)]);
        var options = new TrainingOptions(Weights: _ => new WeightsFile(saved.File, saved.Digest));
        using var alone = Some.Session(Some.Spec(few));
        using var tuned = TrainingSession.Start(spec, Some.Digits, options);
        using var elsewhere = TrainingSession.Start(spec, Flipped(), options); // other data, whose figures are their own

        tuned.RunEpoch(CancellationToken.None);

        Assert.Equal(Figures(pretrained), Figures(tuned));
        Assert.NotEqual(Figures(pretrained), Figures(alone));
        var own = Flipped().Fit(Flipped().Split(spec.Data).Train);
        Assert.Equal(own.Mean.Concat(own.Std), Figures(elsewhere));

        double[] Figures(TrainingSession session)
        {
            using var checkpoint = Checkpoint.Open(session.SaveCheckpoint(folder.Path).File, expectedDigest: null);
            return [.. checkpoint.Header.Mean, .. checkpoint.Header.Std];
        }
    }

    [Fact]
    public void A_hundred_builds_and_disposals_leave_no_tensor()
    {
        foreach (var family in new[] { Auto, Masked, Gan })
        {
            var spec = Some.Spec([.. family, ("train_samples", 20), ("epochs", 1)]);
            using (var warm = Some.Session(spec))
                warm.RunEpoch(CancellationToken.None);
            var live = DisposeScope.ThreadTotalLiveCount;
            for (var i = 0; i < 100; i++)
            {
                using var session = Some.Session(spec);
                if (i % 25 == 0)
                    session.RunEpoch(CancellationToken.None);
            }

            Assert.Equal(live, DisposeScope.ThreadTotalLiveCount);
        }
    }

    [Fact]
    public void What_an_adversarial_pair_cannot_use_is_refused_by_name()
    {
        Assert.Equal("clip_norm", Assert.Throws<SpecException>(() => Some.Session(Some.Spec([.. Gan, ("clip_norm", 1.0)]))).Field);
        Assert.Equal("train_blocks", Assert.Throws<SpecException>(() => Some.Session(Some.Spec([.. Gan, ("train_blocks", 1)]))).Field);
        Assert.Equal("loss", Assert.Throws<SpecException>(() => Some.Session(Some.Spec([.. Gan, ("loss", "mse")]))).Field);
        Assert.Equal("model", Assert.Throws<SpecException>(() => TrainingSession.Start(Some.Spec([.. Gan, ("data", "moons"), ("train_samples", 0)]), DatasetCatalog.Open("moons", "nowhere"), Some.OneThread)).Field);
    }

    private static ImageDataset Flipped()
    {
        var pool = Some.Digits.Train;
        return new ImageDataset("digits", "", Some.Digits.ClassNames, new DataPool(pool.Pixels.ToArray(), Array.ConvertAll(pool.Labels.ToArray(), label => 9 - label), pool.Shape), Some.Digits.Test);
    }

    private static ImageDataset WithOneTestRow()
    {
        var test = Some.Digits.Test;
        return new ImageDataset("digits", "", Some.Digits.ClassNames, Some.Digits.Train, new DataPool(test.Sample(0).ToArray(), [test.Labels.Span[0]], test.Shape));
    }
}

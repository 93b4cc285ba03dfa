using Training.Core.Data;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>Augmentation and balance within trials.</summary>
public sealed class AugmentedTrialTests
{
    private static readonly (string, object)[] Everything =
    [
        ("augment.crop_padding", 3), ("augment.flip", true), ("augment.rotation", 15.0), ("augment.brightness", 0.3), ("augment.contrast", 0.3),
        ("augment.saturation", 0.3), ("augment.cutout", 8), ("augment.mixup", 0.4), ("noise", 0.05), ("data.balance", "oversample"),
    ];

    [Theory]
    [InlineData("cross_entropy", 1, "oversample", "none")]
    [InlineData("binary_cross_entropy", 3, "none", "balanced")]
    [InlineData("kl", 1, "none", "balanced")]
    public void Resuming_is_bit_identical_with_every_augmentation(string loss, int parts, string balance, string weights)
    {
        var spec = Some.Spec([("loss", loss), ("dropout", 0.2), ("label_smoothing", 0.1), ("micro_batches", parts), ("class_weights", weights), .. Everything, ("data.balance", balance)]);
        using var folder = new TemporaryFolder();
        using var undisturbed = Some.Session(spec);
        var expected = Some.RunToEnd(undisturbed, spec);
        using var session = Some.Session(spec);
        session.RunEpoch(CancellationToken.None);
        session.RunEpoch(CancellationToken.None);

        using var resumed = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, session.SaveCheckpoint(folder.Path).File);

        Assert.Equal(expected[2..], Some.RunToEnd(resumed, spec));
        Assert.Equal(undisturbed.SaveCheckpoint(folder.Path).Digest, resumed.SaveCheckpoint(folder.Path).Digest);
    }

    [Fact]
    public void What_an_image_becomes_depends_on_seed_epoch_and_place_but_not_on_batches_or_threads()
    {
        var spec = Some.Spec(Everything);
        using var scope = torch.NewDisposeScope();
        var random = new TrialRandomness(11);
        int[] rows = [.. Enumerable.Range(100, 96)];
        var data = Some.Digits.Prepare(spec, torch.CPU);
        TorchRuntime.UseThreads(1);
        var whole = data.ReadTraining(random, 2, rows, 0, 96);
        TorchRuntime.UseThreads(2);
        var parts = new[] { (0, 7), (7, 64), (71, 25) }.Select(part => Some.Digits.Prepare(spec, torch.CPU).ReadTraining(random, 2, rows, part.Item1, part.Item2)).ToArray();
        TorchRuntime.UseThreads(1);

        Assert.Equal(whole.Input.ToArray<float>(), parts.SelectMany(part => part.Input.ToArray<float>()));
        Assert.Equal(whole.Target.ToArray<long>(), parts.SelectMany(part => part.Target.ToArray<long>()));
        Assert.Equal(whole.Mixed!.Share.ToArray<float>(), parts.SelectMany(part => part.Mixed!.Share.ToArray<float>()));
        Assert.Equal(whole.Mixed.Target.ToArray<long>(), parts.SelectMany(part => part.Mixed!.Target.ToArray<long>()));
        Assert.NotEqual(whole.Input.ToArray<float>(), data.ReadTraining(random, 3, rows, 0, 96).Input.ToArray<float>());
        Assert.NotEqual(whole.Input.ToArray<float>(), data.ReadTraining(new TrialRandomness(12), 2, rows, 0, 96).Input.ToArray<float>());
    }

    [Fact]
    public void Validation_and_test_see_the_images_as_they_are()
    {
        using var scope = torch.NewDisposeScope();
        int[] rows = [3, 1, 4];
        var plain = Some.Digits.Prepare(Some.Spec(), torch.CPU);
        var augmented = Some.Digits.Prepare(Some.Spec(Everything), torch.CPU);

        Assert.Equal(plain.Read(rows).Input.ToArray<float>(), augmented.Read(rows).Input.ToArray<float>());
        Assert.Equal(plain.ReadTest(rows).Input.ToArray<float>(), augmented.ReadTest(rows).Input.ToArray<float>());
        Assert.Null(augmented.Read(rows).Mixed);
        Assert.NotEqual(plain.Read(rows).Input.ToArray<float>(), augmented.ReadTraining(new TrialRandomness(1), 1, rows, 0, 3).Input.ToArray<float>());
    }

    [Fact]
    public void A_blended_image_is_its_share_of_itself_and_the_rest_of_its_partner()
    {
        using var scope = torch.NewDisposeScope();
        int[] rows = [.. Enumerable.Range(0, 40)];
        var images = Some.Digits.Prepare(Some.Spec(), torch.CPU).Read(rows);
        var mixed = Some.Digits.Prepare(Some.Spec(("augment.mixup", 1.0)), torch.CPU).ReadTraining(new TrialRandomness(4), 1, rows, 0, 40);
        var augmentation = new Augmentation(AugmentSpec.None with { Mixup = 1 }, Some.Digits.Shape);
        var (partner, share) = augmentation.Mix(new TrialRandomness(4).Augmentation.Child(1).Child(5), 40);
        var plain = images.Input.ToArray<float>();
        var size = Some.Digits.Shape.Size;

        Assert.Equal(share, mixed.Mixed!.Share.ToArray<float>()[5]);
        Assert.Equal(images.Target.ToArray<long>()[partner], mixed.Mixed.Target.ToArray<long>()[5]);
        var found = mixed.Input.ToArray<float>();
        for (var k = 0; k < size; k++)
            Assert.Equal((share * plain[(5 * size) + k]) + ((1 - share) * plain[(partner * size) + k]), found[(5 * size) + k], 1e-5);
    }

    [Theory]
    [InlineData("cross_entropy", 0.0, false)]
    [InlineData("cross_entropy", 0.1, true)]
    [InlineData("binary_cross_entropy", 0.1, false)]
    [InlineData("binary_cross_entropy", 0.1, true)]
    [InlineData("kl", 0.1, true)]
    public void The_loss_of_a_blend_is_the_blend_of_the_losses(string loss, double smoothing, bool weighted)
    {
        using var scope = torch.NewDisposeScope();
        var task = new ClassificationTask(new LossSpec(loss, smoothing), 3, weighted ? [0.5f, 1, 2] : null);
        var output = torch.tensor<float>([0.3f, -1, 2, 1.5f, 0, -0.5f], 2, 3);
        var (own, other) = (torch.tensor<long>([2, 0]), torch.tensor<long>([1, 1]));

        var blended = task.Loss(output, new Batch(output, own, 2) { Mixed = new MixedTarget(other, torch.tensor<float>([0.8f, 0.6f])) }).item();

        var expected = 0.0;
        foreach (var (row, share) in new[] { (0, 0.8), (1, 0.6) })
        {
            var one = output.narrow(0, row, 1);
            expected += share * task.Loss(one, new Batch(one, own.narrow(0, row, 1), 1)).item() / 2;
            expected += (1 - share) * task.Loss(one, new Batch(one, other.narrow(0, row, 1), 1)).item() / 2;
        }

        Assert.Equal(expected, blended, 1e-5);
    }

    [Theory]
    [InlineData("cross_entropy")]
    [InlineData("binary_cross_entropy")]
    [InlineData("kl")]
    public void A_blend_with_nothing_has_the_ordinary_loss(string loss)
    {
        using var scope = torch.NewDisposeScope();
        var task = new ClassificationTask(new LossSpec(loss, 0.1), 3, [0.5f, 1, 2]);
        var output = torch.tensor<float>([0.3f, -1, 2, 1.5f, 0, -0.5f], 2, 3);
        var own = torch.tensor<long>([2, 0]);

        var blended = task.Loss(output, new Batch(output, own, 2) { Mixed = new MixedTarget(torch.tensor<long>([1, 1]), torch.ones([2])) });

        Assert.Equal(task.Loss(output, new Batch(output, own, 2)).item(), blended.item(), 1e-6);
    }

    [Fact]
    public void Oversampling_gives_every_class_as_many_rows_as_the_largest_and_other_copies_in_each_epoch()
    {
        long[] classes = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2];
        int[] rows = [.. Enumerable.Range(0, 11)];

        var first = Oversampling.Balance(rows, classes, CounterRandom.For(1, 31).Child(1));
        var others = Enumerable.Range(2, 20).Select(epoch => Oversampling.Balance(rows, classes, CounterRandom.For(1, 31).Child(epoch)).Order().ToArray());

        Assert.Equal([7, 7, 7], first.CountBy(row => classes[row]).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.All(rows, row => Assert.InRange(first.Count(one => one == row), row < 7 ? 1 : 2, row == 10 ? 7 : 3));
        Assert.Equal(first, Oversampling.Balance(rows, classes, CounterRandom.For(1, 31).Child(1)));
        Assert.Contains(others, other => !other.SequenceEqual(first.Order()));
    }

    [Fact]
    public void An_oversampled_trial_learns_from_balanced_rows_and_numbers_have_no_classes_to_balance()
    {
        using var session = Some.Session(Some.Spec(("data.balance", "oversample"), ("train_samples", 207)));
        var split = Some.Digits.Split(0.1, 0, 207);
        var largest = split.Train.CountBy(row => Some.Digits.Train.Labels.Span[row]).Max(pair => pair.Value);

        Assert.Equal(10 * largest, session.RunEpoch(CancellationToken.None).Samples);
        string[] Epochs(string weights)
        {
            var spec = Some.Spec(("data.balance", "oversample"), ("train_samples", 207), ("epochs", 2), ("class_weights", weights));
            using var trial = Some.Session(spec);
            return [.. Some.RunToEnd(trial, spec)];
        }

        Assert.Equal(Epochs("none"), Epochs("balanced")); // classes of equal size weigh alike
        var houses = TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = "houses", ["model"] = "mlp", ["data.balance"] = "oversample" });
        var numbers = DatasetCatalog.All("nowhere").First(info => info.Target == TargetKind.Number && info.Available).Name;
        Assert.Equal("data.balance", Assert.Throws<SpecException>(() => TrainingSession.Start(houses, DatasetCatalog.Open(numbers, "nowhere"), Some.OneThread)).Field);
    }
}

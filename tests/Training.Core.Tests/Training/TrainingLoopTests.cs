using Training.Core.Interop;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>What the loop does around a step: accumulation, averaging, schedules by step and early stopping.</summary>
public sealed class TrainingLoopTests
{
    [Fact]
    public void A_batch_in_parts_takes_the_step_of_the_whole_batch_up_to_rounding()
    {
        var whole = Run(Some.Spec(("epochs", 2), ("batch_size", 50), ("class_weights", "balanced"), ("label_smoothing", 0.1)));
        var parts = Run(Some.Spec(("epochs", 2), ("batch_size", 50), ("class_weights", "balanced"), ("label_smoothing", 0.1), ("micro_batches", 3)));

        Assert.Equal(whole[^1].TrainLoss, parts[^1].TrainLoss, 1e-5);
        Assert.Equal(whole[^1].ValidationLoss, parts[^1].ValidationLoss, 1e-5);
        Assert.NotEqual(whole[^1].TrainLoss, parts[^1].TrainLoss); // else nothing was split
    }

    [Fact]
    public void Averaged_weights_bear_the_plain_names_and_are_what_a_loaded_model_uses()
    {
        using var folder = new TemporaryFolder();
        using var session = Some.Session(Some.Spec(("ema_decay", 0.95), ("epochs", 2)));
        session.RunEpoch(CancellationToken.None);
        var saved = session.SaveCheckpoint(folder.Path);
        using var file = SafeTensorsFile.Open(saved.File);
        using var model = TrainedModel.Load(saved.File, saved.Digest);

        Assert.NotEqual(file.ReadSingles("layers.0.weight"), file.ReadSingles("raw.layers.0.weight"));
        Assert.Equal(session.EvaluateTest().Metrics["test_loss"], model.EvaluateTest(Some.Digits).Metrics["test_loss"]);
    }

    [Fact]
    public void Running_statistics_of_averaged_weights_are_averaged_alike_and_a_checkpoint_that_lacks_them_is_resumed()
    {
        var spec = Some.Spec(("model", "resnet"), ("resnet.depth", 8L), ("resnet.channels", 4), ("ema_decay", 0.9), ("batch_size", 180), ("epochs", 3)); // a step an epoch
        using var folder = new TemporaryFolder();
        using var session = Some.Session(spec);
        session.RunEpoch(CancellationToken.None);
        var first = session.SaveCheckpoint(folder.Path);
        session.RunEpoch(CancellationToken.None);
        var second = session.SaveCheckpoint(folder.Path);
        using var one = SafeTensorsFile.Open(first.File);
        using var two = SafeTensorsFile.Open(second.File);

        // The decay is 2/11 at the first step and 3/12 at the second; all begins at a mean of 0.
        var expected = one.ReadSingles("raw.bn1.running_mean").Zip(two.ReadSingles("raw.bn1.running_mean"), (a, b) => (0.25 * (9.0 / 11) * a) + (0.75 * b)).ToArray();
        var found = two.ReadSingles("bn1.running_mean");
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.NotEqual(two.ReadSingles("raw.bn1.running_mean"), found);

        var earlier = EarlierCheckpoint.Without(first.File, name => name.StartsWith("raw.", StringComparison.Ordinal) && name.Contains("running_", StringComparison.Ordinal));
        using var resumed = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, earlier);
        Assert.Equal(2, resumed.RunEpoch(CancellationToken.None).Epoch);
        using var same = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, first.File);
        same.RunEpoch(CancellationToken.None);
        Assert.Equal(second.Digest, same.SaveCheckpoint(folder.Path).Digest);
    }

    [Fact]
    public void Evaluating_averaged_weights_leaves_the_training_undisturbed()
    {
        var spec = Some.Spec(("ema_decay", 0.9), ("epochs", 3));
        using var plain = Some.Session(spec);
        using var disturbed = Some.Session(spec);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var expected = Some.Bits(plain.RunEpoch(CancellationToken.None));
            Assert.Equal(expected, Some.Bits(disturbed.RunEpoch(CancellationToken.None)));
            disturbed.EvaluateTest();
        }
    }

    [Fact]
    public void The_reported_rate_is_that_of_the_first_step_also_when_it_changes_with_every_step()
    {
        var epochs = Run(Some.Spec(("schedule", "exponential"), ("exponential.gamma", 0.5), ("learning_rate", 0.004), ("epochs", 3)));

        Assert.Equal([0.004, 0.002, 0.001], epochs.Select(epoch => Math.Round(epoch.LearningRate, 12)));
    }

    [Fact]
    public void Clipping_and_penalties_change_the_training()
    {
        var plain = Run(Some.Spec(("epochs", 1)))[0].TrainLoss;

        Assert.All(
            new (string, object)[] { ("clip_norm", 0.1), ("l1_penalty", 0.01), ("l2_penalty", 0.1), ("class_weights", "balanced") },
            field => Assert.NotEqual(plain, Run(Some.Spec(("epochs", 1), ("optimizer", "sgd"), field))[0].TrainLoss));
    }

    [Fact]
    public void A_trial_that_no_longer_improves_ends_early_and_says_so_also_after_a_resume()
    {
        var spec = Some.Spec(("early_stopping", 2), ("early_stopping_delta", 10), ("epochs", 9)); // no epoch is better by 10
        using var folder = new TemporaryFolder();
        using var session = Some.Session(spec);
        Assert.Null(session.RunEpoch(CancellationToken.None).Stopped);
        Assert.Null(session.RunEpoch(CancellationToken.None).Stopped);
        using var resumed = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, session.SaveCheckpoint(folder.Path).File);

        var last = resumed.RunEpoch(CancellationToken.None);

        Assert.Contains("Stopped early", last.Stopped, StringComparison.Ordinal);
        Assert.Equal(3, resumed.CompletedEpochs);
        var error = Assert.Throws<InvalidOperationException>(() => resumed.RunEpoch(CancellationToken.None));
        Assert.Contains("has ended", error.Message, StringComparison.Ordinal);
    }

    private static List<EpochResult> Run(TrainingSpec spec)
    {
        using var session = Some.Session(spec);
        var epochs = new List<EpochResult>();
        while (session.CompletedEpochs < spec.Epochs)
            epochs.Add(session.RunEpoch(CancellationToken.None));
        return epochs;
    }
}

using Xunit;

namespace Training.Core.Tests.Training;

public sealed class FractionTests
{
    // 180 training rows; the rungs are 1 and 3, so the shares are 0.1, 0.1^(1/2) twice, and 1.
    private static readonly (string, object)[] Growing = [("data_fraction", 0.1), ("data_growth", "rungs"), ("epochs", 5), ("schedule", "step"), ("dropout", 0.2), ("noise", 0.1)];

    [Fact]
    public void Each_epoch_learns_from_its_share_and_says_how_many_rows_it_saw()
    {
        var spec = Some.Spec(Growing);
        using var session = Some.Session(spec);
        var epochs = Enumerable.Range(0, 5).Select(_ => session.RunEpoch(CancellationToken.None)).ToList();

        Assert.Equal([18, 57, 57, 180, 180], epochs.Select(e => e.Samples));
        Assert.Equal([0.003, 0.003, 0.003, 0.0003, 0.00003], epochs.Select(e => Math.Round(e.LearningRate, 8))); // the schedule counts epochs, not steps
        Assert.All(epochs, e => Assert.Equal(Math.Round(e.Metrics["validation_accuracy"] * 20), e.Metrics["validation_accuracy"] * 20, 1e-9)); // judged on all 20 rows
    }

    [Fact]
    public void Resumed_after_any_epoch_is_bit_identical_to_not_stopping()
    {
        var spec = Some.Spec(Growing);
        using var folder = new TemporaryFolder();
        using var undisturbed = Some.Session(spec);
        var checkpoints = new List<string> { undisturbed.SaveCheckpoint(folder.Path).File };
        var expected = new List<string>();
        while (undisturbed.CompletedEpochs < spec.Epochs)
        {
            expected.Add(Some.Bits(undisturbed.RunEpoch(CancellationToken.None)));
            checkpoints.Add(undisturbed.SaveCheckpoint(folder.Path).File);
        }

        for (var after = 0; after <= spec.Epochs; after++)
        {
            using var resumed = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, checkpoints[after]);
            Assert.Equal(expected[after..], Some.RunToEnd(resumed, spec));
            Assert.Equal(checkpoints[^1], resumed.SaveCheckpoint(folder.Path).File); // named by its content
        }
    }

    [Fact]
    public void All_rows_by_a_schedule_are_the_bits_of_no_schedule()
    {
        var (plain, whole) = (Some.Spec(), Some.Spec(("data_fraction", 0.2), ("data_growth", "rungs"), ("data_full_from", 1)));
        using var one = Some.Session(plain);
        using var other = Some.Session(whole);

        Assert.Equal(Some.RunToEnd(one, plain), Some.RunToEnd(other, whole));
    }

    [Fact]
    public void A_constant_share_sees_as_many_rows_in_every_epoch()
    {
        var spec = Some.Spec(("data_fraction", 0.25), ("epochs", 2));
        using var session = Some.Session(spec);

        Assert.Equal([45, 45], Enumerable.Range(0, 2).Select(_ => session.RunEpoch(CancellationToken.None).Samples));
    }
}

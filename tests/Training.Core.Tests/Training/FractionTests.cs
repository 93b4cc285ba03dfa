using Training.Core.Data;
using Training.Core.Torch;
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
    public void Windows_of_a_text_are_shared_out_as_rows_are()
    {
        TrainingSpec Text(params (string, object)[] fields) => Some.Spec([
            ("data", "sentences"), ("train_samples", 0), ("model", "gpt"), ("gpt.layers", 1), ("gpt.width", 16), ("gpt.heads", 2), ("text.context", 32), ("text.windows_per_epoch", 100), .. fields]);
        int[][] Rows(TrainingSpec spec)
        {
            using var scope = torch.NewDisposeScope();
            var prepared = DatasetCatalog.Open("sentences", "nowhere").Prepare(spec, torch.CPU);
            var subsets = new NestedRows(prepared.Split.Train, [], spec.Data.SplitSeed);
            return [.. Enumerable.Range(1, spec.Epochs).Select(epoch =>
            {
                var used = subsets.Take(spec.Data.Fraction.At(epoch, spec.Epochs));
                var rows = prepared.EpochRows(new TrialRandomness(3), epoch, used);
                if (used.Count < prepared.Split.Train.Count)
                    Assert.Subset(used.ToHashSet(), rows.ToHashSet());
                return rows;
            })];
        }

        var growing = Rows(Text(("data_fraction", 0.1), ("data_growth", "rungs"), ("epochs", 5)));
        var half = Rows(Text(("data_fraction", 0.5), ("epochs", 20)));
        using var session = TrainingSession.Start(Text(("data_fraction", 0.1), ("epochs", 1)), DatasetCatalog.Open("sentences", "nowhere"), Some.OneThread);

        Assert.Equal([10, 32, 32, 100, 100], growing.Select(rows => rows.Length));
        Assert.All(half, rows => Assert.Equal(50, rows.Length));
        Assert.NotEqual(half[0], half[1]); // of the same half, other windows in each epoch
        Assert.Equal(10, session.RunEpoch(CancellationToken.None).Samples);
    }

    [Fact]
    public void A_constant_share_sees_as_many_rows_in_every_epoch()
    {
        var spec = Some.Spec(("data_fraction", 0.25), ("epochs", 2));
        using var session = Some.Session(spec);

        Assert.Equal([45, 45], Enumerable.Range(0, 2).Select(_ => session.RunEpoch(CancellationToken.None).Samples));
    }
}

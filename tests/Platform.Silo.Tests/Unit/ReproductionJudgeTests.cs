using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Silo.Checkpoints;
using Platform.Silo.Reproductions;
using Search;
using Xunit;

namespace Platform.Silo.Tests.Unit;

public sealed class ReproductionJudgeTests
{
    private static readonly DateTimeOffset Then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RunEnvironment Machine = new("0.1", "1.13.1", "openblas", 1, "cpu", "some CPU", "Debian");

    [Fact]
    public void Equal_curves_are_identical_to_the_last_bit()
    {
        var verdict = ReproductionJudge.Compare(Run(0.5, 0.25), Run(0.5, 0.25), Machine, Machine, Then);

        Assert.True(verdict.Identical);
        Assert.Equal(2, verdict.ComparedEpochs);
        Assert.Equal("All 2 epochs are identical to the last bit.", verdict.Summary);
    }

    [Fact]
    public void One_bit_is_a_difference_and_is_named_with_its_epoch_and_size()
    {
        var verdict = ReproductionJudge.Compare(Run(0.5, 0.25), Run(0.5, Math.BitIncrement(0.25)), Machine, Machine, Then);

        Assert.False(verdict.Identical);
        Assert.Equal((2, "train_loss", 0.25, Math.BitIncrement(0.25)), (verdict.FirstDifferingEpoch, verdict.Metric, verdict.Original, verdict.Reproduced));
        Assert.StartsWith("Epoch 2 is the first that differs: train_loss was 0.25, now 0.25000000000000006 (by 5.55E-17).", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_environment_is_named_whatever_the_result()
    {
        var verdict = ReproductionJudge.Compare(Run(0.5), Run(0.5), Machine, Machine with { Libtorch = "2.9.0", Threads = 2 }, Then);

        Assert.True(verdict.Identical);
        Assert.EndsWith("The environments differ: libtorch 1.13.1 then, 2.9.0 now; threads 1 then, 2 now.", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reproduction_that_ends_early_is_not_identical()
    {
        var verdict = ReproductionJudge.Compare(Run(0.5, 0.25, 0.1), Run(0.5), Machine, Machine, Then);

        Assert.False(verdict.Identical);
        Assert.Equal((1, 2), (verdict.ComparedEpochs, verdict.FirstDifferingEpoch));
        Assert.Contains("after 1 of 3 epochs", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reproduction_that_could_not_run_says_why_and_claims_nothing()
    {
        var verdict = ReproductionJudge.Compare(Run(0.5, 0.25), Run(), Machine, Machine, Then, "'digits' is not there.");

        Assert.Equal("The reproduction ended as running after 0 of 2 epochs. Why it ended: 'digits' is not there.", verdict.Summary);
    }

    [Fact]
    public void Other_data_are_named_before_anything_else_that_could_explain_a_difference()
    {
        var verdict = ReproductionJudge.Compare(Run(0.5), Run(["digest-2"], 0.4), Machine, Machine with { Threads = 2 }, Then);

        Assert.False(verdict.Identical);
        Assert.EndsWith(
            "The data have changed: the original learnt from digest, the reproduction from digest-2. The environments differ: threads 1 then, 2 now.", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_keeps_the_checkpoint_that_was_measured_on_the_test_set()
    {
        var run = Run(0.5, 0.1, 0.3, 0.4).Evolve(new TestEvaluated("3", new Dictionary<string, double>(), "digest", Then));

        Assert.Equal(["1"], CheckpointRetention.Spare(run));
    }

    [Fact]
    public void A_run_needs_its_last_and_its_best_checkpoint_only()
    {
        var run = Run(0.5, 0.1, 0.3, 0.4); // best by validation loss: epoch 2

        Assert.Equal(["1", "3"], CheckpointRetention.Spare(run));
        Assert.Equal(["3"], CheckpointRetention.Spare(run.Evolve(new CheckpointsCollected(["1"], Then))));
    }

    private static Trial Run(params double[] losses) => Run(["digest"], losses);

    private static Trial Run(string[] data, params double[] losses)
    {
        var objective = new Objective("validation_loss", Direction.Minimize);
        IEnumerable<TrialEvent> events =
        [
            new TrialCreated("a-1", "a", 1, ParameterSet.Empty, ParameterSet.Empty, objective, losses.Length + 1, "cpu", 0, null, Then),
            new TrialStarted(1, "silo", Machine, data[0], Then),
            .. losses.Select((loss, i) => new EpochCompleted(
                1, i + 1, loss, loss, new Dictionary<string, double>(StringComparer.Ordinal) { ["validation_accuracy"] = 1 - loss }, 0.1, 100, TimeSpan.FromSeconds(1), $"{i + 1}", Then)),
        ];
        return Trial.Fold(events);
    }
}

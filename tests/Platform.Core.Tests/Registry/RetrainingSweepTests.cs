using System.Text.Json;
using Platform.Core.Experiments;
using Platform.Core.Registry;
using Search;
using Xunit;

namespace Platform.Core.Tests.Registry;

public sealed class RetrainingSweepTests
{
    private static readonly SweepSpec Spec = new(
        "first", "digits", ParameterSet.Of(("model", "mlp")), JsonSerializer.SerializeToElement(new { }), Objective.Default, new("tpe"), new("median"), Epochs: 5, Trials: 40, Parallelism: 2,
        Seed: 7, "cpu", Priority: 6) { Stop = new StopRules(7_200, 0.99, 20), WarmStart = ["ef56gh78"] };

    private static readonly ParameterSet Fields = ParameterSet.Of(
        ("data", "digits"), ("epochs", 5L), ("device", "cpu"), ("seed", 123L), ("model", "mlp"), ("learning_rate", 0.01), ("start_from", "models:/digits/1"), ("start_head", "new"), ("data_labels", 1L),
        ("train_blocks", 2L));

    private static SweepSpec Of(RetrainingChanges? changes, int labels = 0) => RetrainingSweep.Of("digits", 3, Spec, Fields, new RetrainingPlan(Changes: changes), "digits", labels, usualRate: 0.001);

    [Fact]
    public void One_trial_has_the_settings_of_the_version_and_starts_from_its_weights()
    {
        var sweep = Of(null);
        Assert.Equal(ParameterSet.Of(("model", "mlp"), ("start_from", "models:/digits/3"), ("train_blocks", 2L)).OrderBy(f => f.Key), sweep.Fixed.OrderBy(f => f.Key));
        Assert.Equal((1, 1, 5, 7L, 6, "none"), (sweep.Trials, sweep.Parallelism, sweep.Epochs, sweep.Seed, sweep.Priority, sweep.Pruner.Name));
        Assert.Equal(0.01, Assert.IsType<FrozenParameter>(Assert.Single(sweep.ParseSpace().Parameters)).Value);
        Assert.Equal((null, 0), (sweep.Stop, sweep.WarmStart.Count));
        Assert.Equal(0.01, RetrainingSweep.Point(sweep)["learning_rate"]);
    }

    [Fact]
    public void What_the_sweep_of_the_version_demanded_is_demanded_again()
    {
        var constraint = new MetricConstraint("validation_balanced_accuracy", AtMost: false, 0.9);
        var sweep = RetrainingSweep.Of("digits", 3, Spec with { Constraints = [constraint] }, Fields, new RetrainingPlan(), "digits", labels: 0, usualRate: 0.001);
        Assert.Equal([constraint], sweep.Constraints);
    }

    [Fact]
    public void Changes_and_the_newest_labels_replace_the_version_s_own()
    {
        var sweep = Of(new RetrainingChanges(9, 0.002, 0, 0.5, 4), labels: 3);
        Assert.Equal((9, 4, 2), (sweep.Epochs, sweep.Trials, sweep.Parallelism));
        Assert.Equal((0L, 0.5, 3L), (sweep.Fixed["train_blocks"], sweep.Fixed["layer_rate_decay"], sweep.Fixed["data_labels"]));
        var rate = Assert.IsType<FloatParameter>(Assert.Single(sweep.ParseSpace().Parameters));
        Assert.Equal((0.0002, 0.002, true, 0.002), (rate.Low, rate.High, rate.Log, rate.Default));
    }
}

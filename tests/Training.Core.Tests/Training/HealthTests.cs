using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Models;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

public sealed class HealthTests
{
    [Fact]
    public void An_epoch_tells_the_gradients_of_each_layer_and_the_dead_units()
    {
        using var session = Some.Session(Some.Spec());

        var health = session.RunEpoch(CancellationToken.None).Health!;

        Assert.Equal(["layers.0", "layers.3", "layers.6"], health.GradientNorms.Keys);
        Assert.All(health.GradientNorms.Values, norm => Assert.InRange(norm, 1e-6, 100));
        Assert.InRange(health.DeadUnits!.Value, 0, 0.5);
        Assert.Empty(health.Warnings);
    }

    [Fact]
    public void Looking_at_a_network_with_pooling_changes_no_bit_and_finds_units_that_are_dead()
    {
        using var scope = torch.NewDisposeScope();
        using var model = new ConvNet(new ImageShape(1, 8, 8), 3, new CnnSpec(4, 1, 3, 6, "relu", 0), new RandomStream(CounterRandom.For(1, 1)));
        Initialization.Default(model, CounterRandom.For(1, 2));
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter, StringComparer.Ordinal);
        parameters["features.0.bias"].Set([-1000, 0, 0, 0]); // the first channel never fires
        using var guard = torch.no_grad();
        var batch = new Batch(torch.ones([5, 1, 8, 8]), torch.zeros([5], torch.ScalarType.Int64), 5);

        var (output, dead) = new NetworkWatch(model).Forward(batch);

        Assert.Equal(model.call(batch.Input).ToArray<float>(), output.ToArray<float>());
        Assert.Equal(("features.1", 4), (dead[0].Layer, dead[0].Units));
        Assert.True(dead[0].Dead >= 1);
        Assert.Equal("classifier.2", dead[1].Layer);
    }

    [Fact]
    public void A_diverged_trial_names_the_first_layer_with_a_value_that_is_not_finite()
    {
        using var scope = torch.NewDisposeScope();
        using var model = new Mlp(4, 3, new MlpSpec([8, 8], "relu", 0), new RandomStream(CounterRandom.For(1, 1)));
        Initialization.Default(model, CounterRandom.For(1, 2));
        var watch = new NetworkWatch(model);
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter, StringComparer.Ordinal);
        var batch = new Batch(torch.ones([2, 4]), torch.zeros([2], torch.ScalarType.Int64), 2);
        Assert.Null(watch.FirstNonFinite(batch));

        parameters["layers.3.bias"].Set([.. Enumerable.Repeat(3e38f, 8)]);
        parameters["layers.3.weight"].Set([.. Enumerable.Repeat(3e38f, 64)]);
        Assert.Contains("'layers.3' (Linear)", watch.FirstNonFinite(batch), StringComparison.Ordinal);
        parameters["layers.0.weight"].Set([.. Enumerable.Repeat(float.NaN, 32)]);
        Assert.Contains("the weights 'layers.0.weight'", watch.FirstNonFinite(batch), StringComparison.Ordinal);
        Assert.Contains("the input", watch.FirstNonFinite(new Batch(torch.ones([2, 4]).mul(double.NaN), batch.Target, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_of_a_divergence_says_where_it_came_from()
    {
        using var session = Some.Session(Some.Spec(("optimizer", "sgd"), ("learning_rate", 10.0), ("momentum", 0.999), ("epochs", 50), ("activation", "leaky_relu"))); // no unit dies, which could end it

        var error = Assert.Throws<DivergedException>(() => Some.RunToEnd(session, Some.Spec(("epochs", 50))));

        Assert.Contains("loss is", error.Message, StringComparison.Ordinal);
        Assert.Contains("not a finite number", error.Message, StringComparison.Ordinal);
        Assert.Contains("'layers.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_come_at_their_thresholds_and_name_the_layer_and_a_remedy()
    {
        Assert.Empty(HealthRules.Warnings([("a", 1, 100), ("b", 0.1, 100)], [("r", 5, 10)], 0.5, 0.7));
        Assert.Contains("'a'", Assert.Single(HealthRules.Warnings([("a", 2000, 100), ("b", 1, 100)], [], 0.5, 0.5)), StringComparison.Ordinal);
        Assert.Contains("'b'", Assert.Single(HealthRules.Warnings([("a", 1, 100), ("b", 1e-5, 100)], [], 0.5, 0.5)), StringComparison.Ordinal);
        Assert.Contains("6 of 10 in 'r'", Assert.Single(HealthRules.Warnings([], [("r", 6, 10)], 0.5, 0.5)), StringComparison.Ordinal);
        Assert.Contains("early_stopping", Assert.Single(HealthRules.Warnings([], [], 0.1, 0.5)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_precision_without_instructions_for_it_is_called_slow_in_the_first_epoch()
    {
        var spec = Some.Spec(("epochs", 2), ("precision", "bfloat16"));
        Assert.Contains("float32", Assert.Single(HealthRules.SlowPrecision(spec, processorMultipliesBfloat16: false)), StringComparison.Ordinal);
        Assert.Empty(HealthRules.SlowPrecision(spec, processorMultipliesBfloat16: true));
        Assert.Empty(HealthRules.SlowPrecision(Some.Spec(), processorMultipliesBfloat16: false));

        using var session = Some.Session(spec);
        var warned = Enumerable.Range(0, 2).Select(_ => session.RunEpoch(CancellationToken.None).Health!.Warnings.Any(text => text.StartsWith("Slow precision", StringComparison.Ordinal)));
        Assert.Equal([!LoadedBlas.MultipliesBfloat16, false], warned);
    }

    [Fact]
    public void Health_is_the_same_after_a_resume()
    {
        var spec = Some.Spec(("epochs", 2), ("clip_norm", 0.5));
        using var folder = new TemporaryFolder();
        using var whole = Some.Session(spec);
        whole.RunEpoch(CancellationToken.None);
        using var resumed = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, whole.SaveCheckpoint(folder.Path).File);

        var (expected, found) = (whole.RunEpoch(CancellationToken.None).Health!, resumed.RunEpoch(CancellationToken.None).Health!);

        Assert.Equal(expected.GradientNorms, found.GradientNorms);
        Assert.Equal((expected.DeadUnits, expected.OverfittingGap), (found.DeadUnits, found.OverfittingGap));
        Assert.Equal(expected.Warnings, found.Warnings);
    }

    [Fact]
    public void A_test_evaluation_has_the_full_set_and_the_confusion_matrix()
    {
        using var session = Some.Session(Some.Spec(("epochs", 1)));
        var epoch = session.RunEpoch(CancellationToken.None);
        var test = session.EvaluateTest();

        Assert.All(MeasureCatalog.Of(TargetKind.Class).Where(measure => measure.Name != "loss"), measure => Assert.InRange(epoch.Metrics[$"validation_{measure.Name}"], 0, 1));
        Assert.All(
            ["test_accuracy", "test_loss", "test_precision_macro", "test_pr_auc", "test_calibration_error", "test_top5_accuracy", "test_log_loss"],
            name => Assert.Contains(name, test.Metrics.Keys));
        Assert.Equal(test.Samples, test.Confusion!.Total);
        Assert.Equal(test.Metrics["test_accuracy"], test.Confusion.Accuracy, 1e-12);
        Assert.Equal(10, test.Classes.Count);
    }
}

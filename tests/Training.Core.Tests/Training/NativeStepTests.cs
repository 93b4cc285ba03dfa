using Training.Core.Models;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>A lone trial's native steps against the same network by operators and autograd.</summary>
public sealed class NativeStepTests
{
    public static TheoryData<string, string, double> Ways => new()
    {
        { "adam", "relu", 0 },
        { "adamw", "gelu", 0.2 },
        { "sgd", "relu", 0.2 },
        { "sgd", "gelu", 0 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Native_steps_train_as_operators_and_autograd_do(string optimizer, string activation, double dropout)
    {
        var spec = Spec(optimizer, ("activation", activation), ("dropout", dropout), ("weight_decay", 0.001), ("noise", 0.01), ("schedule", "one_cycle"));
        using var native = Some.Session(spec);
        using var operators = ByOperators(spec);
        Assert.Null(FusedSession.Obstacle(native));
        Assert.NotNull(FusedSession.Obstacle(operators));

        for (var epoch = 0; epoch < 3; epoch++)
        {
            var (result, expected) = (native.RunEpoch(default), operators.RunEpoch(default));
            Assert.Equal(expected.TrainLoss, result.TrainLoss, 1e-5);
            Assert.Equal(expected.ValidationLoss, result.ValidationLoss, 1e-5);
            Assert.Equal(expected.Metrics["train_accuracy"], result.Metrics["train_accuracy"], 1e-9);
            Assert.Equal(expected.Health!.DeadUnits, result.Health!.DeadUnits);
            Assert.All(expected.Health.GradientNorms.Zip(result.Health.GradientNorms), pair => Assert.Equal(pair.First.Value, pair.Second.Value, 1e-4 * Math.Max(1, pair.First.Value)));
        }
    }

    [Theory]
    [InlineData(0.3, "adam")]
    [InlineData(1.0, "sgd")]
    public void The_first_hundred_steps_do_so_to_a_ten_thousandth_also_at_a_rate_that_is_too_large(double rate, string optimizer)
    {
        var spec = Spec(optimizer, ("learning_rate", rate), ("train_samples", 2_000), ("batch_size", 18)); // 1800 training rows, 100 steps
        using var native = Some.Session(spec);
        using var operators = ByOperators(spec);

        var (result, expected) = (native.RunEpoch(default), operators.RunEpoch(default));

        Assert.Equal(expected.TrainLoss, result.TrainLoss, 1e-4 * Math.Max(1, expected.TrainLoss));
    }

    [Fact]
    public void On_two_threads_the_same_trial_has_the_same_bits_again_and_is_near_that_of_one()
    {
        var spec = Spec("adam", ("mlp.widths", "160,128"), ("batch_size", 64)); // large enough for its products to be cut
        string[] Epochs(int threads)
        {
            using var session = TrainingSession.Start(spec, Some.Digits, new TrainingOptions(threads));
            return [.. Some.RunToEnd(session, spec)];
        }

        Assert.Equal(Epochs(2), Epochs(2));
        using var one = Some.Session(spec);
        using var two = TrainingSession.Start(spec, Some.Digits, new TrainingOptions(2));
        Assert.Equal(one.RunEpoch(default).ValidationLoss, two.RunEpoch(default).ValidationLoss, 1e-5);
    }

    private static TrainingSession ByOperators(TrainingSpec spec) =>
        TrainingSession.Start(spec, Some.Digits, Some.OneThread, (model, shape, outputs, dropout) => torch.nn.Sequential(ModelCatalog.Build(model, shape, outputs, dropout)));

    private static TrainingSpec Spec(string optimizer, params (string, object)[] fields) =>
        Some.Spec([("train_samples", 400), ("mlp.widths", "24,16"), ("optimizer", optimizer), ("learning_rate", optimizer == "sgd" ? 0.02 : 0.002), .. optimizer == "sgd" ? new (string, object)[] { ("momentum", 0.9) } : [], .. fields]);
}

using System.Text.Json;
using Training.Core.Data;
using Training.Core.Tests.Fixtures;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>Every loss against PyTorch's value, and what tasks make of it.</summary>
public sealed class LossTests
{
    private static readonly JsonElement Stored = Fixture.Read("loop.json").GetProperty("losses");

    [Theory]
    [InlineData("cross_entropy")]
    [InlineData("cross_entropy_weighted")]
    [InlineData("binary_cross_entropy")]
    [InlineData("binary_cross_entropy_weighted")]
    [InlineData("kl")]
    [InlineData("mse")]
    [InlineData("mae")]
    [InlineData("huber")]
    public void Each_loss_is_that_of_the_reference(string name)
    {
        using var scope = torch.NewDisposeScope();

        Assert.Equal(Stored.GetProperty("values").GetProperty(name).GetDouble(), Value(name).item(), 1e-5);
    }

    [Fact]
    public void Balanced_weights_make_classes_count_alike_and_have_the_mean_one_over_rows()
    {
        var weights = ClassWeights.Balanced([8, 2, 0]);

        Assert.Equal([0.625f, 2.5f, 0f], weights);
        Assert.Equal(1, ((8 * weights[0]) + (2 * weights[1])) / 10, 1e-6);
    }

    [Theory]
    [InlineData("mse")]
    [InlineData("huber")]
    public void A_loss_of_numbers_is_refused_for_classes(string loss)
    {
        var error = Assert.Throws<SpecException>(() => Some.Session(Some.Spec(("loss", loss))));

        Assert.Equal("loss", error.Field);
        Assert.Contains("cross_entropy", error.Message, StringComparison.Ordinal);
        Assert.Throws<SpecException>(() => NumberLoss.Check(new LossSpec("kl", 0)));
    }

    [Theory]
    [InlineData("cross_entropy")]
    [InlineData("binary_cross_entropy")]
    [InlineData("kl")]
    public void A_network_learns_with_each_loss_of_classes_also_weighted(string loss)
    {
        var spec = Some.Spec(("loss", loss), ("class_weights", "balanced"), ("epochs", 12), ("train_samples", 600), ("learning_rate", 0.01));
        using var session = Some.Session(spec);
        EpochResult? last = null;
        while (session.CompletedEpochs < spec.Epochs)
            last = session.RunEpoch(CancellationToken.None);

        Assert.InRange(last!.Metrics["validation_accuracy"], 0.4, 1); // one in ten by chance
    }

    [Fact]
    public void Probabilities_of_one_class_against_all_others_add_up_to_one()
    {
        using var scope = torch.NewDisposeScope();
        var output = torch.tensor<float>([0f, 0f, 100f, -100f], 2, 2);

        Assert.Equal([0.5f, 0.5f, 1f, 0f], Losses.Probabilities(new LossSpec("binary_cross_entropy", 0), output).ToArray<float>());
    }

    private static torch.Tensor Value(string name)
    {
        var logits = torch.tensor<float>(Stored.GetProperty("logits").Singles(), 6, 4);
        var target = torch.tensor<long>(Stored.GetProperty("target").Integers());
        var weight = torch.tensor<float>(Stored.GetProperty("weight").Singles());
        var output = torch.tensor<float>(Stored.GetProperty("output").Singles(), 6, 1);
        var number = torch.tensor<float>(Stored.GetProperty("number").Singles(), 6, 1);
        var batch = new Batch(logits, target, 6);
        return name switch
        {
            "cross_entropy" => new ClassificationTask(new LossSpec("auto", 0.1), 4).Loss(logits, batch),
            "cross_entropy_weighted" => new ClassificationTask(new LossSpec("cross_entropy", 0.1), 4, weight.ToArray<float>()).Loss(logits, batch),
            "binary_cross_entropy" => new ClassificationTask(new LossSpec("binary_cross_entropy", 0), 4).Loss(logits, batch),
            "binary_cross_entropy_weighted" => new ClassificationTask(new LossSpec("binary_cross_entropy", 0), 4, weight.ToArray<float>()).Loss(logits, batch),
            "kl" => new ClassificationTask(new LossSpec("kl", 0.1), 4).Loss(logits, batch),
            "huber" => NumberLoss.Of(new LossSpec("huber", 0) { HuberDelta = 0.5 }, output, number),
            _ => NumberLoss.Of(new LossSpec(name, 0), output, number),
        };
    }
}

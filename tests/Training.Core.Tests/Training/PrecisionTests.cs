using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Training.Core.Torch.Modules;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>Products in bfloat16: rounded inputs and weights, all else in float32; as reproducible as float32.</summary>
public sealed class PrecisionTests
{
    [Fact]
    public void A_linear_layer_multiplies_what_is_left_of_its_values_after_rounding()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = torch.nn.Linear(2, 1);
        layer.weight.Set([1 + (1f / 256), 1]); // 1.00390625 lies half-way between two bfloat16 numbers and goes to the even one, 1
        var input = torch.tensor<float>([1, 3], 1, 2);

        Assert.Equal(4 + (1f / 256), layer.call(input).item());
        layer.MultiplyInBfloat16();
        var output = layer.call(input);

        Assert.Equal((4.0, torch.ScalarType.Float32), (output.item(), output.dtype));
        output.sum().backward();
        Assert.Equal(torch.ScalarType.Float32, layer.weight.grad!.dtype);
        Assert.Equal([1, 3], layer.weight.grad!.ToArray<float>());
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn")]
    [InlineData("resnet")]
    [InlineData("transformer")]
    public void A_trial_in_bfloat16_learns_about_the_same_and_resumes_to_the_bit(string model)
    {
        var spec = Spec(model, "bfloat16");
        using var folder = new TemporaryFolder();
        using var undisturbed = Some.Session(spec);
        var expected = Some.RunToEnd(undisturbed, spec);
        using var first = Some.Session(spec);
        first.RunEpoch(CancellationToken.None);
        using var resumed = TrainingSession.Resume(spec, Some.Digits, Some.OneThread, first.SaveCheckpoint(folder.Path).File);
        Assert.Equal(expected[1..], Some.RunToEnd(resumed, spec));

        var saved = undisturbed.SaveCheckpoint(folder.Path);
        using var loaded = TrainedModel.Load(saved.File, saved.Digest);
        Assert.Equal(undisturbed.EvaluateTest().Metrics, loaded.EvaluateTest(Some.Digits).Metrics); // a loaded model multiplies as its session did

        using var single = Some.Session(Spec(model, "float32"));
        using var half = Some.Session(spec);
        var (a, b) = (single.RunEpoch(CancellationToken.None), half.RunEpoch(CancellationToken.None));
        Assert.NotEqual(a.TrainLoss, b.TrainLoss);
        Assert.Equal(a.TrainLoss, b.TrainLoss, 0.05 * a.TrainLoss);
    }

    [Fact]
    public void Float32_is_the_default_and_leaves_a_spec_s_hash_alone() =>
        Assert.Equal(Some.Spec().SpecHash, Some.Spec(("precision", "float32")).SpecHash);

    private static TrainingSpec Spec(string model, string precision) => Some.Spec(
        ("model", model), ("precision", precision), ("cnn.channels", 4), ("cnn.hidden", 16), ("resnet.depth", 8), ("resnet.channels", 4), ("transformer.width", 32), ("transformer.patch", 7), ("dropout", 0.1), ("epochs", 3));
}

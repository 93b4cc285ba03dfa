using System.Text.Json;
using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Models.Gans;
using Training.Core.Tests.Fixtures;
using Training.Core.Tests.Training;
using Training.Core.Torch;
using Training.Core.Torch.Modules;
using Xunit;

namespace Training.Core.Tests.Models;

/// <summary>Networks that learn without labels, and transposed convolutions, against PyTorch's from equal weights. Numbers by Fixtures/make_unlabelled.py.</summary>
public sealed class UnlabelledReferenceTests
{
    private const double Tolerance = 1e-5;
    private static readonly JsonElement Fixtures = Fixture.Read("unlabelled.json");
    private static readonly int[] Rows = [4, 9, 2];

    /// <summary>The families that are checked here.</summary>
    public static string[] Families { get; } = ["autoencoder", "masked_autoencoder", "gan"];

    public static TheoryData<string, ImageShape, (string, object)[]> Rebuilding() => new()
    {
        { "autoencoder", new ImageShape(2, 8, 8), [("autoencoder.channels", 4), ("autoencoder.blocks", 2), ("autoencoder.kernel", 3), ("autoencoder.code", 6)] },
        {
            "masked_autoencoder", new ImageShape(2, 4, 8),
            [
                ("masked_autoencoder.layers", 2), ("masked_autoencoder.width", 16L), ("masked_autoencoder.heads", 2L), ("masked_autoencoder.feed_forward", 2), ("masked_autoencoder.patch", 2),
                ("masked_autoencoder.mask_ratio", 0.75), ("masked_autoencoder.decoder_layers", 1), ("masked_autoencoder.decoder_width", 32L),
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Rebuilding), DisableDiscoveryEnumeration = true)]
    public void A_network_rebuilds_and_learns_what_pytorch_does(string family, ImageShape shape, (string, object)[] fields)
    {
        using var scope = torch.NewDisposeScope();
        var spec = Some.Spec([("model", family), .. fields]);
        using var model = ModelCatalog.Build(spec.Model, shape, 0, new RandomStream(CounterRandom.For(1, 4)));
        Formula.Fill(model);
        (model as IRowNetwork)?.Draw(CounterRandom.For(1, 30));
        var task = new ReconstructionTask(spec, shape);
        using var learner = new SupervisedLearner(model, torch.optim.Adam(model.parameters(), lr: 5e-4), task, spec);
        var images = Formula.Wave(3, shape.Channels, shape.Height, shape.Width);
        var batch = new Batch(images, images, 3) { Rows = Rows, Epoch = 3 };
        var expected = Fixtures.GetProperty(family);

        var losses = new List<double>();
        for (var step = 0; step < 3; step++)
        {
            var (loss, output) = learner.Step(batch);
            losses.Add(loss);
            if (step == 0)
                Formula.AssertNear(expected.GetProperty("output"), output, Tolerance);
        }

        learner.Train(false);
        using var guard = torch.no_grad();
        var after = learner.Forward(batch);
        losses.Add(task.Loss(after, batch).item());
        Fixture.AssertNear(expected.GetProperty("losses").Numbers(), losses, Tolerance);
        Formula.AssertNear(expected.GetProperty("after"), after, Tolerance);
    }

    [Fact]
    public void An_adversarial_pair_takes_the_steps_that_pytorch_does()
    {
        using var scope = torch.NewDisposeScope();
        var spec = Some.Spec(("model", "gan"), ("gan.latent", 3), ("gan.channels", 4), ("gan.judge_rate", 0.5), ("learning_rate", 0.001), ("beta1", 0.5), ("label_smoothing", 0.1));
        var model = (Gan)ModelCatalog.Build(spec.Model, new ImageShape(1, 8, 8), 0, new RandomStream(CounterRandom.For(1, 4)));
        Formula.Fill(model);
        ((IRowNetwork)model).Draw(CounterRandom.For(1, 30));
        using var learner = new GanLearner(model, spec) { LearningRate = 0.001 };
        var images = Formula.Wave(3, 1, 8, 8);
        var batch = new Batch(images, images, 3) { Rows = Rows };
        var expected = Fixtures.GetProperty("gan");

        var steps = Enumerable.Range(0, 3).Select(_ => learner.Step(batch)).ToArray();

        Fixture.AssertNear(expected.GetProperty("losses").Numbers(), Array.ConvertAll(steps, step => step.Loss), Tolerance);
        Fixture.AssertNear(expected.GetProperty("judged").Numbers(), Array.ConvertAll(steps, step => (double)step.Output.ToArray<float>()[0]), Tolerance);
        learner.Train(false);
        using var guard = torch.no_grad();
        Formula.AssertNear(expected.GetProperty("made"), learner.Forward(batch), Tolerance);
        Formula.AssertNear(expected.GetProperty("verdict"), model.call(images), Tolerance);
    }

    [Theory]
    [InlineData("conv_transpose")]
    [InlineData("conv_transpose-plain")]
    public void A_transposed_convolution_and_its_gradients_are_pytorch_s(string name)
    {
        using var scope = torch.NewDisposeScope();
        using ConvTranspose2d layer = name == "conv_transpose" ? torch.nn.ConvTranspose2d(3, 2, 4, stride: 2, padding: 1) : torch.nn.ConvTranspose2d(2, 3, 3, bias: false);
        var input = name == "conv_transpose" ? Formula.Wave(2, 3, 5, 4) : Formula.Wave(1, 2, 4, 6);
        Formula.Fill(layer);
        input.requires_grad = true;
        var expected = Fixtures.GetProperty(name);

        var output = layer.call(input);
        output.mul(Formula.Wave(output.shape)).sum().backward();

        Formula.AssertNear(expected.GetProperty("output"), output, Tolerance);
        Formula.AssertNear(expected.GetProperty("input"), input.grad!, Tolerance);
        foreach (var (parameter, tensor) in layer.named_parameters())
            Formula.AssertNear(expected.GetProperty(parameter), tensor.grad!, Tolerance);
    }
}

using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Models.Gans;
using Training.Core.Torch;
using Training.Core.Torch.Modules;
using Xunit;

namespace Training.Core.Tests.Models;

/// <summary>In double precision every network's and loss's gradient equals its central difference quotient.</summary>
public sealed class GradientCheckTests
{
    private const double Step = 1e-6, Tolerance = 1e-7;
    private const int Places = 6; // of each tensor; all of a small one

    private static readonly Dictionary<string, (ModelSpec Spec, SampleShape Shape, int Outputs)> Networks = new(StringComparer.Ordinal)
    {
        ["mlp"] = (new MlpSpec([5, 4], "relu", 0), new ImageShape(1, 3, 3), 3),
        ["mlp-gelu"] = (new MlpSpec([5], "gelu", 0), new SeriesShape(4, 2, 0), 3),
        ["mlp-table"] = (new MlpSpec([5], "silu", 0), new TableShape(2, [3, 4]), 3),
        ["mlp-leaky_relu"] = (new MlpSpec([5], "leaky_relu", 0), new ImageShape(1, 3, 3), 3),
        ["mlp-sigmoid"] = (new MlpSpec([5], "sigmoid", 0), new ImageShape(1, 3, 3), 3),
        ["cnn"] = (new CnnSpec(2, 2, 3, 4, "relu", 0), new ImageShape(2, 8, 9), 3),
        ["cnn-tanh"] = (new CnnSpec(2, 1, 5, 4, "tanh", 0), new ImageShape(1, 6, 6), 3),
        ["resnet"] = (new ResNetSpec(8, 2, "gelu", 0), new ImageShape(2, 8, 8), 3),
        ["rnn"] = (new RnnSpec("rnn", 2, 4, true, "relu", 0), new SeriesShape(5, 3, 0), 3),
        ["lstm"] = (new RnnSpec("lstm", 2, 4, true, "relu", 0), new SeriesShape(5, 3, 0), 3),
        ["gru"] = (new RnnSpec("gru", 2, 4, true, "relu", 0), new SeriesShape(5, 3, 0), 3),
        ["lstm-text"] = (new RnnSpec("lstm", 1, 4, false, "relu", 0), new TextShape(6, 5, EveryToken: true), 6),
        ["transformer"] = (new TransformerSpec(2, 16, 2, 2, 2, "gelu", 0), new ImageShape(2, 4, 4), 3),
        ["gpt"] = (new GptSpec(2, 16, 4, "gelu", 0), new TextShape(6, 5, EveryToken: true), 6),
        ["linear"] = (new LinearSpec("relu", 0), new TableShape(2, [3, 4]), 3),
        ["autoencoder"] = (new AutoencoderSpec(2, 2, 3, 4, "gelu", 0), new ImageShape(1, 8, 8), 0),
        ["masked_autoencoder"] = (new MaskedAutoencoderSpec(1, 16, 2, 2, 2, 0.5, 1, 16, "gelu", 0), new ImageShape(1, 4, 6), 0),
        ["gan"] = (new GanSpec(3, 2, 1, "relu", 0), new ImageShape(1, 8, 8), 0), // the judge; the generator has a test of its own
        ["dlinear"] = (new DlinearSpec(5, "relu", 0), new SeriesShape(8, 2, 3), 6),
    };

    public static TheoryData<string> Names() => [.. Networks.Keys];

    public static TheoryData<string> Losses() => ["cross_entropy", "binary_cross_entropy", "kl", "mse", "mae", "huber"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_s_gradient_equals_its_difference_quotient(string name)
    {
        using var scope = torch.NewDisposeScope();
        var (spec, shape, outputs) = Networks[name];
        using var model = ModelCatalog.Build(spec, shape, outputs, new RandomStream(CounterRandom.For(1, 4)));
        Fill(model);
        torch.Tensor[] weights = [.. model is Gan pair ? pair.Discriminator : model.parameters()];
        ToDouble(model);
        var input = Input(shape);
        var codes = shape is TextShape or TableShape; // no quantities
        torch.Tensor[] wanted = codes ? weights : [.. weights, input];
        if (!codes)
            input.requires_grad = true;

        Check(wanted, () =>
        {
            var output = model.call(input).flatten(1);
            return output.mul(Wave(output.shape)).sum(); // a different factor for each output
        });
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_loss_s_gradient_equals_its_difference_quotient(string kind)
    {
        using var scope = torch.NewDisposeScope();
        var output = Wave(3, 4);
        output.requires_grad = true;
        var classes = torch.tensor<long>([2, 0, 3]);
        TrainingTask task = kind is "mse" or "mae" or "huber" ? new RegressionTask(new LossSpec(kind, 0), (0, 1)) : new ClassificationTask(new LossSpec(kind, 0.1), 4);
        var target = task is RegressionTask ? Wave(3, 4).mul(0.3) : classes;

        Check([output], () => task.Loss(output, new Batch(output, target, 3)));
    }

    [Fact]
    public void A_generator_s_gradient_equals_its_difference_quotient()
    {
        using var scope = torch.NewDisposeScope();
        using var model = (Gan)ModelCatalog.Build(new GanSpec(3, 2, 1, "relu", 0), new ImageShape(1, 8, 8), 0, new RandomStream(CounterRandom.For(1, 4)));
        Fill(model);
        ToDouble(model);

        Check([.. model.Generator], () =>
        {
            var made = model.Generate(CounterRandom.For(2, 5), [0, 1, 2], torch.CPU);
            return made.mul(Wave(made.shape)).sum();
        });
    }

    private static void Check(torch.Tensor[] tensors, Func<torch.Tensor> loss)
    {
        loss().backward();
        var gradients = Array.ConvertAll(tensors, tensor => tensor.grad?.ToArray<double>());
        using var guard = torch.no_grad();
        foreach (var (k, tensor) in tensors.Index())
        {
            Assert.True(gradients[k] is not null, $"tensor {k} [{string.Join(", ", tensor.shape)}] got no gradient");
            var flat = tensor.reshape(-1);
            var count = (int)tensor.numel();
            for (var place = 0; place < Math.Min(Places, count); place++)
            {
                var at = count <= Places ? place : CounterRandom.For(3, k).Below(place, count);
                var one = flat.narrow(0, at, 1);
                var kept = one.item();
                double At(double value)
                {
                    using var inner = torch.NewDisposeScope();
                    one.fill_(value);
                    return loss().item();
                }

                var quotient = (At(kept + Step) - At(kept - Step)) / (2 * Step);
                one.fill_(kept);
                Assert.True(Math.Abs(quotient - gradients[k]![at]) <= Tolerance * Math.Max(1, Math.Abs(quotient)), $"tensor {k} [{string.Join(", ", tensor.shape)}], element {at}: {quotient:R} by difference, {gradients[k]![at]:R} by gradient");
            }
        }
    }

    private static void Fill(torch.nn.Module model)
    {
        foreach (var (k, parameter) in model.parameters().Index())
            parameter.Set([.. Enumerable.Range(0, (int)parameter.numel()).Select(i => (float)(0.4 * Math.Sin((1.3 * k) + (0.7 * i) + 1)))]);
    }

    private static void ToDouble(torch.nn.Module model)
    {
        using var guard = torch.no_grad();
        foreach (var parameter in model.parameters())
        {
            parameter.Replace(parameter.to(torch.ScalarType.Float64));
            parameter.requires_grad = true;
        }

        foreach (var (_, buffer) in model.named_buffers())
            buffer.Replace(buffer.to(torch.ScalarType.Float64));
    }

    private static torch.Tensor Input(SampleShape shape) => shape switch
    {
        ImageShape image => Wave(2, image.Channels, image.Height, image.Width),
        SeriesShape series => Wave(2, series.Length, series.Channels),
        TableShape table => torch.cat([Wave(2, table.Numbers), torch.tensor<double>([2, 3, 0, 1], 2, 2)], 1),
        TextShape text => torch.tensor<long>([.. Enumerable.Range(0, 2 * text.Length).Select(i => (long)(((i * i) + (3 * i)) % text.Vocabulary))], 2, text.Length),
        _ => throw new InvalidOperationException(),
    };

    private static torch.Tensor Wave(params long[] shape) =>
        torch.tensor<double>([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => Math.Cos(0.37 * i))], shape);
}

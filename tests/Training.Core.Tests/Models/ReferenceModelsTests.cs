using System.Text.Json;
using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Tests.Fixtures;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Models;

/// <summary>Networks against PyTorch's, from equal weights: logits, loss, three steps of Adam, and evaluation mode. Numbers by Fixtures/make_models.py.</summary>
public sealed class ReferenceModelsTests
{
    private const double Tolerance = 1e-5;
    private static readonly JsonElement Fixtures = Fixture.Read("models.json");

    private static readonly Dictionary<string, (ModelSpec Spec, SampleShape Shape, int Outputs)> Cases = new(StringComparer.Ordinal)
    {
        ["mlp"] = (new MlpSpec([8, 6], "relu", 0), new ImageShape(2, 4, 4), 3),
        ["mlp-tanh"] = (new MlpSpec([8, 6], "tanh", 0), new SeriesShape(5, 3, 0), 3),
        ["mlp-silu"] = (new MlpSpec([8, 6], "silu", 0), new SeriesShape(5, 3, 0), 3),
        ["mlp-sigmoid"] = (new MlpSpec([8, 6], "sigmoid", 0), new SeriesShape(5, 3, 0), 3),
        ["mlp-leaky_relu"] = (new MlpSpec([8, 6], "leaky_relu", 0), new SeriesShape(5, 3, 0), 3),
        ["mlp-table"] = (new MlpSpec([8, 6], "relu", 0), new TableShape(2, [3, 4]), 3),
        ["cnn"] = (new CnnSpec(4, 2, 3, 8, "relu", 0), new ImageShape(2, 8, 8), 3),
        ["linear"] = (new LinearSpec("relu", 0), new ImageShape(2, 4, 4), 3),
        ["linear-table"] = (new LinearSpec("relu", 0), new TableShape(2, [3, 4]), 3),
        ["dlinear"] = (new DlinearSpec(5, "relu", 0), new SeriesShape(12, 5, 4), 20),
        ["resnet"] = (new ResNetSpec(8, 4, "relu", 0), new ImageShape(2, 8, 8), 3),
        ["transformer-image"] = (new TransformerSpec(2, 16, 2, 2, 2, "relu", 0), new ImageShape(2, 4, 8), 3),
        ["transformer-series"] = (new TransformerSpec(2, 16, 2, 2, 2, "relu", 0), new SeriesShape(6, 5, 0), 3),
        ["gpt"] = (new GptSpec(2, 16, 4, "gelu", 0), new TextShape(6, 9, EveryToken: true), 6),
        ["rnn-series"] = (new RnnSpec("rnn", 2, 8, true, "relu", 0), new SeriesShape(6, 5, 0), 3),
        ["lstm-series"] = (new RnnSpec("lstm", 2, 8, true, "relu", 0), new SeriesShape(6, 5, 0), 3),
        ["gru-series"] = (new RnnSpec("gru", 2, 8, true, "relu", 0), new SeriesShape(6, 5, 0), 3),
        ["rnn-text"] = (new RnnSpec("rnn", 1, 8, false, "relu", 0), new TextShape(6, 7, EveryToken: true), 6),
        ["lstm-text"] = (new RnnSpec("lstm", 1, 8, false, "relu", 0), new TextShape(6, 7, EveryToken: true), 6),
        ["gru-text"] = (new RnnSpec("gru", 1, 8, false, "relu", 0), new TextShape(6, 7, EveryToken: true), 6),
    };

    public static TheoryData<string> Names() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_computes_and_learns_what_pytorch_does(string name)
    {
        using var scope = torch.NewDisposeScope();
        var (spec, shape, outputs) = Cases[name];
        using var model = ModelCatalog.Build(spec, shape, outputs, new RandomStream(CounterRandom.For(1, 4)));
        Formula.Fill(model);
        using var optimizer = torch.optim.Adam(model.parameters());
        var input = Input(shape);
        var target = shape switch
        {
            TextShape => Tokens(8).slice(1, 1, 8),
            SeriesShape { Horizon: > 0 } series => Formula.Wave(3, series.Horizon, series.Channels).mul(0.5),
            _ => torch.tensor<long>([2, 0, 1]),
        };
        var expected = Fixtures.GetProperty(name);

        var losses = new List<double>();
        for (var step = 0; step <= 3; step++)
        {
            var logits = model.call(input);
            if (step == 0)
                Formula.AssertNear(expected.GetProperty("logits"), logits, Tolerance);
            var loss = target.dtype == torch.ScalarType.Float32
                ? torch.nn.functional.mse_loss(logits, target)
                : torch.nn.functional.cross_entropy(logits.flatten(0, -2), target.flatten());
            losses.Add(loss.item());
            if (step == 3)
                break;
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }

        Assert.All(expected.GetProperty("losses").EnumerateArray().Zip(losses), pair => Assert.Equal(pair.First.GetDouble(), pair.Second, Tolerance));
        model.eval();
        using var guard = torch.no_grad();
        Formula.AssertNear(expected.GetProperty("after"), model.call(input), Tolerance);
    }

    [Fact]
    public void Every_family_with_a_network_has_a_fixture() =>
        Assert.Empty(ModelCatalog.Names.Except(Cases.Values.Select(one => one.Spec.Kind)).Except(UnlabelledReferenceTests.Families).Except(["trees"]));

    [Fact]
    public void Every_fixture_is_used() => Assert.Equal(Fixtures.EnumerateObject().Select(entry => entry.Name).Order(StringComparer.Ordinal), Cases.Keys.Order(StringComparer.Ordinal));

    private static torch.Tensor Input(SampleShape shape) => shape switch
    {
        ImageShape image => Formula.Wave(3, image.Channels, image.Height, image.Width),
        SeriesShape series => Formula.Wave(3, series.Length, series.Channels),
        TableShape table => torch.cat([Formula.Wave(3, table.Numbers), torch.tensor<float>([2, 3, 0, 1, 1, 0], 3, 2)], 1),
        _ => Tokens(7),
    };

    private static torch.Tensor Tokens(int length) =>
        torch.tensor<long>(Enumerable.Range(0, 3 * length).Select(i => (long)(((i * i) + (3 * i) + (i / 5)) % 6)).ToArray(), 3, length);
}

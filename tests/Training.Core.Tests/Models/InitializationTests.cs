using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Models;

public sealed class InitializationTests
{
    [Theory]
    [InlineData("kaiming", 1.4142135623730951, 300)] // sqrt(3) sqrt(2) / sqrt(fan_in) is the bound, so std = sqrt(2 / fan_in)
    [InlineData("xavier", 1.4142135623730951, 350)] // std = gain sqrt(2 / (fan_in + fan_out)) = gain / sqrt(350)
    public void Weights_have_the_deviation_of_their_rule_and_biases_are_zero(string kind, double gain, double fan)
    {
        using var scope = torch.NewDisposeScope();
        using var model = new Mlp(300, 10, new MlpSpec([400], "relu", 0) { Init = kind }, Stream());
        Initialization.Apply(model, new MlpSpec([400], "relu", 0) { Init = kind }, CounterRandom.For(1, 2));
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.ToArray<float>(), StringComparer.Ordinal);

        var weights = parameters["layers.0.weight"];
        Assert.Equal(gain / Math.Sqrt(fan), Math.Sqrt(weights.Average(w => w * w)), 0.001);
        Assert.All(parameters["layers.0.bias"], bias => Assert.Equal(0, bias));
    }

    [Theory]
    [InlineData(6, 20)]
    [InlineData(20, 6)]
    public void Orthogonal_weights_have_orthonormal_rows_or_columns(int inputs, int width)
    {
        using var scope = torch.NewDisposeScope();
        var spec = new MlpSpec([width], "sigmoid", 0) { Init = "orthogonal" };
        using var model = new Mlp(inputs, 10, spec, Stream());
        Initialization.Apply(model, spec, CounterRandom.For(1, 2));
        var weight = model.parameters().First();

        var product = (width <= inputs ? weight.matmul(weight.transpose(0, 1)) : weight.transpose(0, 1).matmul(weight)).ToArray<float>();
        var side = Math.Min(inputs, width);
        for (var i = 0; i < product.Length; i++)
            Assert.Equal(i / side == i % side ? 1 : 0, product[i], 1e-5f);
    }

    [Fact]
    public void Each_gate_of_a_recurrent_layer_is_orthogonal_by_itself()
    {
        using var scope = torch.NewDisposeScope();
        var spec = new RnnSpec("lstm", 1, 8, false, "relu", 0) { Init = "orthogonal" };
        using var model = new RecurrentNet(new SeriesShape(5, 3, 0), 2, spec, Stream());
        Initialization.Apply(model, spec, CounterRandom.For(1, 2));
        var recurrent = model.named_parameters().Single(pair => pair.name == "rnn.weight_hh_l0").parameter;

        for (var gate = 0; gate < 4; gate++)
        {
            var square = recurrent.slice(0, 8 * gate, 8 * (gate + 1));
            var product = square.matmul(square.transpose(0, 1)).ToArray<float>();
            Assert.All(product.Index(), entry => Assert.Equal(entry.Index / 8 == entry.Index % 8 ? 1 : 0, entry.Item, 1e-5f));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_ways_differ()
    {
        var all = new[] { "default", "kaiming", "xavier", "orthogonal" }.Select(kind => string.Join(',', Weights(kind))).ToArray();

        Assert.Equal(4, all.Distinct().Count());
        Assert.Equal(all[3], string.Join(',', Weights("orthogonal")));
    }

    private static float[] Weights(string kind)
    {
        using var scope = torch.NewDisposeScope();
        var spec = new GptSpec(1, 16, 2, "gelu", 0) { Init = kind };
        using var model = new Gpt(new TextShape(5, 8, EveryToken: true), 5, spec, Stream());
        Initialization.Apply(model, spec, CounterRandom.For(1, 2));
        return [.. model.parameters().SelectMany(parameter => parameter.ToArray<float>())];
    }

    private static RandomStream Stream() => new(CounterRandom.For(1, 4));
}

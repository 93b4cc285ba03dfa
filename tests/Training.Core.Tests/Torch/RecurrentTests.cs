using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Torch;

public sealed class RecurrentTests
{
    private const int Steps = 4;
    private const int Rows = 3;
    private const int Inputs = 2;
    private const int Hidden = 5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradient_of_an_lstm_layer_equals_its_difference_quotient(bool reverse)
    {
        using var scope = torch.NewDisposeScope();
        long[][] shapes = [[Steps, Rows, Inputs], [4 * Hidden, Inputs], [4 * Hidden, Hidden], [4 * Hidden], [4 * Hidden]];
        var values = shapes.Select((shape, k) => Random(k, shape.Aggregate(1L, (a, b) => a * b))).ToArray();
        var weights = torch.tensor<double>(Random(9, Steps * Rows * Hidden), Steps, Rows, Hidden);
        torch.Tensor Loss(out torch.Tensor[] tensors)
        {
            var made = values.Zip(shapes, (numbers, shape) => torch.tensor<double>(numbers, shape)).ToArray();
            Array.ForEach(made, tensor => tensor.requires_grad = true);
            tensors = made;
            return torch.nn.functional.lstm_layer(made[0], made.AsSpan(1), reverse).mul(weights).sum();
        }

        Loss(out var at).backward();
        var gradients = Array.ConvertAll(at, tensor => tensor.grad!.ToArray<double>());
        const double step = 1e-6;

        for (var k = 0; k < values.Length; k++)
        {
            for (var i = 0; i < values[k].Length; i++)
            {
                var kept = values[k][i];
                values[k][i] = kept + step;
                var up = Loss(out _).item();
                values[k][i] = kept - step;
                var quotient = (up - Loss(out _).item()) / (2 * step);
                values[k][i] = kept;
                Assert.Equal(quotient, gradients[k][i], 1e-8);
            }
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Our_lstm_equals_libtorchs_in_values_and_gradients(int layers, bool bidirectional)
    {
        using var scope = torch.NewDisposeScope();
        var random = new RandomStream(CounterRandom.For(1, 4));
        using var ours = torch.nn.Recurrent("lstm", 7, 33, layers, bidirectional, 0, random);
        Initialization.Default(ours, CounterRandom.For(3, 2));
        var input = torch.tensor<float>([.. Random(1, 9 * 11 * 7).Select(x => (float)(3 * x))], 9, 11, 7);
        (float[] Output, float[][] Gradients) Run(Func<torch.Tensor, torch.Tensor> forward)
        {
            foreach (var parameter in ours.parameters())
                parameter.grad = null;
            var output = forward(input);
            output.mul(output).sum().backward();
            return (output.ToArray<float>(), [.. ours.parameters().Select(parameter => parameter.grad!.ToArray<float>())]);
        }

        var own = Run(ours.call);
        var parameters = ours.OwnParameters.Chunk(bidirectional ? 8 : 4).ToArray();
        var libtorch = Run(x => parameters.Aggregate(x.transpose(0, 1), ours.ByOperators).transpose(0, 1));

        Assert.All(own.Output.Zip(libtorch.Output), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        foreach (var (mine, theirs) in own.Gradients.Zip(libtorch.Gradients))
            Assert.All(mine.Zip(theirs), pair => Assert.Equal(pair.Second, pair.First, 2e-4f * (1 + Math.Abs(pair.Second))));
    }

    [Fact]
    public void Large_inputs_saturate_the_gates_and_what_is_not_a_number_stays_visible()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor[] weights = [torch.ones([4, 1]), torch.zeros([4, 1]), torch.zeros([4]), torch.zeros([4])];
        float Output(float x) => torch.nn.functional.lstm_layer(torch.tensor<float>([x], 1, 1, 1), weights, reverse: false).ToArray<float>()[0];

        Assert.Equal(MathF.Tanh(1), Output(1000), 1e-6f);
        Assert.Equal(0, Output(-1000), 1e-6f);
        Assert.True(float.IsNaN(Output(float.NaN)));
    }

    [Fact]
    public void Dropout_lies_between_layers_and_only_while_training()
    {
        using var scope = torch.NewDisposeScope();
        var random = new RandomStream(CounterRandom.For(1, 4));
        using var layers = torch.nn.Recurrent("gru", 3, 6, 2, false, 0.5, random);
        Initialization.Default(layers, CounterRandom.For(3, 2));
        var input = torch.ones([2, 5, 3]);

        Assert.NotEqual(layers.call(input).ToArray<float>(), layers.call(input).ToArray<float>());
        Assert.Equal(2 * 2 * 5 * 6 / 2, random.Position);
        layers.eval();
        Assert.Equal(layers.call(input).ToArray<float>(), layers.call(input).ToArray<float>());
    }

    private static double[] Random(int stream, long count) => [.. Enumerable.Range(0, (int)count).Select(i => CounterRandom.For(5, stream).Uniform(i) - 0.5)];
}

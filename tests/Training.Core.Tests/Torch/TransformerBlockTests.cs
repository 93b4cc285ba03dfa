using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Torch;

public sealed class TransformerBlockTests
{
    private const int Samples = 2;
    private const int Width = 6;
    private const int Heads = 2;
    private const int Hidden = 10;

    [Theory]
    [InlineData(5, false, false, false)]
    [InlineData(5, true, false, true)]
    [InlineData(5, false, true, true)]
    [InlineData(70, true, true, false)] // longer than a stripe of the attention
    [InlineData(70, true, true, true)]
    public void The_gradient_of_a_block_equals_its_difference_quotient(int length, bool gelu, bool causal, bool dropout)
    {
        using var scope = torch.NewDisposeScope();
        long[][] shapes =
        [
            [Samples, length, Width], [Width], [Width], [3 * Width, Width], [3 * Width], [Width, Width], [Width],
            [Width], [Width], [Hidden, Width], [Hidden], [Width, Hidden], [Width],
        ];
        var values = shapes.Select((shape, k) => Random(k, shape.Aggregate(1L, (a, b) => a * b))).ToArray();
        var weights = torch.tensor<double>(Random(20, Samples * length * Width), Samples, length, Width);
        torch.Tensor?[] masks = dropout ? [Mask(21, Samples * Heads, length, length), Mask(22, Samples, length, Width), Mask(23, Samples, length, Hidden), Mask(24, Samples, length, Width)] : new torch.Tensor?[4];
        double Loss(out torch.Tensor[] tensors, bool backward = false)
        {
            using var inner = torch.NewDisposeScope();
            tensors = values.Zip(shapes, (numbers, shape) => torch.tensor<double>(numbers, shape).MoveToOuterDisposeScope()).ToArray();
            Array.ForEach(tensors, tensor => tensor.requires_grad = true);
            var loss = torch.nn.functional.transformer_block(tensors[0], tensors.AsSpan(1), masks, Heads, gelu, causal).mul(weights).sum();
            if (backward)
                loss.backward();
            return loss.item();
        }

        Loss(out var at, backward: true);
        var gradients = Array.ConvertAll(at, tensor => tensor.grad!.ToArray<double>());
        const double step = 1e-6;

        for (var k = 0; k < values.Length; k++)
        {
            var stride = Math.Max(1, values[k].Length / 20); // some of each tensor, the last row among them
            for (var i = (values[k].Length - 1) % stride; i < values[k].Length; i += stride)
            {
                var kept = values[k][i];
                values[k][i] = kept + step;
                var up = Loss(out _);
                values[k][i] = kept - step;
                var quotient = (up - Loss(out _)) / (2 * step);
                values[k][i] = kept;
                Assert.Equal(quotient, gradients[k][i], 1e-7);
            }
        }
    }

    [Theory]
    [InlineData("relu", false, 0)]
    [InlineData("gelu", true, 0)]
    [InlineData("gelu", false, 0.3)]
    [InlineData("relu", true, 0.3)]
    public void A_block_in_one_piece_equals_its_operators_in_values_and_gradients(string activation, bool causal, double dropout)
    {
        var (ours, theirs) = (Run(inOnePiece: true), Run(inOnePiece: false));

        Assert.Equal(ours.Length, theirs.Length);
        Assert.All(ours.Zip(theirs), pair => Assert.All(pair.First.Zip(pair.Second), numbers => Assert.Equal(numbers.First, numbers.Second, 1e-5f * Math.Max(1, Math.Abs(numbers.First)))));

        float[][] Run(bool inOnePiece)
        {
            using var scope = torch.NewDisposeScope();
            using var block = new TransformerBlock(32, 4, 96, activation, dropout, new RandomStream(CounterRandom.For(1, 4)));
            Initialization.Default(block, CounterRandom.For(3, 2));
            var input = torch.tensor<float>(Array.ConvertAll(Random(1, 3 * 70 * 32), value => (float)value), 3, 70, 32);
            input.requires_grad = true;
            var weights = torch.tensor<float>(Array.ConvertAll(Random(2, 3 * 70 * 32), value => (float)value), 3, 70, 32);
            var future = causal ? Future(70) : null;
            var output = inOnePiece ? block.call(input, future) : LayerProbe.During((_, _) => { }, () => block.call(input, future));
            output.mul(weights).sum().backward();
            return [output.ToArray<float>(), input.grad!.ToArray<float>(), .. block.parameters().Select(parameter => parameter.grad!.ToArray<float>())];
        }
    }

    [Fact]
    public void A_value_that_is_no_number_spoils_only_its_own_sample()
    {
        using var scope = torch.NewDisposeScope();
        using var block = new TransformerBlock(32, 4, 64, "gelu", 0, new RandomStream(CounterRandom.For(1, 4)));
        Initialization.Default(block, CounterRandom.For(3, 2));
        var values = Array.ConvertAll(Random(1, 2 * 7 * 32), value => (float)value);
        var whole = block.call(torch.tensor<float>(values, 2, 7, 32), null).ToArray<float>();
        values[3] = float.NaN;

        var spoilt = block.call(torch.tensor<float>(values, 2, 7, 32), null).ToArray<float>();

        Assert.All(spoilt[..(7 * 32)], value => Assert.True(float.IsNaN(value)));
        Assert.Equal(whole[(7 * 32)..], spoilt[(7 * 32)..]);
    }

    private static torch.Tensor Future(int length) =>
        torch.tensor<float>([.. Enumerable.Range(0, length * length).Select(i => i % length > i / length ? float.NegativeInfinity : 0)], length, length);

    private static torch.Tensor Mask(int stream, params long[] shape) =>
        torch.tensor<double>(Array.ConvertAll(Random(stream, shape.Aggregate(1L, (a, b) => a * b)), value => value > -0.2 ? 1.4 : 0), shape);

    private static double[] Random(int stream, long count) => [.. Enumerable.Range(0, (int)count).Select(i => CounterRandom.For(5, stream).Uniform(i) - 0.5)];
}

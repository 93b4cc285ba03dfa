using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Torch;

public sealed class ModuleTests
{
    [Fact]
    public void A_linear_layer_multiplies_by_its_transposed_weight()
    {
        using var scope = torch.NewDisposeScope();
        using var linear = torch.nn.Linear(2, 1);
        linear.weight.Set([2, 3]);
        linear.bias!.Set([1]);

        Assert.Equal([9], linear.call(torch.tensor<float>([1, 2], 1, 2)).ToArray<float>());
    }

    [Fact]
    public void A_convolution_slides_its_kernel_over_the_padded_image()
    {
        using var scope = torch.NewDisposeScope();
        using var convolution = torch.nn.Conv2d(1, 1, 3, padding: 1);
        convolution.weight.Set([0, 0, 0, 0, 1, 1, 0, 0, 0]); // each pixel plus its right neighbour
        convolution.bias!.Set([10]);

        var output = convolution.call(torch.tensor<float>([1, 2, 3, 4], 1, 1, 2, 2));

        Assert.Equal([13, 12, 17, 14], output.ToArray<float>());
    }

    [Theory]
    [InlineData(2, 4, 6)]
    [InlineData(2, 5, 7)]
    [InlineData(2, 1, 4)]
    [InlineData(3, 7, 9)]
    public void Pooling_takes_the_maximum_of_each_square_and_gives_the_gradient_to_its_first_place(int kernel, int height, int width)
    {
        using var scope = torch.NewDisposeScope();
        const int planes = 6;
        // Few different values, so that squares hold equal maxima.
        var values = Enumerable.Range(0, planes * height * width).Select(i => (float)(CounterRandom.For(1, 1).Below(i, 4) - 2)).ToArray();
        var input = torch.tensor<float>(values, 2, planes / 2, height, width);
        input.requires_grad = true;
        var (rows, columns) = (height / kernel, width / kernel);
        var expected = new List<float>();
        var gradient = new float[values.Length];
        for (var square = 0; square < planes * rows * columns; square++)
        {
            var corner = (square / (rows * columns) * height * width) + (square / columns % rows * kernel * width) + (square % columns * kernel);
            var places = Enumerable.Range(0, kernel * kernel).Select(k => corner + (k / kernel * width) + (k % kernel));
            var first = places.MaxBy(place => values[place]);
            expected.Add(values[first]);
            gradient[first] += square + 1;
        }

        var output = torch.nn.MaxPool2d(kernel).call(input);
        Assert.Equal([2, planes / 2, rows, columns], output.shape);
        Assert.Equal(expected, output.ToArray<float>());
        if (expected.Count == 0)
            return;
        var weights = torch.tensor<float>(Enumerable.Range(1, expected.Count).Select(i => (float)i).ToArray(), output.shape);
        output.mul(weights).sum().backward();
        Assert.Equal(gradient, input.grad!.ToArray<float>());
    }

    [Theory]
    [InlineData(2, 28)]
    [InlineData(2, 14)]
    [InlineData(2, 7)]
    [InlineData(3, 9)]
    public void A_relu_before_a_pooling_is_taken_along_without_changing_a_bit(int kernel, int side)
    {
        using var scope = torch.NewDisposeScope();
        var values = Enumerable.Range(0, 3 * side * side).Select(i => (float)(CounterRandom.For(2, 1).Uniform(i) - 0.9)).ToArray();
        using var relu = torch.nn.ReLU();
        using var pool = torch.nn.MaxPool2d(kernel);
        using var both = torch.nn.Sequential(torch.nn.ReLU(), torch.nn.MaxPool2d(kernel));
        (float[] Output, float[] Gradient) Run(Func<torch.Tensor, torch.Tensor> network)
        {
            var input = torch.tensor<float>(values, 1, 3, side, side);
            input.requires_grad = true;
            var output = network(input);
            output.mul(output).sum().backward();
            return (output.ToArray<float>(), input.grad!.ToArray<float>());
        }

        var apart = Run(x => pool.call(relu.call(x)));
        var together = Run(both.call);

        Assert.Equal(apart.Output, together.Output);
        Assert.Equal(apart.Gradient, together.Gradient);
        Assert.Contains(0f, together.Output);
    }

    [Fact]
    public void Pooling_keeps_what_is_not_a_number()
    {
        using var scope = torch.NewDisposeScope();
        var input = torch.tensor<float>([1, float.NaN, 3, 2], 1, 1, 2, 2);

        Assert.True(double.IsNaN(torch.nn.MaxPool2d(2).call(input).item()));
        Assert.True(double.IsNaN(torch.nn.Sequential(torch.nn.ReLU(), torch.nn.MaxPool2d(2)).call(input).item()));
    }

    [Fact]
    public void Dropout_acts_only_while_training()
    {
        using var scope = torch.NewDisposeScope();
        using var dropout = torch.nn.Dropout(0.5, new RandomStream(CounterRandom.For(1, 1)));
        var input = torch.ones([1000]);

        Assert.Contains(0f, dropout.call(input).ToArray<float>());
        dropout.eval();
        Assert.All(dropout.call(input).ToArray<float>(), value => Assert.Equal(1, value));
    }

    [Fact]
    public void A_sequence_passes_its_mode_on_and_names_its_children_by_position()
    {
        using var scope = torch.NewDisposeScope();
        using var sequence = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1));

        sequence.eval();

        Assert.All(sequence.modules(), module => Assert.False(module.training));
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], sequence.named_parameters().Select(pair => pair.name));
    }

    [Theory]
    [InlineData("gelu")]
    [InlineData("tanh")]
    [InlineData("silu")]
    public void The_gradient_of_a_network_equals_its_difference_quotient(string activation)
    {
        using var scope = torch.NewDisposeScope();
        using var model = new Mlp(4, 3, new MlpSpec([5], activation, 0), new RandomStream(CounterRandom.For(1, 4)));
        Initialization.Default(model, CounterRandom.For(3, 2));
        var input = torch.tensor<float>([0.5f, -1, 2, 0.1f, 1, 1, -0.5f, 0.3f], 2, 1, 2, 2);
        var target = torch.tensor<long>([2, 0]);
        double Loss() => torch.nn.functional.cross_entropy(model.call(input), target, label_smoothing: 0.1).item();
        torch.nn.functional.cross_entropy(model.call(input), target, label_smoothing: 0.1).backward();
        const float step = 1e-2f;

        foreach (var (name, parameter) in model.named_parameters())
        {
            var values = parameter.ToArray<float>();
            var gradient = parameter.grad!.ToArray<float>();
            for (var i = 0; i < values.Length; i++)
            {
                var up = (float[])values.Clone();
                var down = (float[])values.Clone();
                up[i] += step;
                down[i] -= step;
                parameter.Set(up);
                var high = Loss();
                parameter.Set(down);
                var quotient = (high - Loss()) / (2 * step);
                parameter.Set(values);
                Assert.True(Math.Abs(quotient - gradient[i]) < 2e-3, $"{name}[{i}]: gradient {gradient[i]}, difference quotient {quotient}");
            }
        }
    }
}

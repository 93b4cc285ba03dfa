using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Training.Core.Torch.Modules;
using Xunit;

namespace Training.Core.Tests.Torch;

public sealed class ConvolutionTests
{
    public sealed record Shape(int Samples, int Inputs, int Outputs, int Height, int Width, int Kernel, int Padding, int Stride, bool Bias)
    {
        public int Rows => ((Height + (2 * Padding) - Kernel) / Stride) + 1;

        public int Columns => ((Width + (2 * Padding) - Kernel) / Stride) + 1;
    }

    public static TheoryData<Shape> Shapes() =>
    [
        new Shape(3, 1, 32, 28, 28, 3, 1, 1, true), // a first layer
        new Shape(20, 3, 5, 7, 9, 3, 1, 1, true), // channels that fill no block, more samples than chunks
        new Shape(5, 4, 8, 8, 16, 3, 1, 1, false), // rows of whole vectors
        new Shape(5, 4, 8, 16, 8, 3, 1, 2, false), // as where a residual network halves an image
        new Shape(4, 3, 6, 9, 7, 3, 1, 2, true),
        new Shape(2, 2, 3, 12, 11, 5, 2, 1, true),
        new Shape(2, 2, 3, 10, 12, 4, 1, 2, false), // as an adversary's
        new Shape(2, 3, 4, 6, 5, 1, 0, 1, true),
        new Shape(2, 3, 4, 7, 8, 1, 0, 2, true), // pixels that no output sees
        new Shape(2, 2, 4, 11, 10, 2, 0, 3, true),
        new Shape(2, 2, 4, 6, 7, 3, 0, 1, true),
        new Shape(2, 2, 4, 5, 4, 3, 3, 1, true), // more padding than the kernel reaches
        new Shape(1, 2, 3, 4, 4, 4, 0, 1, true), // one output
        new Shape(1, 2, 5, 90, 125, 3, 1, 1, true), // several strips; with vectors of 16 one ends in the next
        new Shape(1, 2, 5, 60, 60, 3, 1, 1, true), // and so it does with vectors of 8
        new Shape(9, 16, 16, 8, 8, 3, 1, 1, false), // from here on by squares of 2x2 outputs: several samples in a block
        new Shape(5, 20, 37, 9, 11, 3, 1, 1, true), // channels that fill no vector, squares that are not whole
        new Shape(3, 17, 16, 1, 3, 3, 1, 1, true), // rows of less than a vector
        new Shape(2, 16, 18, 7, 6, 3, 1, 1, true),
        new Shape(1, 16, 16, 30, 125, 3, 1, 1, true), // a row of squares is more than a block
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Values_and_gradients_equal_the_sums_that_define_them(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        using var scope = torch.NewDisposeScope();
        var (x, w, b, g) = Values(shape);
        var expected = Defined(shape, x, w, b, g);

        var doubles = Computed<double>(shape, x, w, b, g);
        var floats = Computed(shape, ToFloats(x), ToFloats(w), ToFloats(b), ToFloats(g));

        for (var k = 0; k < expected.Length; k++)
        {
            var size = Math.Max(1, expected[k].Max(Math.Abs));
            Assert.Equal(expected[k].Length, doubles[k].Length);
            Assert.All(expected[k].Zip(doubles[k]), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * size));
            Assert.All(expected[k].Zip(floats[k]), pair => Assert.Equal(pair.First, pair.Second, 3e-6 * size));
        }
    }

    [Theory]
    [InlineData(28, 28, 1, 32, true)]
    [InlineData(9, 7, 3, 6, true)]
    [InlineData(9, 7, 3, 6, false)]
    [InlineData(90, 125, 2, 5, true)]
    [InlineData(14, 14, 16, 32, true)]
    [InlineData(14, 14, 16, 32, false)]
    [InlineData(9, 7, 20, 18, true)]
    [InlineData(9, 7, 20, 18, false)]
    [InlineData(8, 30, 16, 16, true)]
    [InlineData(1, 9, 16, 16, true)] // nothing is left
    public void What_follows_a_convolution_gives_the_same_bits_in_one_pass(int height, int width, int inputs, int outputs, bool pool)
    {
        Assert.Equal(Run(oneByOne: true), Run(oneByOne: false));

        float[][] Run(bool oneByOne)
        {
            using var scope = torch.NewDisposeScope();
            var convolution = torch.nn.Conv2d(inputs, outputs, 3, padding: 1);
            using var layers = pool ? torch.nn.Sequential(convolution, torch.nn.ReLU(), torch.nn.MaxPool2d(2)) : torch.nn.Sequential(convolution, torch.nn.ReLU());
            Initialization.Default(layers, CounterRandom.For(3, 2));
            var input = torch.tensor<float>(ToFloats(Random(1, 5 * inputs * height * width)), 5, inputs, height, width);
            input.requires_grad = true;
            var output = oneByOne ? LayerProbe.During((_, _) => { }, () => layers.call(input)) : layers.call(input);
            output.mul(torch.tensor<float>(ToFloats(Random(2, output.numel())), output.shape)).sum().backward();
            return [output.ToArray<float>(), input.grad!.ToArray<float>(), .. layers.parameters().Select(parameter => parameter.grad!.ToArray<float>())];
        }
    }

    [Theory]
    [InlineData(3, 12)]
    [InlineData(16, 24)]
    public void Threads_change_no_bit(int inputs, int outputs)
    {
        var shape = new Shape(20, inputs, outputs, 14, 14, 3, 1, 1, true);
        var (x, w, b, g) = Values(shape);
        float[][] With(int threads)
        {
            float[][] answers = [];
            var thread = new Thread(() => // the count is a thread's own
            {
                torch.set_num_threads(threads);
                answers = Computed(shape, ToFloats(x), ToFloats(w), ToFloats(b), ToFloats(g));
            });
            thread.Start();
            thread.Join();
            return answers;
        }

        var one = With(1);

        Assert.NotEmpty(one);
        Assert.Equal(one, With(3));
        Assert.Equal(one, With(1));
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(16, 20)]
    public void A_value_that_is_no_number_spoils_only_its_own_sample(int inputs, int outputs)
    {
        using var scope = torch.NewDisposeScope();
        using var layers = torch.nn.Sequential(torch.nn.Conv2d(inputs, outputs, 3, padding: 1), torch.nn.ReLU());
        Initialization.Default(layers, CounterRandom.For(3, 2));
        var values = ToFloats(Random(1, 3 * inputs * 7 * 7));
        var whole = layers.call(torch.tensor<float>(values, 3, inputs, 7, 7)).ToArray<float>();
        values[(inputs * 7 * 7) + 24] = float.NaN; // in the middle of the second

        var spoilt = layers.call(torch.tensor<float>(values, 3, inputs, 7, 7)).ToArray<float>();

        var sample = outputs * 7 * 7;
        Assert.Equal(whole[..sample], spoilt[..sample]);
        Assert.Equal(whole[(2 * sample)..], spoilt[(2 * sample)..]);
        Assert.Equal(outputs * 9, spoilt.Count(float.IsNaN));
    }

    [Fact]
    public void A_sample_has_the_same_bits_whatever_lies_beside_it()
    {
        using var scope = torch.NewDisposeScope();
        using var convolution = torch.nn.Conv2d(16, 20, 3, padding: 1);
        Initialization.Default(convolution, CounterRandom.For(3, 2));
        var values = ToFloats(Random(1, 7 * 16 * 10 * 6));
        const int sample = 20 * 10 * 6;

        var all = convolution.call(torch.tensor<float>(values, 7, 16, 10, 6)).ToArray<float>();
        var alone = convolution.call(torch.tensor<float>(values.AsSpan((4 * 16 * 10 * 6)..(5 * 16 * 10 * 6)), 1, 16, 10, 6)).ToArray<float>();

        Assert.Equal(all[(4 * sample)..(5 * sample)], alone);
    }

    [Fact]
    public void An_input_of_other_channels_is_refused_in_words()
    {
        using var scope = torch.NewDisposeScope();
        using var convolution = torch.nn.Conv2d(3, 4, 3);

        var error = Assert.Throws<TorchException>(() => convolution.call(torch.zeros([2, 5, 8, 8])));

        Assert.Contains("3", error.Message, StringComparison.Ordinal);
        Assert.Contains("5", error.Message, StringComparison.Ordinal);
    }

    private static T[][] Computed<T>(Shape shape, T[] x, T[] w, T[] b, T[] g)
        where T : unmanaged
    {
        using var scope = torch.NewDisposeScope();
        var input = torch.tensor<T>(x, shape.Samples, shape.Inputs, shape.Height, shape.Width);
        var weight = torch.tensor<T>(w, shape.Outputs, shape.Inputs, shape.Kernel, shape.Kernel);
        var bias = shape.Bias ? torch.tensor<T>(b, shape.Outputs) : null;
        foreach (var tensor in new[] { input, weight, bias }.OfType<torch.Tensor>())
            tensor.requires_grad = true;
        var output = torch.nn.functional.conv2d(input, weight, bias, shape.Padding, shape.Stride);
        Assert.Equal([shape.Samples, shape.Outputs, shape.Rows, shape.Columns], output.shape);
        output.mul(torch.tensor<T>(g, output.shape)).sum().backward();
        T[][] answers = [output.ToArray<T>(), input.grad!.ToArray<T>(), weight.grad!.ToArray<T>()];
        return bias is null ? answers : [.. answers, bias.grad!.ToArray<T>()];
    }

    // y, dx, dw and db by the definition, each product once.
    private static double[][] Defined(Shape s, double[] x, double[] w, double[] b, double[] g)
    {
        double[] y = new double[g.Length], dx = new double[x.Length], dw = new double[w.Length], db = new double[b.Length];
        for (var place = 0; place < g.Length; place++)
        {
            var (n, o, row, column) = (place / (s.Outputs * s.Rows * s.Columns), place / (s.Rows * s.Columns) % s.Outputs, place / s.Columns % s.Rows, place % s.Columns);
            y[place] = s.Bias ? b[o] : 0;
            db[o] += g[place];
            for (var tap = 0; tap < s.Inputs * s.Kernel * s.Kernel; tap++)
            {
                var channel = tap / (s.Kernel * s.Kernel);
                var (i, j) = ((row * s.Stride) + (tap / s.Kernel % s.Kernel) - s.Padding, (column * s.Stride) + (tap % s.Kernel) - s.Padding);
                if (i < 0 || j < 0 || i >= s.Height || j >= s.Width)
                    continue;
                var (from, weight) = (((((n * s.Inputs) + channel) * s.Height) + i) * s.Width + j, (o * s.Inputs * s.Kernel * s.Kernel) + tap);
                y[place] += w[weight] * x[from];
                dx[from] += w[weight] * g[place];
                dw[weight] += x[from] * g[place];
            }
        }

        return s.Bias ? [y, dx, dw, db] : [y, dx, dw];
    }

    private static (double[] X, double[] W, double[] B, double[] G) Values(Shape s) =>
        (Random(1, s.Samples * s.Inputs * s.Height * s.Width), Random(2, s.Outputs * s.Inputs * s.Kernel * s.Kernel), Random(3, s.Outputs), Random(4, s.Samples * s.Outputs * s.Rows * s.Columns));

    private static float[] ToFloats(double[] values) => Array.ConvertAll(values, value => (float)value);

    private static double[] Random(int stream, long count) => [.. Enumerable.Range(0, (int)count).Select(i => CounterRandom.For(5, stream).Uniform(i) - 0.5)];
}

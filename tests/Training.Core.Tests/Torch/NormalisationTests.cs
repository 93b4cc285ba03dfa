using System.Globalization;
using Training.Core.Data;
using Training.Core.Torch;
using Training.Core.Torch.Modules;
using Xunit;

namespace Training.Core.Tests.Torch;

public sealed class NormalisationTests
{
    [Fact]
    public void Batch_norm_standardises_by_its_batch_while_training_and_by_what_it_saw_afterwards()
    {
        using var scope = torch.NewDisposeScope();
        using var norm = torch.nn.BatchNorm2d(1);
        var batch = torch.tensor<float>([1, 3], 2, 1); // mean 2, variance 1 (biased), 2 (unbiased)

        Assert.Equal([-1, 1], norm.call(batch).ToArray<float>().Select(x => MathF.Round(x, 4)));
        Assert.Equal(0.2f, norm.running_mean.ToArray<float>()[0], 1e-6f);
        Assert.Equal(1.1f, norm.running_var.ToArray<float>()[0], 1e-6f);
        norm.eval();
        var after = norm.call(batch).ToArray<float>();
        Assert.Equal((1 - 0.2) / Math.Sqrt(1.1 + 1e-5), after[0], 1e-5);
        Assert.Equal(0.2f, norm.running_mean.ToArray<float>()[0], 1e-6f);
    }

    [Theory]
    [InlineData(5, 3, 7, 6)]
    [InlineData(2, 20, 4, 4)]
    public void Batch_norm_has_libtorchs_values_and_gradients(int samples, int channels, int height, int width)
    {
        var (doubles, floats) = (Both(value => value), Both(value => (float)value));

        Assert.All(doubles.Native.Zip(doubles.Libtorch), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.All(doubles.Native.Zip(floats.Native), pair => Assert.Equal(pair.First, pair.Second, 3e-6 * Math.Max(1, Math.Abs(pair.First))));

        (double[] Native, double[] Libtorch) Both<T>(Func<double, T> to)
            where T : unmanaged
        {
            using var scope = torch.NewDisposeScope();
            torch.Tensor Of(int stream, double shift, params long[] shape) => torch.tensor<T>(
                [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => to((float)(CounterRandom.For(5, stream).Uniform(i) + shift)))], shape);
            double[] Run(Func<torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor> norm)
            {
                torch.Tensor[] all = [Of(1, 0.5, samples, channels, height, width), Of(2, 0.5, channels), Of(3, -0.5, channels), Of(4, 0, channels), Of(5, 0.5, channels)];
                foreach (var tensor in all[..3])
                    tensor.requires_grad = true;
                var output = norm(all[0], all[1], all[2], all[3], all[4]);
                output.mul(Of(6, -0.5, output.shape)).sum().backward();
                return [.. new[] { output, all[0].grad!, all[1].grad!, all[2].grad!, all[3], all[4] }.SelectMany(tensor => tensor.ToArray<T>().Select(value => Convert.ToDouble(value, CultureInfo.InvariantCulture)))];
            }

            return (Run((x, w, b, mean, variance) => torch.nn.functional.batch_norm(x, w, b, mean, variance, 0.1, 1e-5)),
                Run((x, w, b, mean, variance) => Aten.BatchNorm.Call(x, w, b, mean, variance, true, 0.1, 1e-5, true)));
        }
    }

    [Fact]
    public void One_value_a_channel_is_normalised_by_the_running_statistics_which_it_leaves()
    {
        using var scope = torch.NewDisposeScope();
        using var norm = torch.nn.BatchNorm2d(2);
        norm.running_mean.Set([1, 2]);
        norm.running_var.Set([4, 9]);

        var output = norm.call(torch.tensor<float>([3, 2], 1, 2, 1, 1));
        output.sum().backward();

        Assert.All(output.ToArray<float>().Zip([1f, 0f]), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
        Assert.Equal([4f, 9f], norm.running_var.ToArray<float>());
        Assert.Equal([1f, 2f], norm.running_mean.ToArray<float>());
        Assert.All(norm.bias.grad!.ToArray<float>(), gradient => Assert.Equal(1, gradient));
    }

    [Fact]
    public void Buffers_are_named_as_in_pytorch_and_part_of_the_state_but_no_parameters()
    {
        using var scope = torch.NewDisposeScope();
        using var layers = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3, bias: false), torch.nn.BatchNorm2d(2));

        Assert.Equal(["0.weight", "1.weight", "1.bias"], layers.named_parameters().Select(pair => pair.name));
        Assert.Equal(["1.running_mean", "1.running_var"], layers.named_buffers().Select(pair => pair.name));
        Assert.Equal(["0.weight", "1.weight", "1.bias", "1.running_mean", "1.running_var"], layers.state_dict().Select(pair => pair.name));
        Assert.All(layers.named_buffers(), pair => Assert.False(pair.buffer.requires_grad));
    }

    [Fact]
    public void Layer_norm_standardises_each_row()
    {
        using var scope = torch.NewDisposeScope();
        using var norm = torch.nn.LayerNorm(2);

        Assert.Equal([-1, 1, 1, -1], norm.call(torch.tensor<float>([1, 3, 50, 10], 2, 2)).ToArray<float>().Select(x => MathF.Round(x, 4)));
    }

    [Fact]
    public void An_embedding_looks_rows_up_and_gives_them_their_gradients()
    {
        using var scope = torch.NewDisposeScope();
        using var embedding = torch.nn.Embedding(3, 2);
        embedding.weight.Set([1, 2, 3, 4, 5, 6]);

        var output = embedding.call(torch.tensor<long>([2, 0, 2]));

        Assert.Equal([5, 6, 1, 2, 5, 6], output.ToArray<float>());
        output.sum().backward();
        Assert.Equal([1, 1, 0, 0, 2, 2], embedding.weight.grad!.ToArray<float>());
    }

    [Fact]
    public void New_operators_have_the_shapes_and_values_of_pytorchs()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor<float>([0, 1, 2, 3, 4, 5, 6, 7], 1, 2, 2, 2);

        Assert.Equal([1, 3, 2, 2], torch.nn.functional.pad(x, 0, 0, 0, 0, 0, 1).shape);
        Assert.Equal([0, 2], x.select(1, 0).slice(2, 0, 2, 2).ToArray<float>());
        Assert.Equal([2, 1, 2, 2], x.permute(1, 0, 2, 3).shape);
        Assert.Equal([2, 2, 2, 2], torch.cat([x, x], 0).shape);
        Assert.Equal([0.5f, 2.5f, 4.5f, 6.5f], x.mean(3).ToArray<float>());
        Assert.Equal([1, 2, 1, 2], x.mean(2, keepdim: true).shape);
        Assert.Equal([0.5f], torch.zeros([1]).sigmoid().ToArray<float>());
        Assert.Equal([-0.01f, 2], torch.tensor<float>([-1, 2]).leaky_relu().ToArray<float>());
        Assert.Equal([1, 3, 2, 2], torch.nn.Conv2d(2, 3, 3, padding: 1, stride: 1).call(x).shape);
        Assert.Equal([1, 3, 1, 1], torch.nn.Conv2d(2, 3, 3, padding: 1, stride: 2).call(x).shape);
        Assert.Null(torch.nn.Linear(1, 1, bias: false).bias);
    }

    [Fact]
    public void Attention_under_a_mask_sees_no_later_position()
    {
        using var scope = torch.NewDisposeScope();
        using var attention = new MultiheadAttention(4, 2, 0, new RandomStream(CounterRandom.For(1, 4)));
        Core.Models.Initialization.Default(attention, CounterRandom.For(3, 2));
        var mask = torch.tensor<float>([0, float.NegativeInfinity, 0, 0], 2, 2);
        float[] First(float later) => attention.call(torch.tensor<float>([1, 2, 3, 4, later, 6, 7, 8], 1, 2, 4), mask).select(1, 0).ToArray<float>();
        float[] Unmasked(float later) => attention.call(torch.tensor<float>([1, 2, 3, 4, later, 6, 7, 8], 1, 2, 4), null).select(1, 0).ToArray<float>();

        Assert.Equal(First(5), First(-5));
        Assert.NotEqual(Unmasked(5), Unmasked(-5));
    }
}

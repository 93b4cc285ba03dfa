using System.Runtime.InteropServices;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Torch;

public sealed class TensorTests
{
    public static TheoryData<string, Func<torch.Tensor, torch.Tensor, torch.Tensor>, float[]> Wrappers() => new()
    {
        // x = [-2, 1, 4], y = [1, 2, 4]
        { "abs", (x, _) => x.abs(), [2, 1, 4] },
        { "add", (x, y) => x + y, [-1, 3, 8] },
        { "add scalar", (x, _) => x.add(1.5), [-0.5f, 2.5f, 5.5f] },
        { "add_", (x, y) => x.add_(y), [-1, 3, 8] },
        { "add_ scaled", (x, y) => x.add_(y, 2), [0, 5, 12] },
        { "addcdiv_", (x, y) => x.addcdiv_(y, y, 3), [1, 4, 7] },
        { "addcmul_", (x, y) => x.addcmul_(y, y, 0.5), [-1.5f, 3, 12] },
        { "all", (x, _) => x.all().to(torch.ScalarType.Float32), [1] },
        { "argmax", (x, _) => x.argmax(0).to(torch.ScalarType.Float32), [2] },
        { "clone", (x, _) => x.clone(), [-2, 1, 4] },
        { "copy_", (x, y) => x.copy_(y), [1, 2, 4] },
        { "detach", (x, _) => x.detach(), [-2, 1, 4] },
        { "div", (x, y) => x / y, [-2, 0.5f, 1] },
        { "div scalar", (x, _) => x.div(2.0), [-1, 0.5f, 2] },
        { "eq", (x, y) => x.eq(y).to(torch.ScalarType.Float32), [0, 0, 1] },
        { "fill_", (x, _) => x.fill_(7), [7, 7, 7] },
        { "flatten", (x, _) => x.reshape(3, 1).flatten(), [-2, 1, 4] },
        { "gelu", (x, _) => x.gelu(), [-0.04550026f, 0.84134475f, 3.9998732f] },
        { "index_select", (x, _) => x.index_select(0, torch.tensor<long>([2, 0])), [4, -2] },
        { "isfinite", (x, _) => x.isfinite().to(torch.ScalarType.Float32), [1, 1, 1] },
        { "log_softmax", (x, _) => x.log_softmax(0), [-6.050946f, -3.050946f, -0.050946f] },
        { "matmul", (x, y) => x.matmul(y).reshape(1), [16] },
        { "mean", (x, _) => x.mean(), [1] },
        { "mul", (x, y) => x * y, [-2, 2, 16] },
        { "mul scalar", (x, _) => x.mul(3), [-6, 3, 12] },
        { "mul_", (x, y) => x.mul_(y), [-2, 2, 16] },
        { "mul_ scalar", (x, _) => x.mul_(0.5), [-1, 0.5f, 2] },
        { "relu", (x, _) => x.relu(), [0, 1, 4] },
        { "relu_", (x, _) => x.relu_(), [0, 1, 4] },
        { "silu", (x, _) => x.silu(), [-0.23840584f, 0.7310586f, 3.928055f] },
        { "softmax", (x, _) => x.softmax(0), [0.00235563f, 0.04731416f, 0.95033021f] },
        { "sqrt", (_, y) => y.sqrt(), [1, 1.4142135f, 2] },
        { "sub", (x, y) => x - y, [-3, -1, 0] },
        { "sum", (x, _) => x.sum(), [3] },
        { "tanh", (x, _) => x.tanh(), [-0.9640276f, 0.7615942f, 0.9993293f] },
        { "to device", (x, _) => x.to(torch.CPU), [-2, 1, 4] },
        { "transpose", (x, _) => x.reshape(3, 1).transpose(0, 1).flatten(), [-2, 1, 4] },
        { "zero_", (x, _) => x.zero_(), [0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Wrappers), DisableDiscoveryEnumeration = true)]
    public void Every_operator_computes_what_its_name_says(string name, Func<torch.Tensor, torch.Tensor, torch.Tensor> call, float[] expected)
    {
        using var scope = torch.NewDisposeScope();
        var result = call(torch.tensor<float>([-2, 1, 4]), torch.tensor<float>([1, 2, 4]));

        var values = result.ToArray<float>();
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - values[i]) < 1e-5, $"{name}[{i}]: expected {expected[i]}, got {values[i]}");
    }

    [Fact]
    public void Hits_are_the_rows_whose_first_largest_logit_is_their_class_s()
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.tensor<float>([1, 3, 3, 0, -1, -2, 5, 5, 6], 3, 3);
        var classes = torch.tensor<long>([1, 0, 0]);

        Assert.Equal(2, torch.CountHits(logits, classes));
        Assert.Equal(2, torch.CountHits(logits.to(torch.ScalarType.Float64), classes)); // by operators
    }

    [Fact]
    public void A_tensor_knows_its_shape_type_and_device()
    {
        using var scope = torch.NewDisposeScope();
        var tensor = torch.tensor<int>([1, 2, 3, 4, 5, 6], 2, 3);

        Assert.Equal([2, 3], tensor.shape);
        Assert.Equal(2, tensor.ndim);
        Assert.Equal(6, tensor.numel());
        Assert.Equal(torch.ScalarType.Int32, tensor.dtype);
        Assert.Equal(torch.CPU, tensor.device);
        Assert.Equal([1, 2, 3, 4, 5, 6], tensor.ToArray<int>());
    }

    [Fact]
    public void Factories_fill_as_asked()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal([0, 0], torch.zeros([2]).ToArray<float>());
        Assert.Equal([1L, 1L], torch.ones([2], torch.ScalarType.Int64).ToArray<long>());
        Assert.Equal([3, 2], torch.empty([3, 2]).shape);
        Assert.Throws<ArgumentException>(() => torch.tensor<float>([1, 2, 3], 2, 2));
    }

    [Fact]
    public void A_view_of_pinned_memory_sees_its_changes()
    {
        var memory = new float[] { 1, 2 };
        var pin = GCHandle.Alloc(memory, GCHandleType.Pinned);
        using (var view = torch.from_memory(pin.AddrOfPinnedObject(), torch.ScalarType.Float32, 2))
        {
            memory[1] = 5;
            Assert.Equal(6, view.sum().item());
        }

        pin.Free();
    }

    [Fact]
    public void A_gradient_flows_back_and_is_forgotten_when_set_to_null()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor<float>([3]);
        x.requires_grad = true;

        x.mul(x).sum().backward();

        Assert.True(x.requires_grad);
        Assert.Equal(6, x.grad!.item());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Without_grad_nothing_is_recorded_and_the_mode_comes_back()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor<float>([3]);
        x.requires_grad = true;

        using (torch.no_grad())
            Assert.False(x.mul(2).requires_grad);

        Assert.True(x.mul(2).requires_grad);
    }

    [Fact]
    public void An_error_names_the_operator_the_shapes_and_the_reason()
    {
        using var scope = torch.NewDisposeScope();
        var error = Assert.Throws<TorchException>(() => torch.zeros([2, 3]).matmul(torch.zeros([4, 5])));

        Assert.Contains("aten::matmul(Float[2, 3]@cpu, Float[4, 5]@cpu)", error.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be multiplied", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_operator_is_refused_by_name()
    {
        using var scope = torch.NewDisposeScope();
        var error = Assert.Throws<TorchException>(() => new Operator("aten::no_such_thing").Call());

        Assert.Contains("aten::no_such_thing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_tensor_refuses_every_use()
    {
        using var scope = torch.NewDisposeScope();
        var tensor = torch.zeros([1]);
        tensor.Dispose();
        tensor.Dispose();

        Assert.Throws<ObjectDisposedException>(() => tensor.sum());
    }

    [Theory]
    [InlineData("cpu", DeviceType.CPU, -1)]
    [InlineData("cuda", DeviceType.CUDA, 0)]
    [InlineData("cuda:3", DeviceType.CUDA, 3)]
    public void Devices_are_read_from_text(string text, DeviceType type, int index) => Assert.Equal(new torch.Device(type, index), torch.device(text));

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("cuda:-1")]
    public void Other_devices_are_refused_with_the_known_ones(string text) =>
        Assert.Contains("cuda:N", Assert.Throws<ArgumentException>(() => torch.device(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Operators_of_the_loop_have_pytorchs_shapes_and_values()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor<float>([-2f, 0f, 1f, 3f, -1f, 5f], 2, 3); // (2, 3)

        Assert.Equal([0f, 1f, -1f, 5f], x.narrow(1, 1, 2).ToArray<float>()); // (2, 3) to (2, 2)
        Assert.Equal([-1f, 0f, 1f, 1f, -1f, 1f], x.sign().ToArray<float>()); // (2, 3)
        Assert.Equal([2L, 1], x.sum(1, keepdim: true).shape); // (2, 3) to (2, 1)
        Assert.Equal([-1f, 7f], x.sum(1).ToArray<float>()); // (2, 3) to (2)
        Assert.Equal([3f, 0f, 5f], x.amax(0).ToArray<float>()); // (2, 3) to (3)
        Assert.Equal(0.5f, x.sigmoid().ToArray<float>()[1]); // (2, 3)
        Assert.Equal([0L, 0, 1, 1, 0, 0], torch.tensor<long>([2L, 0L]).one_hot(3).ToArray<long>()); // (2) to (2, 3)
    }
}

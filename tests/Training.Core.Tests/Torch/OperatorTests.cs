using System.Reflection;
using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Training.Core.Torch.Modules;
using Xunit;
using static Training.Core.Torch.torch;

namespace Training.Core.Tests.Torch;

/// <summary>Every operator behind the wrappers, called once through its wrapper on stated shapes. One without a case here fails by its name.</summary>
public sealed class OperatorTests
{
    private static readonly Dictionary<string, (Func<Tensor> Call, long[] Shape)> Cases = new(StringComparer.Ordinal)
    {
        [nameof(Aten.Abs)] = (() => Of(2, 3).abs(), [2, 3]),
        [nameof(Aten.Add)] = (() => Of(2, 3).add(Of(3)), [2, 3]),
        [nameof(Aten.AddScalar)] = (() => Of(2, 3).add(1), [2, 3]),
        [nameof(Aten.AddInPlace)] = (() => Of(2, 3).add_(Of(2, 3), 2), [2, 3]),
        [nameof(Aten.AddcdivInPlace)] = (() => Of(2, 3).addcdiv_(Of(2, 3), Of(2, 3), 0.5), [2, 3]),
        [nameof(Aten.AddcmulInPlace)] = (() => Of(2, 3).addcmul_(Of(2, 3), Of(2, 3), 0.5), [2, 3]),
        [nameof(Aten.All)] = (() => Of(2, 3).isfinite().all(), []),
        [nameof(Aten.Amax)] = (() => Of(2, 3, 4).amax(0, 2), [3]),
        [nameof(Aten.Argmax)] = (() => Of(2, 3).argmax(1), [2]),
        [nameof(Aten.Baddbmm)] = (() => baddbmm(Of(4, 5), Of(2, 4, 3), Of(2, 3, 5), 0.5), [2, 4, 5]),
        [nameof(Aten.BatchNorm)] = (() => With(Evaluating(nn.BatchNorm2d(3)), Of(2, 3, 4, 4)), [2, 3, 4, 4]),
        [nameof(Aten.BernoulliInPlace)] = (() => Random(generator => Of(2, 3).bernoulli_(0.5, generator)), [2, 3]),
        [nameof(Aten.BinaryCrossEntropyWithLogits)] = (() => nn.functional.binary_cross_entropy_with_logits(Of(2, 3), ones([2, 3]), Of(2, 1)), []),
        [nameof(Aten.Cat)] = (() => cat([Of(2, 3), Of(2, 1)], 1), [2, 4]),
        [nameof(Aten.Clamp)] = (() => Of(2, 3).clamp(zeros([1, 3]), ones([1, 3])), [2, 3]),
        [nameof(Aten.Clone)] = (() => Of(2, 3).clone(), [2, 3]),
        [nameof(Aten.ConstantPad)] = (() => nn.functional.pad(Of(2, 3), 1, 2), [2, 6]),
        [nameof(Aten.ConvTranspose2d)] = (() => With(nn.ConvTranspose2d(3, 4, 4, stride: 2, padding: 1), Of(2, 3, 5, 6)), [2, 4, 10, 12]),
        [nameof(Aten.CopyInPlace)] = (() => zeros([2, 3]).copy_(Of(3)), [2, 3]),
        [nameof(Aten.CrossEntropy)] = (() => nn.functional.cross_entropy(Of(2, 3), Labels(0, 2), 0.1, weight: Of(3)), []),
        [nameof(Aten.Detach)] = (() => Of(2, 3).detach(), [2, 3]),
        [nameof(Aten.Div)] = (() => Of(2, 3).div(Of(3)), [2, 3]),
        [nameof(Aten.DivScalar)] = (() => Of(2, 3).div(2), [2, 3]),
        [nameof(Aten.Embedding)] = (() => With(nn.Embedding(5, 4), Labels(0, 3, 4)), [3, 4]),
        [nameof(Aten.Empty)] = (() => empty([2, 3]), [2, 3]),
        [nameof(Aten.Eq)] = (() => Of(2, 3).eq(Of(3)), [2, 3]),
        [nameof(Aten.FillInPlace)] = (() => Of(2, 3).fill_(1), [2, 3]),
        [nameof(Aten.Flatten)] = (() => Of(2, 3, 4).flatten(1), [2, 12]),
        [nameof(Aten.Gelu)] = (() => Of(2, 3).gelu(), [2, 3]),
        [nameof(Aten.Gru)] = (() => Recurrent("gru"), [2, 5, 8]),
        [nameof(Aten.HuberLoss)] = (() => nn.functional.huber_loss(Of(2, 3), zeros([2, 3]), 0.5), []),
        [nameof(Aten.IndexSelect)] = (() => Of(4, 3).index_select(0, Labels(3, 0)), [2, 3]),
        [nameof(Aten.IsFinite)] = (() => Of(2, 3).isfinite(), [2, 3]),
        [nameof(Aten.KlDiv)] = (() => nn.functional.kl_div(Of(2, 3).log_softmax(1), Of(2, 3).softmax(1)), [2, 3]),
        [nameof(Aten.L1Loss)] = (() => nn.functional.l1_loss(Of(2, 3), zeros([2, 3])), []),
        [nameof(Aten.LayerNorm)] = (() => With(nn.LayerNorm(3), Of(2, 4, 3)), [2, 4, 3]),
        [nameof(Aten.LeakyRelu)] = (() => Of(2, 3).leaky_relu(), [2, 3]),
        [nameof(Aten.LinalgQr)] = (() => Orthogonal(), [4, 3]),
        [nameof(Aten.Linear)] = (() => nn.functional.linear(Of(2, 5, 3), Of(4, 3), Of(4)), [2, 5, 4]),
        [nameof(Aten.LogSoftmax)] = (() => Of(2, 3).log_softmax(1), [2, 3]),
        [nameof(Aten.Lstm)] = (() => Recurrent("lstm"), [2, 5, 8]),
        [nameof(Aten.Matmul)] = (() => Of(2, 4, 3).matmul(Of(3, 5)), [2, 4, 5]),
        [nameof(Aten.Mean)] = (() => Of(2, 3).mean(), []),
        [nameof(Aten.MeanDim)] = (() => Of(2, 3).mean(1, keepdim: true), [2, 1]),
        [nameof(Aten.MseLoss)] = (() => nn.functional.mse_loss(Of(2, 3), zeros([2, 3])), []),
        [nameof(Aten.Mul)] = (() => Of(2, 3).mul(Of(2, 1)), [2, 3]),
        [nameof(Aten.MulScalar)] = (() => Of(2, 3).mul(2), [2, 3]),
        [nameof(Aten.MulInPlace)] = (() => Of(2, 3).mul_(Of(2, 1)), [2, 3]),
        [nameof(Aten.MulScalarInPlace)] = (() => Of(2, 3).mul_(2), [2, 3]),
        [nameof(Aten.Narrow)] = (() => Of(4, 3).narrow(0, 1, 2), [2, 3]),
        [nameof(Aten.NormalInPlace)] = (() => Random(generator => Of(2, 3).normal_(0, 1, generator)), [2, 3]),
        [nameof(Aten.OneHot)] = (() => Labels(0, 2).one_hot(4), [2, 4]),
        [nameof(Aten.Ones)] = (() => ones([2, 3]), [2, 3]),
        [nameof(Aten.Permute)] = (() => Of(2, 3, 4).permute(2, 0, 1), [4, 2, 3]),
        [nameof(Aten.Relu)] = (() => Of(2, 3).relu(), [2, 3]),
        [nameof(Aten.ReluInPlace)] = (() => Of(2, 3).relu_(), [2, 3]),
        [nameof(Aten.Reshape)] = (() => Of(2, 6).reshape(-1, 4), [3, 4]),
        [nameof(Aten.RnnTanh)] = (() => Recurrent("rnn"), [2, 5, 8]),
        [nameof(Aten.Select)] = (() => Of(2, 3, 4).select(1, 2), [2, 4]),
        [nameof(Aten.Sigmoid)] = (() => Of(2, 3).sigmoid(), [2, 3]),
        [nameof(Aten.Sign)] = (() => Of(2, 3).sign(), [2, 3]),
        [nameof(Aten.Silu)] = (() => Of(2, 3).silu(), [2, 3]),
        [nameof(Aten.Slice)] = (() => Of(2, 7).slice(1, 1, 6, 2), [2, 3]),
        [nameof(Aten.Softmax)] = (() => Of(2, 3).softmax(1), [2, 3]),
        [nameof(Aten.Sqrt)] = (() => Of(2, 3).abs().sqrt(), [2, 3]),
        [nameof(Aten.Sub)] = (() => Of(2, 3).sub(Of(3)), [2, 3]),
        [nameof(Aten.Sum)] = (() => Of(2, 3).sum(), []),
        [nameof(Aten.SumOver)] = (() => Of(2, 3).sum(0), [3]),
        [nameof(Aten.Tanh)] = (() => Of(2, 3).tanh(), [2, 3]),
        [nameof(Aten.To)] = (() => Of(2, 3).to(ScalarType.Float64), [2, 3]),
        [nameof(Aten.Transpose)] = (() => Of(2, 3, 4).transpose(0, 2), [4, 3, 2]),
        [nameof(Aten.Unbind)] = (() => Of(3, 2, 4).unbind(0)[2], [2, 4]),
        [nameof(Aten.ZeroInPlace)] = (() => Of(2, 3).zero_(), [2, 3]),
        [nameof(Aten.Zeros)] = (() => zeros([2, 3]), [2, 3]),
    };

    public static TheoryData<string> Names() => [.. typeof(Aten).GetFields(BindingFlags.Static | BindingFlags.Public).Where(field => field.FieldType == typeof(Operator)).Select(field => field.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operator_answers_the_stated_shape_through_its_wrapper(string name)
    {
        Assert.True(Cases.TryGetValue(name, out var one), $"Aten.{name} has no case: add a call of its wrapper with the shapes to {nameof(OperatorTests)}.{nameof(Cases)}.");
        using var scope = NewDisposeScope();

        Assert.Equal(one.Shape, one.Call().shape);

        var handle = typeof(Operator).GetField("_handle", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(typeof(Aten).GetField(name)!.GetValue(null));
        Assert.NotEqual((nint)0, (nint)handle!); // found by name and overload, so it was called
    }

    private static Tensor Of(params long[] shape) =>
        tensor<float>(Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => (float)Math.Cos(0.7 * i)).ToArray(), shape);

    private static Tensor Labels(params long[] labels) => tensor<long>(labels);

    private static Tensor With(nn.Module<Tensor, Tensor> module, Tensor input)
    {
        using (module)
            return module.call(input);
    }

    private static nn.Module<Tensor, Tensor> Evaluating(nn.Module<Tensor, Tensor> module)
    {
        module.eval();
        return module;
    }

    private static Tensor Random(Func<Generator, Tensor> draw)
    {
        using var generator = new Generator(1);
        return draw(generator);
    }

    // QR gives the initial weights their orthonormal columns.
    private static Tensor Orthogonal()
    {
        using var layer = nn.Linear(3, 4);
        Initialization.Apply(layer, new MlpSpec([4], "relu", 0) { Init = "orthogonal" }, CounterRandom.For(1, 2));
        return layer.weight.clone();
    }

    // (N, T, in) through libtorch's own operator.
    private static Tensor Recurrent(string cell)
    {
        using var layer = nn.Recurrent(cell, 3, 4, 1, bidirectional: true, 0, new RandomStream(CounterRandom.For(1, 4)));
        return layer.ByOperators(Of(2, 5, 3).transpose(0, 1), [.. layer.OwnParameters]).transpose(0, 1);
    }
}

using System.Globalization;
using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>Blocks one after the other and a last normalisation; named as PyTorch's TransformerEncoder. (N, T, width) to the same.</summary>
internal sealed class TransformerStack : torch.nn.Module
{
    private readonly Blocks _layers;
    private readonly LayerNorm _norm;

    public TransformerStack(int layers, int width, int heads, int feedForward, string activation, double dropout, RandomStream random)
        : base(nameof(TransformerStack))
    {
        _layers = new Blocks([.. Enumerable.Range(0, layers).Select(_ => new TransformerBlock(width, heads, feedForward, activation, dropout, random))]);
        _norm = torch.nn.LayerNorm(width);
        RegisterComponents();
    }

    /// <summary>Computes the output; see <see cref="TransformerBlock.call"/> for the mask.</summary>
    public torch.Tensor call(torch.Tensor input, torch.Tensor? future) => _norm.call(_layers.All.Aggregate(input, (states, block) => block.call(states, future)));

    /// <summary>The same in an ONNX graph; the mask is a value of it.</summary>
    internal string ToOnnx(OnnxGraph graph, string input, string? mask) =>
        _norm.ToOnnx(graph, _layers.All.Aggregate(input, (states, block) => block.ToOnnx(graph, states, mask)));

    private sealed class Blocks : torch.nn.Module
    {
        public Blocks(TransformerBlock[] all)
            : base(nameof(Blocks))
        {
            All = all;
            foreach (var (i, block) in all.Index())
                register_module(i.ToString(CultureInfo.InvariantCulture), block);
        }

        public TransformerBlock[] All { get; }
    }
}

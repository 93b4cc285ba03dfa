using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>Linear layers, each followed by its activation and dropout, then the classes. (N, C, H, W) to logits (N, classes).</summary>
public sealed class Mlp : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Sequential _layers;

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="inputs">Values in one sample.</param>
    /// <param name="classes">Logits.</param>
    /// <param name="spec">Widths, activation and dropout.</param>
    /// <param name="dropout">Where dropout draws from.</param>
    public Mlp(int inputs, int classes, MlpSpec spec, RandomStream dropout)
        : base(nameof(Mlp))
    {
        ArgumentNullException.ThrowIfNull(spec);
        (Spec, Draws) = (spec, dropout);
        var layers = new List<torch.nn.Module<torch.Tensor, torch.Tensor>>();
        var features = inputs;
        foreach (var width in spec.Widths)
        {
            layers.AddRange([torch.nn.Linear(features, width), Activations.Build(spec.Activation), torch.nn.Dropout(spec.Dropout, dropout)]); // (N, width)
            features = width;
        }

        layers.Add(torch.nn.Linear(features, classes));
        _layers = torch.nn.Sequential([.. layers]);
        RegisterComponents();
    }

    /// <summary>What it was built from.</summary>
    internal MlpSpec Spec { get; }

    /// <summary>Where its dropout draws from.</summary>
    internal RandomStream Draws { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _layers.forward(input.flatten(1)); // (N, C·H·W)
    }

    internal override string ToOnnx(OnnxGraph graph, string input) => _layers.ToOnnx(graph, graph.Node("Flatten", [input]));
}

using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>
/// Two 3×3 convolutions with batch normalisation and the input added before the last activation. Where the block halves the image, the
/// shortcut takes every second pixel and new channels start at zero (the paper's option A: no parameters). (N, C, H, W) to (N, out, H/s, W/s).
/// </summary>
internal sealed class ResidualBlock : torch.nn.Module<torch.Tensor, torch.Tensor>, IBlock
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm _bn1;
    private readonly Conv2d _conv2;
    private readonly BatchNorm _bn2;
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor> _activation;
    private readonly long _added;
    private readonly int _stride;

    public ResidualBlock(int inputs, int outputs, int stride, string activation)
        : base(nameof(ResidualBlock))
    {
        (_added, _stride) = (outputs - inputs, stride);
        _conv1 = torch.nn.Conv2d(inputs, outputs, 3, padding: 1, stride, bias: false);
        _bn1 = torch.nn.BatchNorm2d(outputs);
        _conv2 = torch.nn.Conv2d(outputs, outputs, 3, padding: 1, bias: false);
        _bn2 = torch.nn.BatchNorm2d(outputs);
        _activation = Activations.Build(activation);
        RegisterComponents();
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        var inner = _activation.call(_bn1.call(_conv1.call(input)));
        return _activation.call(_bn2.call(_conv2.call(inner)).add(Shortcut(input)));
    }

    internal override string ToOnnx(OnnxGraph graph, string input)
    {
        var inner = _activation.ToOnnx(graph, _bn1.ToOnnx(graph, _conv1.ToOnnx(graph, input)));
        return _activation.ToOnnx(graph, graph.Node("Add", [_bn2.ToOnnx(graph, _conv2.ToOnnx(graph, inner)), ShortcutToOnnx(graph, input)]));
    }

    private string ShortcutToOnnx(OnnxGraph graph, string input)
    {
        if (_stride > 1)
            input = graph.Slice(graph.Slice(input, 2, 0, long.MaxValue, _stride), 3, 0, long.MaxValue, _stride);
        return _added > 0 ? graph.Node("Pad", [input, graph.Integers(0, 0, 0, 0, 0, _added, 0, 0)]) : input;
    }

    private torch.Tensor Shortcut(torch.Tensor input)
    {
        if (_stride > 1)
            input = input.slice(2, 0, long.MaxValue, _stride).slice(3, 0, long.MaxValue, _stride);
        return _added > 0 ? torch.nn.functional.pad(input, 0, 0, 0, 0, 0, _added) : input;
    }
}

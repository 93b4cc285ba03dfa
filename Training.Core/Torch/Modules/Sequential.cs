using System.Globalization;
using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>One module after the other; children are named by their position, as in PyTorch.</summary>
public sealed class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor>[] _modules;
    private readonly Func<torch.Tensor, torch.Tensor>[] _steps;

    internal Sequential(ReadOnlySpan<torch.nn.Module<torch.Tensor, torch.Tensor>> modules)
        : base(nameof(Sequential))
    {
        for (var i = 0; i < modules.Length; i++)
            register_module(i.ToString(CultureInfo.InvariantCulture), modules[i]);
        _modules = modules.ToArray();
        _steps = Plan(modules);
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        if (LayerProbe.Active)
            return _modules.Aggregate(input, (value, module) => module.call(value));
        foreach (var step in _steps)
            input = step(input);
        return input;
    }

    internal override string ToOnnx(OnnxGraph graph, string input) => _modules.Aggregate(input, (value, module) => module.ToOnnx(graph, value));

    // A ReLU before a pooling is computed by the pooling: two passes over the largest tensors of a network less.
    private static Func<torch.Tensor, torch.Tensor>[] Plan(ReadOnlySpan<torch.nn.Module<torch.Tensor, torch.Tensor>> modules)
    {
        var steps = new List<Func<torch.Tensor, torch.Tensor>>();
        for (var i = 0; i < modules.Length; i++)
        {
            if (modules[i] is MaxPool2d pool && i > 0 && modules[i - 1] is ReLU)
                steps[^1] = pool.ForwardRectified;
            else
                steps.Add(modules[i].forward);
        }

        return [.. steps];
    }
}

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

    // A convolution does what follows it, and a pooling the ReLU before it, while the values are at hand: each saves passes over the largest tensors of a network.
    private static Func<torch.Tensor, torch.Tensor>[] Plan(ReadOnlySpan<torch.nn.Module<torch.Tensor, torch.Tensor>> modules)
    {
        var steps = new List<Func<torch.Tensor, torch.Tensor>>();
        while (modules.Length > 0)
        {
            (Func<torch.Tensor, torch.Tensor> Step, int Taken) next = modules switch
            {
                [Conv2d convolution, ReLU, MaxPool2d { KernelSize: 2 }, ..] => (convolution.ForwardRectifiedAndPooled, 3),
                [ReLU, MaxPool2d pool, ..] => (pool.ForwardRectified, 2),
                [Conv2d, ReLU, MaxPool2d, ..] => (modules[0].forward, 1), // the pooling takes the ReLU
                [Conv2d convolution, ReLU, ..] => (convolution.ForwardRectified, 2),
                _ => (modules[0].forward, 1),
            };
            steps.Add(next.Step);
            modules = modules[next.Taken..];
        }

        return [.. steps];
    }
}

using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>While training, sets each element to 0 with probability p and scales the others by 1 / (1 - p); otherwise does nothing. Draws from its owner's stream only.</summary>
public sealed class Dropout : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly double _p;
    private readonly RandomStream _random;

    internal Dropout(double p, RandomStream random)
        : base(nameof(Dropout))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(p);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(p, 1);
        ArgumentNullException.ThrowIfNull(random);
        _p = p;
        _random = random;
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) =>
        training && _p > 0 ? input.mul(_random.DropoutMask(input.shape, _p, input.device)) : input;

    internal override string ToOnnx(OnnxGraph graph, string input) => input;
}

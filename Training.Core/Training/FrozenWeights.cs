using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core;

/// <summary>While it lives, a network's weights take no gradients: asking for those of an input leaves nothing behind in them.</summary>
internal sealed class FrozenWeights : IDisposable
{
    private readonly Parameter[] _parameters;

    public FrozenWeights(torch.nn.Module network)
    {
        _parameters = [.. network.parameters().Where(parameter => parameter.requires_grad)];
        Set(false);
    }

    public void Dispose() => Set(true);

    private void Set(bool required)
    {
        foreach (var parameter in _parameters)
            parameter.requires_grad = required;
    }
}

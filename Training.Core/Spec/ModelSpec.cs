using Training.Core.Data;

namespace Training.Core;

/// <summary>The network's family and size; one record a family.</summary>
/// <param name="Activation"><c>relu</c>, <c>leaky_relu</c>, <c>gelu</c>, <c>silu</c>, <c>tanh</c> or <c>sigmoid</c>.</param>
/// <param name="Dropout">Share of the hidden units dropped while training, 0 to 0.9.</param>
public abstract record ModelSpec(string Activation, double Dropout)
{
    /// <summary>The value of the field <c>model</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>How weights start: <c>default</c> (PyTorch's way for each layer), <c>kaiming</c>, <c>xavier</c> or <c>orthogonal</c>.</summary>
    public string Init { get; init; } = "default";

    /// <summary>Values of the largest tensor that one sample becomes on its way through the network, about: what bounds the rows of a forward pass.</summary>
    internal virtual long LargestTensor(SampleShape shape) => shape.Values;

    /// <summary>Writes the family's own fields, each that has an effect.</summary>
    internal virtual void Write(IDictionary<string, object> fields)
    {
    }
}

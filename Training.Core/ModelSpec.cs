namespace Training.Core;

/// <summary>The network's family and size. Closed: <see cref="MlpSpec"/> or <see cref="CnnSpec"/>.</summary>
/// <param name="Activation"><c>relu</c>, <c>gelu</c>, <c>tanh</c> or <c>silu</c>.</param>
/// <param name="Dropout">Share of the hidden units dropped while training, 0 to 0.9.</param>
public abstract record ModelSpec(string Activation, double Dropout)
{
    /// <summary>The value of the field <c>model</c>.</summary>
    public abstract string Kind { get; }
}

namespace Training.Core;

/// <summary>The network's family and size; one record a family.</summary>
/// <param name="Activation"><c>relu</c>, <c>gelu</c>, <c>tanh</c> or <c>silu</c>.</param>
/// <param name="Dropout">Share of the hidden units dropped while training, 0 to 0.9.</param>
public abstract record ModelSpec(string Activation, double Dropout)
{
    /// <summary>The value of the field <c>model</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Writes the family's own fields, each that has an effect.</summary>
    internal virtual void Write(IDictionary<string, object> fields)
    {
    }
}

namespace Training.Core;

/// <summary>A linear or logistic regression. It has no hidden layer, so activation and dropout have no effect.</summary>
/// <param name="Activation">Without effect.</param>
/// <param name="Dropout">Without effect.</param>
public sealed record LinearSpec(string Activation, double Dropout) : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "linear";
}

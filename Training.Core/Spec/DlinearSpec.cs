namespace Training.Core;

/// <summary>The linear forecaster with decomposition. It has no hidden layer, so activation and dropout have no effect.</summary>
/// <param name="Kernel">Steps of the moving average that is the trend, odd, 3 to 99.</param>
/// <param name="Activation">Without effect.</param>
/// <param name="Dropout">Without effect.</param>
public sealed record DlinearSpec(int Kernel, string Activation, double Dropout) : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "dlinear";

    internal override void Write(IDictionary<string, object> fields) => fields["dlinear.kernel"] = (long)Kernel;
}

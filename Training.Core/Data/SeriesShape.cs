namespace Training.Core.Data;

/// <summary>A window of a time series; batches are (N, Length, Channels) float32, the target of a forecast (N, Horizon, Channels).</summary>
/// <param name="Length">Steps that the model sees.</param>
/// <param name="Channels">Values of one step.</param>
/// <param name="Horizon">Steps to forecast; 0 when the target is something else, such as a class.</param>
public sealed record SeriesShape(int Length, int Channels, int Horizon) : SampleShape
{
    /// <inheritdoc/>
    public override string Kind => "a series";

    internal override long Values => (long)Length * Channels;

    /// <summary>For people: <c>96 steps of 7 values</c>.</summary>
    public override string ToString() => $"{Length} steps of {Channels} values";
}

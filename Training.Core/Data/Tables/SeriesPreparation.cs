namespace Training.Core.Data.Tables;

/// <summary>A series' fitted steps: each column less its mean, divided by its deviation, both of the training steps.</summary>
/// <param name="Columns">The names, in the order of a step's values.</param>
/// <param name="Mean">By column.</param>
/// <param name="Std">By column; 1 for a constant one.</param>
/// <param name="Length">Steps that the model sees.</param>
/// <param name="Horizon">Steps that it forecasts.</param>
public sealed record SeriesPreparation(IReadOnlyList<string> Columns, IReadOnlyList<double> Mean, IReadOnlyList<double> Std, int Length, int Horizon) : Preparation
{
    internal override SampleShape Sample(ModelSignature signature) => new SeriesShape(Length, Columns.Count, Horizon);

    internal override int Outputs(ModelSignature signature) => Horizon * Columns.Count;
}

using Search;

namespace Platform.Core.OpenStudies;

/// <summary>A trial of an open study; all values in the caller's sign.</summary>
/// <param name="Number">0-based.</param>
/// <param name="Curve">Intermediate values of the first objective, epoch 1 first.</param>
/// <param name="Values">One an objective once it was told; empty before, and where there are none.</param>
public sealed record StudyTrial(int Number, ParameterSet Parameters, string Why, Rationale? Rationale, string? Carried)
{
    public TrialState State { get; init; } = TrialState.Running;

    public IReadOnlyList<double> Curve { get; init; } = [];

    public IReadOnlyList<double> Values { get; init; } = [];

    public IReadOnlyList<double> Constraints { get; init; } = [];

    /// <summary>The trial as the search sees it: minimised.</summary>
    public Observation Observe(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new Observation(Number, Parameters, State, Values.Count == 0 ? null : spec.Turn(0, Values[0]), [.. Curve.Select(value => spec.Turn(0, value))])
        {
            FurtherValues = [.. Values.Skip(1).Select((value, i) => spec.Turn(i + 1, value))], Constraints = Constraints, Carried = Carried,
        };
    }
}

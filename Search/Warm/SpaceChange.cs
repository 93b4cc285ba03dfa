using System.Globalization;

namespace Search;

/// <summary>
/// What an old observation says after the space or the budget has changed. The rules: (1) parameters are matched by name; (2) a value
/// of the new domain stays, a number inside the new range but off its grid moves to the nearest grid value, any other value leaves
/// the observation out; (3) a parameter that the new space does not have, or not under these choices, is dropped; (4) one that the old
/// observation does not have takes its frozen value or its default, and without either the observation is left out; (5) a point that
/// breaks a constraint is left out; (6) under a smaller budget a completed trial has the value of its curve at the new last epoch;
/// under a larger one it counts as stopped early, with its curve and no value.
/// </summary>
public static class SpaceChange
{
    /// <summary>Maps one observation. Cost O(d).</summary>
    /// <param name="observation">A trial of the old study.</param>
    /// <param name="newSpace">The space to map it into.</param>
    /// <param name="newMaxEpochs">The new full budget; null when it is unchanged or trials have no curve.</param>
    public static MappedObservation Map(Observation observation, SearchSpace newSpace, int? newMaxEpochs = null)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(newSpace);
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var parameter in newSpace.ParentsFirst)
        {
            if (parameter.Condition is { } condition && !condition.Holds(values))
                continue;
            if (!observation.Parameters.TryGetValue(parameter.Name, out var old))
                old = parameter is FrozenParameter frozen ? frozen.Value : parameter.Default;
            if (old is null)
                return new MappedObservation(null, $"Left out: it has no '{parameter.Name}', and the space gives that no default.");
            if (InDomain(parameter, old) is not { } value)
                return new MappedObservation(null, $"Left out: its {parameter.Name} {Scalar.Show(old)} is not {parameter.Domain}.");
            values[parameter.Name] = value;
        }

        var point = new ParameterSet(newSpace.Active(values).Select(parameter => KeyValuePair.Create(parameter.Name, values[parameter.Name])));
        if (newSpace.BrokenBy(point) is { } broken)
            return new MappedObservation(null, $"Left out: it breaks the constraint {broken}.");
        var moved = observation with { Parameters = point };
        return newMaxEpochs is { } epochs ? WithBudget(moved, epochs) : new MappedObservation(moved, "Kept: it is a point of the space.");
    }

    private static MappedObservation WithBudget(Observation observation, int epochs)
    {
        if (observation.State != TrialState.Completed || observation.Curve.Count == 0 || observation.Curve.Count == epochs)
            return new MappedObservation(observation, "Kept: it is a point of the space.");
        if (observation.Curve.Count < epochs)
            return new MappedObservation(observation with { State = TrialState.Pruned, Value = null, FurtherValues = [] }, string.Create(CultureInfo.InvariantCulture,
                $"Counts as stopped early: it was trained for {observation.Curve.Count} of now {epochs} epochs."));
        return new MappedObservation(observation with { Curve = [.. observation.Curve.Take(epochs)], Value = observation.Curve[epochs - 1] }, string.Create(CultureInfo.InvariantCulture,
            $"Cut to {epochs} of its {observation.Curve.Count} epochs: its value is the curve's there."));
    }

    /// <summary>The value in the new domain; a number between grid values moves to the nearest, null when there is no place for it.</summary>
    private static object? InDomain(Parameter parameter, object old)
    {
        if (parameter.Canonical(old) is { } canonical)
            return canonical;
        if (parameter is not (FloatParameter or IntParameter) || Scalar.Number(old) is not { } number)
            return null;
        var (low, high) = ConstraintRules.RangeOf(parameter)!.Value;
        if (number < low || number > high)
            return null;
        var axis = new UnitAxis(parameter);
        return axis.FromUnit(axis.OffGrid(number));
    }
}

using System.Globalization;

namespace Search;

/// <summary>
/// What an old observation says after the space or the budget has changed. The rules: (1) parameters are matched by name; (2) a value
/// of the new domain stays, a number inside the new range but off its grid moves to the nearest grid value, any other value leaves
/// the observation out; (3) a parameter that the new space does not have, or not under these choices, is dropped; (4) one that the old
/// observation does not have takes its frozen value or its default, and without either the observation is left out; (5) a point that
/// breaks a constraint is left out; (6) under a smaller budget a trial that came as far as the new last epoch is complete with its value
/// there; under a larger one a completed trial counts as stopped early, with its curve and no value, unless it had ended by itself before
/// its own budget was used up; (7) what a sampler carried with
/// the observation was about the old space and is dropped.
/// </summary>
public static class SpaceChange
{
    /// <summary>Maps one observation. Cost O(d).</summary>
    /// <param name="observation">A trial of the old study.</param>
    /// <param name="newSpace">The space to map it into.</param>
    /// <param name="newMaxEpochs">The new full budget; null when it is unchanged or trials have no curve.</param>
    /// <param name="cut">
    /// What the trial said when only so many epochs of it are looked at, for callers who know more than the curve of the main objective; null
    /// to read the value off the curve.
    /// </param>
    /// <param name="oldMaxEpochs">The budget that the trial was given: a completed one with a shorter curve ended by itself. Null if it is unknown.</param>
    public static MappedObservation Map(
        Observation observation, SearchSpace newSpace, int? newMaxEpochs = null, Func<int, Observation>? cut = null, int? oldMaxEpochs = null)
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
                return LeftOut($"it has no '{parameter.Name}', and the space gives that no default");
            if (InDomain(parameter, old) is not { } value)
                return LeftOut($"its {parameter.Name} {Scalar.Show(old)} is not {parameter.Domain}");
            values[parameter.Name] = value;
        }

        var point = new ParameterSet(newSpace.Active(values).Select(parameter => KeyValuePair.Create(parameter.Name, values[parameter.Name])));
        if (newSpace.BrokenBy(point) is { } broken)
            return LeftOut($"it breaks the constraint {broken}");
        var (read, budget) = newMaxEpochs is { } epochs ? WithBudget(observation, epochs, cut, oldMaxEpochs) : (observation, null);
        string[] changes = [.. Moves(observation.Parameters, point), .. budget is null ? Array.Empty<string>() : [budget]];
        var mapped = read with { Parameters = point, Carried = null };
        return changes.Length == 0
            ? new MappedObservation(mapped, "Kept: it is a point of the space.", ObservationFate.Kept)
            : new MappedObservation(mapped, $"Mapped: {string.Join("; ", changes)}.", ObservationFate.Mapped);
    }

    private static MappedObservation LeftOut(string why) => new(null, $"Left out: {why}.", ObservationFate.LeftOut);

    /// <summary>Where the mapped point differs from what was tried.</summary>
    private static List<string> Moves(ParameterSet old, ParameterSet point)
    {
        var moves = new List<string>();
        foreach (var (name, value) in point)
        {
            if (!old.TryGetValue(name, out var before))
                moves.Add($"{name} is {Scalar.Show(value)}");
            else if (!before.Equals(value) && Scalar.Number(before) != Scalar.Number(value))
                moves.Add($"{name} {Scalar.Show(before)} moves to {Scalar.Show(value)}");
        }

        moves.AddRange(old.Keys.Where(name => !point.ContainsKey(name)).Select(name => $"{name} is dropped"));
        return moves;
    }

    private static (Observation Read, string? Change) WithBudget(Observation observation, int epochs, Func<int, Observation>? cut, int? oldEpochs)
    {
        var length = observation.Curve.Count;
        if (observation.State == TrialState.Completed && length > 0 && length < epochs && !(length < oldEpochs))
            return (observation with { State = TrialState.Pruned, Value = null, FurtherValues = [] }, string.Create(CultureInfo.InvariantCulture,
                $"it was trained for {length} of now {epochs} epochs and counts as stopped early"));
        var reached = observation.State == TrialState.Pruned && length == epochs;
        if (length <= epochs && !reached)
            return (observation, null);
        var read = cut?.Invoke(epochs) ?? observation with { Curve = [.. observation.Curve.Take(epochs)], Value = observation.State == TrialState.Running ? null : observation.Curve[epochs - 1] };
        return observation.State is TrialState.Completed or TrialState.Pruned
            ? (read with { State = TrialState.Completed }, string.Create(CultureInfo.InvariantCulture, $"only {epochs} of its {length} epochs count"))
            : (read with { State = observation.State, Value = observation.Value }, null);
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

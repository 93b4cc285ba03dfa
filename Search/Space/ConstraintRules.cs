using System.Globalization;

namespace Search;

/// <summary>What makes linear constraints usable, each by itself and together. Every violation names its field and the remedy.</summary>
internal static class ConstraintRules
{
    /// <summary>Checks each constraint: known numeric parameters, usable factors and bounds that the ranges can reach.</summary>
    public static void Check(IReadOnlyList<LinearConstraint> constraints, Dictionary<string, Parameter> byName)
    {
        for (var k = 0; k < constraints.Count; k++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{SpaceRules.Root}.constraints[{k}]");
            if (constraints[k].Terms.Count == 0)
                throw new SpaceException($"{path}.terms", "is empty; give parameters and their factors, such as {\"layers\":1,\"width\":0.5}.");
            CheckTerms(constraints[k], byName, $"{path}.terms");
            CheckBounds(constraints[k], byName, path);
        }
    }

    /// <summary>A point (d) that fulfils the constraints: the proof that the space is not empty.</summary>
    /// <exception cref="SpaceException">None was found.</exception>
    public static double[] Anchor(UnitCube cube)
    {
        var region = new FeasibleRegion(cube);
        var random = TrialRandom.For(0, 0).Stream("anchor");
        if (region.Draw(random) is { } anchor)
            return anchor;
        double[] example = [.. cube.Axes.Select(axis => random.Stream(axis.Parameter.Name).Uniform(0))];
        var broken = cube.Space.Constraints[region.FirstBroken(cube.Mask(example))];
        throw new SpaceException($"{SpaceRules.Root}.constraints",
            $"leave no point: none was found that fulfils all of them, also after moving 500 draws towards them (the first in the way: {broken}); relax one or widen a range.");
    }

    /// <summary>The smallest and the largest value of a numeric parameter; null when it has values that are no numbers, or no order.</summary>
    public static (double Low, double High)? RangeOf(Parameter parameter) => parameter switch
    {
        FloatParameter p => (p.Low, p.Step is null ? p.High : p.AtLevel(p.Levels - 1)),
        IntParameter p => (p.Low, p.Low + (p.Levels - 1) * p.Step),
        OrdinalParameter p when p.Choices.All(choice => Scalar.Number(choice) is not null) =>
            (p.Choices.Min(choice => Scalar.Number(choice)!.Value), p.Choices.Max(choice => Scalar.Number(choice)!.Value)),
        FrozenParameter p when Scalar.Number(p.Value) is { } value => (value, value),
        _ => null,
    };

    private static void CheckTerms(LinearConstraint constraint, Dictionary<string, Parameter> byName, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, factor) in constraint.Terms)
        {
            var place = $"{path}.{name}";
            if (!byName.TryGetValue(name, out var parameter))
                throw new SpaceException(place, $"names no parameter of the space{Nearest.Suggest(name, byName.Keys)}.");
            if (!seen.Add(name))
                throw new SpaceException(place, "is given twice; add the two factors.");
            if (RangeOf(parameter) is null)
                throw new SpaceException(place, $"'{name}' is {parameter.TypeName} and not made of ordered numbers; use a float, int, or an ordinal of numbers.");
            if (!double.IsFinite(factor) || factor == 0)
                throw new SpaceException(place, $"is {Text(factor)}; give a factor that is finite and not 0, or remove the term.");
        }
    }

    private static void CheckBounds(LinearConstraint constraint, Dictionary<string, Parameter> byName, string path)
    {
        if (constraint.Min is null && constraint.Max is null)
            throw new SpaceException(path, "has neither \"min\" nor \"max\"; give at least one.");
        foreach (var (field, bound) in new[] { ("min", constraint.Min), ("max", constraint.Max) })
        {
            if (bound is { } number && !double.IsFinite(number))
                throw new SpaceException($"{path}.{field}", $"is {Text(number)}; give a finite number.");
        }

        if (constraint.Min > constraint.Max)
            throw new SpaceException($"{path}.min", $"is {Text(constraint.Min.Value)}, above max {Text(constraint.Max.Value)}; swap or mend them.");
        var ranges = constraint.Terms.Select(term => RangeOf(byName[term.Key])!.Value).ToArray();
        double[] lowest = [.. constraint.Terms.Zip(ranges, (term, range) => term.Value > 0 ? range.Low : range.High)];
        double[] highest = [.. constraint.Terms.Zip(ranges, (term, range) => term.Value > 0 ? range.High : range.Low)];
        if (constraint.Excess(lowest) > 0)
            throw new SpaceException($"{path}.max", $"is {Text(constraint.Max!.Value)}, but within the ranges the terms add up to {Text(Sum(constraint, lowest))} or more; give a larger \"max\" or widen a range.");
        if (constraint.Excess(highest) < 0)
            throw new SpaceException($"{path}.min", $"is {Text(constraint.Min!.Value)}, but within the ranges the terms add up to {Text(Sum(constraint, highest))} or less; give a smaller \"min\" or widen a range.");
    }

    private static double Sum(LinearConstraint constraint, double[] values)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
            sum += constraint.Terms[i].Value * values[i];
        return sum;
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Search;

/// <summary>The points that a space wants tried first: what they must be, and how they are filled up.</summary>
internal static class StartRules
{
    /// <summary>How often missing values are drawn before a point that breaks a constraint is moved into the allowed region.</summary>
    private const int Draws = 100;

    /// <summary>Checks each given point: known parameters, values of their domains, conditions that its own values fulfil, and no broken constraint.</summary>
    public static void Check(SearchSpace space)
    {
        for (var i = 0; i < space.Start.Count; i++)
            CheckPoint(space, space.Start[i], string.Create(CultureInfo.InvariantCulture, $"{SpaceRules.Root}.start[{i}]"));
        if (Defaults(space) is { Count: > 0 } defaults)
            CheckConstraints(space, new ParameterSet(defaults), $"{SpaceRules.Root}.default");
    }

    /// <summary>The defaults, if any, then the given points with the defaults of what they leave out; each point once.</summary>
    public static IReadOnlyList<ParameterSet> Merge(SearchSpace space)
    {
        var defaults = Defaults(space);
        ParameterSet[] first = defaults.Count > 0 ? [new ParameterSet(defaults)] : [];
        return [.. first.Concat(space.Start.Select(point => new ParameterSet(point.Concat(defaults.Where(value => !point.ContainsKey(value.Key)))))).Distinct()];
    }

    /// <summary>
    /// The full point that begins with <paramref name="start"/>: values of parameters that do not exist under the others are left out,
    /// missing ones are drawn from the space's priors for trial <paramref name="trialNumber"/>.
    /// </summary>
    public static ParameterSet Complete(UnitCube cube, ParameterSet start, long seed, int trialNumber)
    {
        double[] point = [];
        for (var attempt = 0; attempt < Draws; attempt++)
        {
            point = RandomSampler.DrawFree(cube, seed, trialNumber, attempt);
            for (var i = 0; i < cube.Dimension; i++)
            {
                if (start.TryGetValue(cube.Axes[i].Parameter.Name, out var value))
                    point[i] = cube.Axes[i].ToUnit(value);
            }

            if (cube.IsFeasible(point))
                return Exactly(cube.Decode(point), start, cube.Space);
        }

        return cube.Decode(cube.Repair(point, TrialRandom.For(seed, trialNumber).Stream("start")));
    }

    /// <summary>The given values instead of those that went through a coordinate and back, which may differ in the last bit.</summary>
    private static ParameterSet Exactly(ParameterSet decoded, ParameterSet start, SearchSpace space) => new(decoded.Select(entry =>
        start.TryGetValue(entry.Key, out var value) ? KeyValuePair.Create(entry.Key, space.Find(entry.Key)!.Canonical(value)!) : entry));

    private static List<KeyValuePair<string, object>> Defaults(SearchSpace space) =>
        [.. space.Parameters.Where(parameter => parameter.Default is not null).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Default!))];

    /// <summary>Checks one point with some or all of the parameters.</summary>
    public static void CheckPoint(SearchSpace space, ParameterSet point, string path)
    {
        foreach (var (name, value) in point)
        {
            if (space.Find(name) is not { } parameter)
                throw new SpaceException($"{path}.{name}", $"names no parameter of the space{Nearest.Suggest(name, space.Parameters.Select(known => known.Name))}.");
            if (!parameter.Contains(value))
                throw new SpaceException($"{path}.{name}", $"{Scalar.Show(value)} is not {parameter.Domain}; give a value of the range.");
            if (parameter.Condition?.Clauses.FirstOrDefault(clause => point.ContainsKey(clause.Parent) && !clause.Holds(point)) is { } broken)
                throw new SpaceException($"{path}.{name}", $"exists only when {broken}; leave it out or change '{broken.Parent}'.");
        }

        CheckConstraints(space, point, path);
    }

    private static void CheckConstraints(SearchSpace space, ParameterSet point, string path)
    {
        var active = space.Active(point).Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        if (space.BrokenBy(new ParameterSet(point.Where(value => active.Contains(value.Key)))) is { } broken)
            throw new SpaceException(path, $"breaks the constraint {broken}; change one of its values.");
    }
}

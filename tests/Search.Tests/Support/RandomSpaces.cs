using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Search.Tests.Support;

/// <summary>Random spaces of 0 to 8 parameters with every type and scale, conditions up to several deep, hunches, defaults, frozen values, constraints and start points.</summary>
internal static class RandomSpaces
{
    public static Arbitrary<SearchSpace> Any { get; } = Gen.Choose(0, int.MaxValue).Select(Make).ToArbitrary();

    public static void Hold(int cases, Action<SearchSpace> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(cases),
        Prop.ForAll(Any, space =>
        {
            try
            {
                property(space);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{space.ToJson().ToJsonString()}: {error.Message}", error);
            }
        }));

    private static SearchSpace Make(int seed)
    {
        var random = TrialRandom.For(seed, 0);
        var parameters = new List<Parameter>();
        for (var i = random.Below(0, 9); i > 0; i--)
            parameters.Add(One(random.Stream(string.Create(CultureInfo.InvariantCulture, $"p{i}")), string.Create(CultureInfo.InvariantCulture, $"p{i}"), parameters));
        if (random.Below(1, 2) == 1)
            parameters.Reverse();
        var start = random.Below(2, 5) == 0 ? Start(parameters, random.Stream("start")) : [];
        for (var constraints = Constraints(parameters, random.Stream("constraints")); ; constraints.RemoveAt(constraints.Count - 1))
        {
            try
            {
                return new SearchSpace(parameters, constraints, start);
            }
            catch (SpaceException) when (constraints.Count > 0)
            {
                // A random constraint may leave no point, or not the start: this space does without it.
            }
        }
    }

    private static List<LinearConstraint> Constraints(List<Parameter> parameters, TrialRandom random)
    {
        var numeric = parameters.Where(parameter => ConstraintRules.RangeOf(parameter) is not null).ToArray();
        var somewhere = numeric.Select((parameter, i) => (parameter.Name, Value: new UnitCube(new SearchSpace([parameter with { Condition = null }])).Axes[0].FromUnit(random.Uniform(50 + i))))
            .ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
        var constraints = new List<LinearConstraint>();
        for (var k = 0; k < random.Below(0, 4) && numeric.Length > 0; k++)
        {
            var draw = random.Stream(string.Create(CultureInfo.InvariantCulture, $"c{k}"));
            var terms = numeric.Where((_, i) => draw.Below(i, 2) == 0).DefaultIfEmpty(numeric[0])
                .Select((parameter, i) => KeyValuePair.Create(parameter.Name, Math.Round(draw.Uniform(100 + i) * 4 - 2, 3) is var factor && factor == 0 ? 1 : factor)).ToArray();
            var at = terms.Sum(term => term.Value * Scalar.Number(somewhere[term.Key])!.Value);
            var continuous = terms.Any(term => parameters.Exists(parameter => parameter.Name == term.Key && parameter is FloatParameter { Step: null }));
            constraints.Add(draw.Below(60, 5) switch
            {
                0 when continuous => new LinearConstraint(terms, at, at, "exactly"),
                1 => new LinearConstraint(terms, Min: at),
                2 => new LinearConstraint(terms, at - 1, at + 1),
                _ => new LinearConstraint(terms, Max: at),
            });
        }

        return constraints;
    }

    private static List<ParameterSet> Start(List<Parameter> parameters, TrialRandom random)
    {
        var cube = new UnitCube(new SearchSpace(parameters));
        return [.. Enumerable.Range(0, 1 + random.Below(0, 2)).Select(i =>
            new ParameterSet(cube.Decode(RandomSampler.Draw(cube, 5, i)).Where((_, j) => random.Below(10 + j, 3) > 0)))];
    }

    /// <summary>The parameter with, sometimes, a default, a hunch or its value frozen.</summary>
    private static Parameter Adorned(Parameter parameter, TrialRandom random)
    {
        var axis = new UnitCube(new SearchSpace([parameter with { Condition = null }])).Axes[0];
        if (random.Below(20, 4) == 0)
            parameter = parameter with { Default = axis.FromUnit(random.Uniform(21)) };
        if (random.Below(22, 4) == 0)
            parameter = parameter with { Prior = new Prior(axis.FromUnit(random.Uniform(23)), parameter is CategoricalParameter ? null : 0.01 + random.Uniform(24), 0.05 + 0.9 * random.Uniform(25)) };
        if (random.Below(26, 8) != 0)
            return parameter;
        return new FrozenParameter(parameter.Name, axis.FromUnit(random.Uniform(27)), random.Below(28, 2) == 0 ? parameter with { Condition = null } : null, parameter.Condition);
    }

    private static Parameter One(TrialRandom random, string name, List<Parameter> earlier)
    {
        var parents = earlier.OfType<ChoiceParameter>().ToArray();
        When? condition = null;
        if (parents.Length > 0 && random.Below(0, 2) == 1)
        {
            var parent = parents[random.Below(1, parents.Length)];
            condition = new When(parent.Name, [.. parent.Choices.Take(1 + random.Below(2, parent.Choices.Count))]);
        }

        var low = Math.Round((random.Uniform(3) - 0.5) * 100, random.Below(4, 6));
        var width = Math.Round(random.Uniform(5) * 50, 3) + 0.001;
        var whole = random.Below(6, 1000) - 500L;
        Parameter plain = random.Below(7, 9) switch
        {
            0 => new FloatParameter(name, low, low + width, Condition: condition),
            1 => new FloatParameter(name, width / 1000, width, Log: true, Condition: condition),
            2 => new FloatParameter(name, low, low + width, Step: width / (1 + random.Below(8, 60) + random.Uniform(9)), Condition: condition),
            3 => new IntParameter(name, whole, whole + 1 + random.Below(10, 300), Condition: condition),
            4 => new IntParameter(name, whole, whole + 20 + random.Below(10, 300), Step: 1 + random.Below(11, 19), Condition: condition),
            5 => new IntParameter(name, 1 + random.Below(12, 10), 20 + random.Below(13, 100_000), Log: true, Condition: condition),
            6 => new OrdinalParameter(name, [.. new object[] { 64L, 16L, 32.5, 8L, 128L }.Take(1 + random.Below(14, 5))], condition),
            7 => new OrdinalParameter(name, ["small", "medium", "large"], condition),
            _ => new CategoricalParameter(name, [.. new object[] { "a", 1L, 2.5, true, "b", 7.0 }.Take(1 + random.Below(14, 6))], condition),
        };
        return Adorned(plain, random);
    }
}

using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Search.Tests.Support;

/// <summary>Random spaces of 0 to 8 parameters with every type, scale and conditions up to several deep.</summary>
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
        return new SearchSpace(parameters);
    }

    private static Parameter One(TrialRandom random, string name, List<Parameter> earlier)
    {
        var parents = earlier.OfType<CategoricalParameter>().ToArray();
        When? condition = null;
        if (parents.Length > 0 && random.Below(0, 2) == 1)
        {
            var parent = parents[random.Below(1, parents.Length)];
            condition = new When(parent.Name, [.. parent.Choices.Take(1 + random.Below(2, parent.Choices.Count))]);
        }

        var low = Math.Round((random.Uniform(3) - 0.5) * 100, random.Below(4, 6));
        var width = Math.Round(random.Uniform(5) * 50, 3) + 0.001;
        var whole = random.Below(6, 1000) - 500L;
        return random.Below(7, 7) switch
        {
            0 => new FloatParameter(name, low, low + width, Condition: condition),
            1 => new FloatParameter(name, width / 1000, width, Log: true, Condition: condition),
            2 => new FloatParameter(name, low, low + width, Step: width / (1 + random.Below(8, 60) + random.Uniform(9)), Condition: condition),
            3 => new IntParameter(name, whole, whole + 1 + random.Below(10, 300), Condition: condition),
            4 => new IntParameter(name, whole, whole + 20 + random.Below(10, 300), Step: 1 + random.Below(11, 19), Condition: condition),
            5 => new IntParameter(name, 1 + random.Below(12, 10), 20 + random.Below(13, 100_000), Log: true, Condition: condition),
            _ => new CategoricalParameter(name, [.. new object[] { "a", 1L, 2.5, true, "b", 7.0 }.Take(1 + random.Below(14, 6))], condition),
        };
    }
}

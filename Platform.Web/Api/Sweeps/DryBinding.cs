using Platform.Core;
using Platform.Core.Experiments;
using Search;
using Training.Core;

namespace Platform.Web.Api;

/// <summary>Binds extreme points of a space to training specs, so that combinations that training would refuse are found before launch.</summary>
internal static class DryBinding
{
    private const int MostCombinations = 500;

    /// <summary>What training says against the corners of the space: every combination of choices (at most 500, evenly chosen) with all ranges at their low and at their high ends; those that the space's constraints exclude are passed over.</summary>
    public static IReadOnlyList<FieldError> Check(SweepSpec spec, SearchSpace space)
    {
        var errors = new List<FieldError>();
        foreach (var point in Corners(space).Where(space.Contains))
        {
            try
            {
                TrainingSpec.Parse(spec.FieldsOf(point, trialSeed: 1));
            }
            catch (SpecException error)
            {
                errors.AddRange(error.Errors.Select(e => new FieldError(Path(spec, space, e.Field), e.Message)));
            }
        }

        return [.. errors.Distinct()];
    }

    private static IEnumerable<ParameterSet> Corners(SearchSpace space)
    {
        var choices = space.Parameters.OfType<ChoiceParameter>().ToArray();
        var combinations = choices.Aggregate(1L, (product, p) => Math.Min(product * p.Choices.Count, long.MaxValue / 1_000));
        var taken = Math.Min(combinations, MostCombinations);
        for (long i = 0; i < taken; i++)
        {
            var combination = (long)((Int128)i * combinations / taken);
            foreach (var high in new[] { false, true })
                yield return Corner(space, choices, combination, high);
        }
    }

    private static ParameterSet Corner(SearchSpace space, ChoiceParameter[] choices, long combination, bool high)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var choice in choices)
        {
            values[choice.Name] = choice.Choices[(int)(combination % choice.Choices.Count)];
            combination /= choice.Choices.Count;
        }

        foreach (var parameter in space.Parameters)
        {
            if (parameter is FloatParameter real)
                values[real.Name] = high ? real.High : real.Low;
            else if (parameter is IntParameter whole)
                values[whole.Name] = high ? whole.Low + (whole.Levels - 1) * whole.Step : whole.Low;
            else if (parameter is FrozenParameter frozen)
                values[frozen.Name] = frozen.Value;
        }

        return new ParameterSet(space.Active(values).Select(p => KeyValuePair.Create(p.Name, values[p.Name])));
    }

    private static string Path(SweepSpec spec, SearchSpace space, string field) =>
        space.Find(field) is not null ? $"space.{field}" : spec.Fixed.ContainsKey(field) ? $"fixed.{field}" : field;
}

using Platform.Core;
using Platform.Core.Experiments;
using Search;
using Training.Core;
using Training.Core.Data;
using Training.Core.Models;

namespace Platform.Web.Api;

/// <summary>Checks that every model family a sweep can try can learn from its data set.</summary>
internal static class FamilyChecks
{
    /// <summary>One error where the families stand; none when all take such samples.</summary>
    public static IEnumerable<FieldError> Check(SweepSpec spec, SearchSpace space, DatasetInfo data)
    {
        var fitting = ModelCatalog.For(data.Samples).Select(family => family.Name).ToArray();
        var (path, tried) = Tried(spec, space);
        var byDefault = spec.Fixed.ContainsKey("model") || path != "fixed.model" ? "" : ", the default,";
        var wrong = tried.Where(name => ModelCatalog.Names.Contains(name, StringComparer.Ordinal) && !fitting.Contains(name, StringComparer.Ordinal)).ToArray();
        if (wrong.Length > 0)
            yield return new FieldError(path, $"{string.Join(" and ", wrong.Select(name => $"'{name}'"))}{byDefault} cannot learn from '{data.Name}', which is {SampleKinds.Words(data.Samples)}. Use {string.Join(", ", fitting)}.");
    }

    /// <summary>One error for each field that no trial of the sweep would use, wherever it stands.</summary>
    public static IEnumerable<FieldError> CheckIdle(SweepSpec spec, SearchSpace space, SampleKind samples)
    {
        var families = Tried(spec, space).Names;
        return spec.Fixed.Select(field => (Path: $"fixed.{field.Key}", Name: field.Key)).Concat(space.Parameters.Select(parameter => (Path: $"space.{parameter.Name}", parameter.Name)))
            .Select(place => (place.Path, Why: TrainingFields.Find(place.Name)?.WhyIdle(samples, families)))
            .Where(place => place.Why is not null)
            .Select(place => new FieldError(place.Path, $"{place.Why} Leave it out."));
    }

    private static (string Path, IReadOnlyList<string> Names) Tried(SweepSpec spec, SearchSpace space) => space.Find("model") switch
    {
        ChoiceParameter choice => ("space.model", [.. choice.Choices.OfType<string>()]),
        FrozenParameter { Value: string frozen } => ("space.model", [frozen]),
        not null => ("space.model", []), // the space's own checks speak of it
        null => spec.Fixed.GetValueOrDefault("model") is string given ? ("fixed.model", [given]) : ("fixed.model", [(string)TrainingFields.Get("model").Default]),
    };
}

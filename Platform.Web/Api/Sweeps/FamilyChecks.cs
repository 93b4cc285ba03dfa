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
            yield return new FieldError(path, $"{string.Join(" and ", wrong.Select(name => $"'{name}'"))}{byDefault} cannot learn from '{data.Name}', which is {Words(data.Samples)}. Use {string.Join(", ", fitting)}.");
    }

    private static (string Path, IReadOnlyList<string> Names) Tried(SweepSpec spec, SearchSpace space) => space.Find("model") switch
    {
        ChoiceParameter choice => ("space.model", [.. choice.Choices.OfType<string>()]),
        FrozenParameter { Value: string frozen } => ("space.model", [frozen]),
        not null => ("space.model", []), // the space's own checks speak of it
        null => spec.Fixed.GetValueOrDefault("model") is string given ? ("fixed.model", [given]) : ("fixed.model", [(string)TrainingFields.Get("model").Default]),
    };

    private static string Words(SampleKind samples) => samples switch
    {
        SampleKind.Image => "images",
        SampleKind.Table => "a table",
        SampleKind.Text => "text",
        _ => "a time series",
    };
}

using System.Text.Json;
using Platform.Core.Experiments;

namespace Platform.Core.OpenStudies;

/// <summary>Everything that defines a study whose trials run outside the platform.</summary>
/// <param name="Name">For people, at most 200 characters; not an identity.</param>
/// <param name="Space">The space in the JSON form of <see cref="Search.SearchSpace"/>.</param>
/// <param name="Directions">One an objective, at least one; intermediate values are of the first.</param>
/// <param name="Seed">With the trial number it fixes every random draw, 0 to 2^53 − 1.</param>
/// <param name="Trials">How many trials may be asked for; null for no bound.</param>
/// <param name="MaxEpochs">How many intermediate values a trial may report, at least 1.</param>
public sealed record StudySpec(
    string Name, JsonElement Space, ComponentChoice Sampler, ComponentChoice Pruner, IReadOnlyList<Direction> Directions, long Seed, int? Trials, int MaxEpochs)
{
    /// <summary>Earlier results to learn from, the most trusted first; with one objective only.</summary>
    public IReadOnlyList<PastResults> PastResults { get; init; } = [];

    /// <summary>A value of an objective as the search wants it, smaller is better, or back again. Never negative zero, which JSON does not keep.</summary>
    public double Turn(int objective, double value) => (Directions[objective] == Direction.Maximize ? -value : value) + 0.0;
}

using System.Text.Json.Serialization;
using Platform.Core.Registry;

namespace Platform.Core.Views;

/// <summary>A registered model with its versions (1 first), where its aliases point now, and how they moved (newest first).</summary>
public sealed record ModelView(
    string Name, IReadOnlyList<ModelVersionRegistered> Versions, IReadOnlyDictionary<string, int> Aliases, IReadOnlyList<AliasMoved> History)
{
    /// <summary>What is said about the model and its versions.</summary>
    [JsonIgnore]
    public ModelEntry Entry { get; init; } = ModelEntry.Initial;

    /// <summary>The conditions of promotions; null if none were ever set.</summary>
    public PromotionGatesSet? Gates { get; init; }

    /// <summary>Each time that a version was held against them, newest first.</summary>
    public IReadOnlyList<PromotionEvaluated> Evaluations { get; init; } = [];

    /// <summary>What is written about the model for those who use it; null if nothing ever was.</summary>
    public ModelCardWritten? Card { get; init; }

    /// <summary>When anything of it changed last.</summary>
    [JsonIgnore]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The versions that were not taken out of the registry, 1 first.</summary>
    [JsonIgnore]
    public IEnumerable<ModelVersionRegistered> Live => Versions.Where(version => !Entry.Of(version.Version).Deleted);

    /// <summary>The model as those see it who count no places: without the versions that were taken out.</summary>
    public ModelView WithoutDeleted() => this with { Versions = [.. Live] };
}

using Search;
using Training.Core;
using Training.Core.Data;

namespace Platform.Web.Api;

/// <summary>What a sweep can be made of.</summary>
internal sealed record CatalogueAnswer(IReadOnlyList<FieldItem> Fields, IReadOnlyList<CatalogEntry> Samplers, IReadOnlyList<CatalogEntry> Pruners, IReadOnlyList<ModelFamily> Models);

/// <summary>A training field; see <see cref="TrainingField"/>.</summary>
/// <param name="SearchLow">Lower end of a sensible first search range.</param>
/// <param name="SearchHigh">Upper end of it.</param>
/// <param name="For">The kinds of samples that it is for.</param>
/// <param name="IdleIn">Model families in which it has no effect although its condition holds.</param>
internal sealed record FieldItem(
    string Name, string Title, string Type, object Default, string Help, double? Low, double? High, IReadOnlyList<object>? Choices, string? Unit, FieldCondition? When,
    bool Searchable, bool LogScale, double? SearchLow, double? SearchHigh, IReadOnlyList<SampleKind> For, IReadOnlyList<string> IdleIn);

/// <summary>A model family and the fields that only it has.</summary>
internal sealed record ModelFamily(string Name, IReadOnlyList<string> Fields);

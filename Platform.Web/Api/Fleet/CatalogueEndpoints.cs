using Search;
using Training.Core;
using Training.Core.Data;

namespace Platform.Web.Api;

/// <summary>/datasets and /catalogue: what a sweep can be made of.</summary>
internal static class CatalogueEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/datasets", (PlatformFolders folders) => Results.Ok(new ItemList<DatasetInfo>(DatasetCatalog.All(folders.Data))))
            .WithTags("Catalogue").WithName("ListDatasets").WithSummary("Known data sets, with how to get those that are missing").Produces<ItemList<DatasetInfo>>();
        api.MapGet("/catalogue", () => Results.Ok(Catalogue))
            .WithTags("Catalogue").WithName("ShowCatalogue").WithSummary("Training fields, samplers, pruners and model families").Produces<CatalogueAnswer>();
    }

    private static CatalogueAnswer Catalogue { get; } = new(
        [.. TrainingFields.All.Select(Describe)],
        Samplers.All,
        Pruners.All,
        [.. TrainingFields.Get("model").Choices!.Cast<string>().Select(m => new ModelFamily(m, [.. TrainingFields.All.Where(f => f.WhenModel == m).Select(f => f.Name)]))]);

    private static FieldItem Describe(TrainingField f) => new(
        f.Name, f.Title, f.Type, f.Default, f.Help, f.Low, f.High, f.Choices, f.Unit, f.When, f.Searchable, f.LogScale, f.SearchRange?.Low, f.SearchRange?.High);
}

using Platform.Core;
using Platform.Web.Labels;
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
        api.MapGet("/datasets/{name}", ShowAsync)
            .WithTags("Catalogue").WithName("ShowDataset").WithSummary("A data set's rows, columns, classes and warnings; opens its files").Produces<DatasetProfile>().Refuses(400, 404);
        api.MapGet("/catalogue", () => Results.Ok(Catalogue))
            .WithTags("Catalogue").WithName("ShowCatalogue").WithSummary("Training fields, samplers, pruners and model families").Produces<CatalogueAnswer>();
    }

    private static async Task<IResult> ShowAsync(string name, PlatformFolders folders, DatasetProfiles profiles, CancellationToken cancellation)
    {
        if (DatasetCatalog.All(folders.Data).All(known => known.Name != name))
            throw new NotFoundException($"There is no data set '{name}'. The data sets are listed at /api/v1/datasets.");
        try
        {
            return Results.Ok(await Task.Run(() => profiles.Of(DatasetCatalog.Open(name, folders.Data)), cancellation));
        }
        catch (DatasetException wrong)
        {
            throw new InvalidInputException("name", wrong.Message);
        }
    }

    private static CatalogueAnswer Catalogue { get; } = new(
        [.. TrainingFields.All.Select(Describe)],
        Samplers.All,
        Pruners.All,
        [.. TrainingFields.Get("model").Choices!.Cast<string>().Select(m => new ModelFamily(m, [.. TrainingFields.All.Where(f => f.WhenModel == m).Select(f => f.Name)]))]);

    private static FieldItem Describe(TrainingField f) => new(
        f.Name, f.Title, f.Type, f.Default, f.Help, f.Low, f.High, f.Choices, f.Unit, f.When, f.Searchable, f.LogScale, f.SearchRange?.Low, f.SearchRange?.High, f.For, f.IdleIn);
}

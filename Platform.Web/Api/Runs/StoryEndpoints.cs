using Platform.Core;
using Platform.Core.Stories;

namespace Platform.Web.Api;

/// <summary>/trials/{id}/story: what happened to a run and why.</summary>
internal static class StoryEndpoints
{
    public static void Map(RouteGroupBuilder api) => api.MapGroup("/trials").WithTags("Runs")
        .MapGet("/{id}/story", StoryAsync).WithName("TrialStory")
        .WithSummary("A run's story in plain words: why it was suggested, waited, was resumed or stopped").Produces<ItemList<StoryLine>>().Refuses(404, 410);

    private static async Task<IResult> StoryAsync(string id, TrialStories stories, CancellationToken cancellation) =>
        Results.Ok(new ItemList<StoryLine>(await stories.ReadAsync(Ids.Run(id), cancellation)
            ?? throw new NotFoundException($"There is no run '{id}'. A sweep's runs are listed at /api/v1/sweeps/ID/trials.", StreamNames.Trial(id))));
}

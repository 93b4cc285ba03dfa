using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>/silos and /queue: who works, and who waits.</summary>
internal static class FleetEndpoints
{
    /// <summary>How long a silo that fell silent is still shown, with the time when it was last seen.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/silos", SilosAsync).WithTags("Platform").WithName("ListSilos").WithSummary("Worker nodes as they last reported themselves").Produces<ItemList<SiloView>>();
        api.MapGet("/queue", QueueAsync).WithTags("Platform").WithName("ShowQueue").WithSummary("Sweeps that want slots, in the order in which they are served: what the silos' scheduler holds").Produces<ItemList<QueueView>>();
    }

    private static async Task<IResult> SilosAsync(SiloTable silos, CancellationToken cancellation) =>
        Results.Ok(new ItemList<SiloView>(await silos.LiveAsync(Remembered, cancellation)));

    private static async Task<IResult> QueueAsync(LaneQueueView queue, CancellationToken cancellation) =>
        Results.Ok(new ItemList<QueueView>(await queue.ReadAsync(cancellation)));
}

using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>/health: 200 once everything is up, which means that the database answers with its tables and a silo reports itself.</summary>
internal static class HealthEndpoint
{
    public const string Path = "/health";

    /// <summary>A silo that said nothing for this long counts as gone; it reports itself every second.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void Map(WebApplication app) =>
        app.MapGet(Path, CheckAsync).WithName("Health").WithTags("Platform").WithSummary("Whether the platform is up").Produces<HealthAnswer>().Refuses(503);

    private static async Task<IResult> CheckAsync(SiloTable table, DatabaseStartup database, IConfiguration configuration, CancellationToken cancellation)
    {
        if (!database.IsReady)
            throw new ServiceUnavailableException("The database has not answered yet. Check that PostgreSQL runs and that ConnectionStrings__Platform names it.", TimeSpan.FromSeconds(1));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        int live;
        try
        {
            live = (await table.LiveAsync(Silence, limit.Token)).Count;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ServiceUnavailableException($"The database did not answer within {Patience.TotalSeconds} s.", TimeSpan.FromSeconds(1));
        }

        if (live == 0 && configuration.GetValue("Web:RequireSilo", defaultValue: true))
            throw new ServiceUnavailableException("No silo reports itself, so nothing would be trained. Start one, or set Web__RequireSilo=false for a web server alone.", TimeSpan.FromSeconds(1));
        return Results.Ok(new HealthAnswer("ok", "ok", live));
    }
}

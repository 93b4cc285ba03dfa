using System.Text;
using Platform.Core.Telemetry;
using Platform.Core.Views;
using Platform.Web.Output;

namespace Platform.Web.Api;

/// <summary>What programs wrote to their consoles and silos to their logs, as text files.</summary>
internal static class ConsoleEndpoints
{
    private const string Text = "text/plain; charset=utf-8";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/tracking/runs/{id}/console", ConsoleAsync).WithTags("Tracked runs").WithName("TrackedRunConsole")
            .WithSummary("What a tracked run's program wrote to its console, as it was written").Produces<string>(200, "text/plain").Refuses(404);
        api.MapGet("/trials/{id}/log", LogAsync).WithTags("Runs").WithName("TrialLog").WithSummary("What silos logged about a run: time (UTC), level, text").Produces<string>(200, "text/plain").Refuses(404);
    }

    private static async Task<IResult> ConsoleAsync(string id, RunConsole console, CancellationToken cancellation)
    {
        var parts = id.Contains('\0', StringComparison.Ordinal) ? [] : await console.PartsAsync(id, cancellation);
        return parts.Count > 0
            ? Results.Stream(body => console.CopyAsync(parts, body, cancellation), Text, $"{id}.log")
            : throw new NotFoundException($"'{(id.Length <= 100 ? id : id[..100] + "…")}' is no run that kept its console output. The .NET client keeps it with RunOptions.CaptureConsole.");
    }

    private static async Task<IResult> LogAsync(string id, PlatformViews views, TrialTelemetry telemetry, CancellationToken cancellation)
    {
        await views.RequireRunAsync(id, cancellation);
        return Results.Stream(
            async body =>
            {
                for (var after = 0L; await telemetry.OutputAsync(id, after, cancellation) is { Version: var last, Logged: var logged } && last > after; after = last)
                    await body.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(logged.Select(TrialLogText.Of))), cancellation);
            },
            Text, $"{id}.log");
    }
}

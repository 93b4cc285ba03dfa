using System.Buffers;
using Platform.Core;
using Platform.Core.History;
using Platform.Core.Import;
using Platform.Core.Import.Archive;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;

namespace Platform.Web.Api;

/// <summary>/tracking/runs/{id}: one tracked run, now or as it was.</summary>
internal static class TrackedRunEndpoints
{
    private const int PartBytes = 1 << 15; // of what is measured, at once

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/tracking/runs/{id}", ShowAsync).WithTags("Tracked runs").WithName("TrackedRun")
            .WithSummary("A tracked run with the latest of its metrics; query: " + QueryInput.AsOfWords).Produces<TrackedRunAnswer>().Refuses(400, 404);
        api.MapGet("/tracking/runs/{id}/measured", MeasuredAsync).WithTags("Tracked runs").WithName("TrackedRunMeasured")
            .WithSummary("What a tracked run measured of logged models, as JSON lines: model_id, dataset_name and dataset_digest where there is a data set, point (key, step, time in Unix milliseconds, value)")
            .Produces<string>(200, "application/x-ndjson").Refuses(404);
    }

    private static async Task<IResult> ShowAsync(string id, HttpRequest request, TrackingViews views, PastViews past, CancellationToken cancellation)
    {
        var name = id.Length <= 100 ? id : id[..100] + "…";
        var run = await views.RunWithMetricsAsync(id, cancellation) ?? throw new NotFoundException($"There is no tracked run '{name}'.", StreamNames.Run(id));
        if (await QueryInput.MomentAsync(request, past, cancellation) is { } moment)
            run = await past.RunAsync(id, moment, cancellation) ?? throw QueryInput.NotYet($"tracked run '{name}'");
        return Results.Ok(TrackedRunAnswer.Of(run));
    }

    private static async Task<IResult> MeasuredAsync(string id, TrackingViews views, LoggedModelViews models, CancellationToken cancellation)
    {
        if (id.Contains('\0', StringComparison.Ordinal) || await views.RunAsync(id, cancellation) is null)
            throw new NotFoundException($"There is no tracked run '{(id.Length <= 100 ? id : id[..100] + "…")}'.", StreamNames.Run(id));
        return Results.Stream(
            async body =>
            {
                var lines = new ArrayBufferWriter<byte>(2 * PartBytes);
                await foreach (var metric in models.MeasuredByAsync(id, cancellation))
                {
                    MeasuredJson.Write(lines, new MeasuredPoint(metric.ModelId, new SourcePoint(metric.Key, metric.Step, metric.Time, metric.Value), metric.DatasetName, metric.DatasetDigest));
                    if (lines.WrittenCount < PartBytes)
                        continue;
                    await body.WriteAsync(lines.WrittenMemory, cancellation);
                    lines.ResetWrittenCount();
                }
                await body.WriteAsync(lines.WrittenMemory, cancellation);
            },
            "application/x-ndjson");
    }
}

using Npgsql;
using Platform.Core.Artifacts;
using Platform.Core.Journal;

namespace Platform.Web.Api.Mlflow;

/// <summary>Collects files that nothing needs any more, an hour after the start and then once a day.</summary>
internal sealed class ArtifactCollection(ArtifactCollector collector, ArtifactRetention retention, TimeProvider time, ILogger<ArtifactCollection> logger) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromHours(1);
    private static readonly TimeSpan Between = TimeSpan.FromDays(1);
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var pause = First; ; pause = Between)
            {
                await Task.Delay(pause, time, stoppingToken);
                await TryAsync(TimeSpan.FromDays(retention.Days), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("The collection of files ends with its server.");
        }
    }

    private async Task TryAsync(TimeSpan keepDeleted, CancellationToken stop)
    {
        try
        {
            await collector.CollectAsync(keepDeleted, Grace, stop);
        }
        catch (Exception error) when (error is NpgsqlException or JournalUnavailableException or IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("The collection of files failed and is repeated in {Hours} hours: {Error}", Between.TotalHours, error.Message);
        }
    }
}

using Npgsql;
using Platform.Core.Artifacts;
using Platform.Core.Journal;

namespace Platform.Web.Api.Mlflow;

/// <summary>Collects files that nothing needs any more, an hour after the start and then once a day.</summary>
internal sealed class ArtifactCollection(ArtifactCollector collector, IConfiguration configuration, TimeProvider time, ILogger<ArtifactCollection> logger) : BackgroundService
{
    /// <summary>The setting that says for how many days a deleted run keeps its files; 0 or more.</summary>
    public const string KeepDeletedKey = "Tracking:KeepDeletedDays";

    private const double DefaultKeepDeleted = 30;
    private static readonly TimeSpan First = TimeSpan.FromHours(1);
    private static readonly TimeSpan Between = TimeSpan.FromDays(1);
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var keep = configuration.GetValue(KeepDeletedKey, DefaultKeepDeleted);
        if (!(keep is >= 0 and <= 36_500))
            throw new ConfigurationException($"{KeepDeletedKey} is {keep}; give days from 0 to 36500.");
        try
        {
            for (var pause = First; ; pause = Between)
            {
                await Task.Delay(pause, time, stoppingToken);
                await TryAsync(TimeSpan.FromDays(keep), stoppingToken);
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
        catch (Exception error) when (error is NpgsqlException or JournalUnavailableException or IOException)
        {
            logger.LogWarning("The collection of files failed and is repeated in {Hours} hours: {Error}", Between.TotalHours, error.Message);
        }
    }
}

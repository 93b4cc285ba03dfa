using Npgsql;
using Platform.Core;
using Platform.Core.Artifacts;
using Platform.Core.Erasures;
using Platform.Core.Journal;

namespace Platform.Web.Api.Mlflow;

/// <summary>Erases what was deleted long ago, if that is wanted, collects files that nothing needs any more, and forgets answers that nobody asks for again: an hour after the start and then once a day.</summary>
internal sealed class ArtifactCollection(
    ArtifactCollector collector, ArtifactRetention retention, ErasureRetention erasures, ContentEraser eraser, ErasurePolicy policy, CommandRetention commands, TimeProvider time, ILogger<ArtifactCollection> logger) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromHours(1);
    private static readonly TimeSpan Between = TimeSpan.FromDays(1);
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);
    private static readonly TimeSpan Answers = TimeSpan.FromDays(7); // whoever could ask again has done so long before

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var pause = First; ; pause = Between)
            {
                await Task.Delay(pause, time, stoppingToken);
                await TryAsync("erasure of what was deleted", EraseAsync, stoppingToken);
                await TryAsync("collection of files", stop => collector.CollectAsync(TimeSpan.FromDays(retention.Days), Grace, stop), stoppingToken);
                await TryAsync("clearing of what silos were answered", stop => commands.ForgetAsync(Answers, stop), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("The collection of files ends with its server.");
        }
    }

    // What others erased since the last look has left old rows too.
    private async Task EraseAsync(CancellationToken stop)
    {
        var erased = policy.Days is { } days ? await erasures.EraseDueAsync(TimeSpan.FromDays(days), stop: stop) : await eraser.ResumeAsync(stop);
        if (erased > 0 || await erasures.AnySinceAsync(time.GetUtcNow() - Between - First, stop))
            await eraser.CleanUpAsync(stop);
    }

    private async Task TryAsync(string what, Func<CancellationToken, Task> act, CancellationToken stop)
    {
        try
        {
            await act(stop);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            logger.LogError(error, "The {What} failed and is repeated in {Hours} hours.", what, Between.TotalHours);
        }
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Telemetry;

namespace Platform.Silo.Telemetry;

/// <summary>Records what was logged about trials, every two seconds one event for each that said something. What cannot be recorded is in the silo's own log only.</summary>
public sealed class TrialOutputRecorder(TrialOutput output, EventJournal journal, SiloOptions options, TimeProvider time, ILogger<TrialOutputRecorder> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(FarewellPatience, time);
        await RecordAsync(patience.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RecordAsync(CancellationToken.None);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("What is logged about trials from now on is recorded at the end.");
        }
    }

    private async Task RecordAsync(CancellationToken stop)
    {
        foreach (var (trial, lines, leftOut) in output.Take())
        {
            try
            {
                var logged = new TrialOutputLogged(options.Id, lines, leftOut, time.GetUtcNow());
                await journal.AppendAsync(new AppendRequest(StreamNames.Telemetry(trial), StreamNames.TelemetryType, StreamAppend.Any, logged), stop);
            }
            catch (Exception error) when (Transient.IsTransient(error) || error is JournalUnavailableException or OperationCanceledException)
            {
                logger.LogWarning("{Count} lines of the log of run {Trial} could not be recorded: {Error}", lines.Count, trial, error.Message);
            }
        }
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Telemetry;

namespace Platform.Silo.Telemetry;

/// <summary>Records what was logged about trials, every five seconds one event for each that said something. What cannot be recorded is counted and told with the next lines.</summary>
public sealed class TrialOutputRecorder(TrialOutput output, EventJournal journal, SiloOptions options, TimeProvider time, ILogger<TrialOutputRecorder> logger) : BackgroundService
{
    private const int MostWaiting = 500;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);

    private readonly Queue<(string Trial, TrialOutputLogged Logged, string Command)> _waiting = new();
    private readonly Dictionary<string, int> _lost = new(StringComparer.Ordinal); // lines that could not be recorded, told with the next that can

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
                await RecordAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("What is logged about trials from now on is recorded at the end.");
        }
    }

    // Whatever goes wrong here, trials go on: no error leaves. While the database is away the events wait, then the oldest are lost.
    private async Task RecordAsync(CancellationToken stop)
    {
        foreach (var (trial, lines, leftOut) in output.Take())
        {
            _lost.Remove(trial, out var lost);
            _waiting.Enqueue((trial, new TrialOutputLogged(options.Id, lines, leftOut + lost, time.GetUtcNow()), CommandRetention.NewId()));
        }
        while (_waiting.Count > MostWaiting)
            Lose(_waiting.Dequeue(), "the database has not taken them for too long");
        while (_waiting.TryPeek(out var next))
        {
            try
            {
                await journal.AppendAsync(
                    new AppendRequest([new StreamAppend(StreamNames.Telemetry(next.Trial), StreamNames.TelemetryType, StreamAppend.Any, [next.Logged])], next.Command), stop);
                _waiting.Dequeue();
            }
            catch (Exception error) when (Transient.IsTransient(error) || error is JournalUnavailableException or OperationCanceledException)
            {
                return; // the same command is sent again, and written once
            }
            catch (Exception error)
            {
                Lose(_waiting.Dequeue(), error.Message);
            }
        }
    }

    private void Lose((string Trial, TrialOutputLogged Logged, string Command) lost, string why)
    {
        _lost[lost.Trial] = _lost.GetValueOrDefault(lost.Trial) + lost.Logged.LeftOut + lost.Logged.Lines.Count;
        logger.LogWarning("{Count} lines of the log of trial {Trial} could not be recorded: {Why}", lost.Logged.Lines.Count, lost.Trial, why);
    }
}

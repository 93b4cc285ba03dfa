using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Client.Machine;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Telemetry;
using Platform.Silo.Trials;

namespace Platform.Silo.Telemetry;

/// <summary>
/// Samples every few seconds what the machine and this process use, and records it for every trial in training: one event for each attempt and minute, and one at
/// its end. Training never waits for it. While the database is away the events wait in memory, at most <see cref="MostWaiting"/>; then the oldest are lost.
/// </summary>
public sealed class MachineUseRecorder(EventJournal journal, RunningTrials running, SiloOptions options, TimeProvider time, ILogger<MachineUseRecorder> logger) : BackgroundService
{
    /// <summary>Events that wait at most: about an hour of eight trials.</summary>
    internal const int MostWaiting = 500;

    private static readonly TimeSpan Together = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<(string Trial, int Attempt), UseSamples> _gathering = [];
    private readonly ConcurrentQueue<UseSamples> _waiting = new();
    private Task _writing = Task.CompletedTask;
    private UseSamples? _atHand; // of the writing: taken out, so that nobody drops it meanwhile, and not yet recorded
    private bool _silent, _blind;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Close(_gathering.Keys.ToList());
        using var patience = new CancellationTokenSource(FarewellPatience, time);
        await Task.WhenAny(_writing, Task.Delay(FarewellPatience, time, patience.Token));
        if (_writing.IsCompleted)
            await WriteAsync(patience.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.SampleEvery is not { } every)
            return;
        UseSampler? sampler = null;
        using var timer = new PeriodicTimer(every, time);
        try
        {
            do
            {
                sampler = Sample(sampler);
                if (_writing.IsCompleted)
                    _writing = WriteAsync(CancellationToken.None);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("The last sample of the machine's use has been taken.");
        }
    }

    // Whatever goes wrong costs a sample; trials go on. The first sample only says from when on use is counted.
    private UseSampler? Sample(UseSampler? sampler)
    {
        try
        {
            if (sampler is not null)
            {
                Take(sampler.Sample(), time.GetUtcNow());
                return sampler;
            }
            var first = new UseSampler(time);
            first.Sample();
            return first;
        }
        catch (Exception error)
        {
            if (!_blind)
                logger.LogWarning(error, "The machine's use could not be sampled.");
            _blind = true;
            return sampler;
        }
    }

    // A trial that has ended since the sample before is not given this one: it says as much of what came after.
    private void Take(IReadOnlyList<KeyValuePair<string, double>> sample, DateTimeOffset now)
    {
        var alive = running.All.Where(trial => trial.Attempt > 0).Select(trial => (trial.TrialId, trial.Attempt)).ToHashSet();
        foreach (var attempt in alive)
        {
            if (!_gathering.TryGetValue(attempt, out var samples))
                _gathering.Add(attempt, samples = new UseSamples(attempt.TrialId, attempt.Attempt, 0, now));
            samples.Add(sample, now);
        }
        Close(_gathering.Where(entry => !alive.Contains(entry.Key)).Select(entry => entry.Key).ToList());
        foreach (var (attempt, samples) in _gathering.Where(entry => now - entry.Value.Since >= Together).ToList())
        {
            Close([attempt]);
            _gathering.Add(attempt, new UseSamples(attempt.Trial, attempt.Attempt, samples.NextStep, now));
        }
    }

    private void Close(List<(string Trial, int Attempt)> attempts)
    {
        foreach (var attempt in attempts)
        {
            _gathering.Remove(attempt, out var samples);
            if (samples is { Batch.Count: > 0 })
                _waiting.Enqueue(samples);
        }
        while (_waiting.Count > MostWaiting && _waiting.TryDequeue(out _))
            logger.LogWarning("Samples of the machine's use were lost: the database has not taken them for too long.");
    }

    // What could not be written because the database is away is tried again with the next sample. Whatever goes wrong, trials go on.
    private async Task WriteAsync(CancellationToken stop)
    {
        while ((_atHand ??= _waiting.TryDequeue(out var next) ? next : null) is { } samples)
        {
            try
            {
                var use = MachineUseSampled.Of(samples.Attempt, options.Id, samples.Batch, time.GetUtcNow());
                await journal.AppendAsync(
                    new AppendRequest([new StreamAppend(StreamNames.Telemetry(samples.TrialId), StreamNames.TelemetryType, StreamAppend.Any, [use])], samples.CommandId), stop);
                _atHand = null;
                _silent = false;
            }
            catch (Exception error) when (Transient.IsTransient(error) || error is JournalUnavailableException or OperationCanceledException)
            {
                if (!_silent)
                    logger.LogWarning("The machine's use could not be recorded and will be later: {Error}", error.Message);
                _silent = true;
                return;
            }
            catch (Exception error)
            {
                logger.LogError(error, "Samples of the machine's use during trial {Trial} cannot be recorded; they are left out.", samples.TrialId);
                _atHand = null;
            }
        }
    }
}

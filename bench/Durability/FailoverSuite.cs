using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Core.Views;
using Search;

namespace Bench.Durability;

/// <summary>
/// How soon a silo is replaced: two silos train a sweep of two lanes, one of them is killed with SIGKILL in the middle of a trial, and the other takes the trial up. Then one is
/// asked to end, by SIGTERM. How often is said by the environment variable BENCH_KILLS (6 if it is not set).
/// </summary>
public static partial class FailoverSuite
{
    private const int UsualKills = 6;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Kills and stops so many times and says how long it took.</summary>
    /// <exception cref="TimeoutException">A silo did not come up, or was never replaced.</exception>
    public static async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(context);
        var kills = int.Parse(Environment.GetEnvironmentVariable("BENCH_KILLS") is { Length: > 0 } given ? given : UsualKills.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        ArgumentOutOfRangeException.ThrowIfLessThan(kills, 1);
        await using var silos = await context.StartKilledSilos(cancel);
        await using var database = JournalDataSource.Create(silos.Database, "bench");
        await JournalSchema.EnsureAsync(database, cancel);
        await using var journal = new EventJournal(database, PlatformEvents.Types, PlatformProjections.All);
        var (resumed, batch, ended, handed) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var kill = 0; kill < kills; kill++)
        {
            var (untilResumed, untilBatch) = await LoseAsync(silos, database, journal, silos.KillAsync, cancel);
            resumed.Add(untilResumed.TotalSeconds);
            batch.Add(untilBatch.TotalSeconds);
            var gone = TimeSpan.Zero;
            var (untilHanded, _) = await LoseAsync(silos, database, journal, async process =>
            {
                var asked = Stopwatch.GetTimestamp();
                await silos.StopAsync(process);
                gone = Stopwatch.GetElapsedTime(asked);
            }, cancel);
            ended.Add(gone.TotalSeconds);
            handed.Add(untilHanded.TotalSeconds);
            context.Say(string.Create(CultureInfo.InvariantCulture,
                $"{kill + 1} of {kills}: resumed {resumed[^1]:0.00} s and first batch {batch[^1]:0.00} s after SIGKILL; ended {ended[^1]:0.00} s and resumed {handed[^1]:0.00} s after SIGTERM"));
        }
        return new BenchResult("failover", Machine.Describe(),
            [Case("resumed_after_sigkill", resumed), Case("first_batch_after_sigkill", batch), Case("ended_after_sigterm", ended), Case("resumed_after_sigterm", handed)]);
    }

    private static BenchCase Case(string name, List<double> seconds)
    {
        List<double> runs = [.. seconds.Select(value => Math.Round(value, 2))];
        return new(name, "s", runs.Order().ElementAt((runs.Count - 1) / 2), null, null, runs);
    }

    // Two silos, one of which is lost in the middle of a trial: how long until the other has taken the trial up, and until its first batch there.
    private static async Task<(TimeSpan Resumed, TimeSpan FirstBatch)> LoseAsync(
        IKilledSilos silos, Npgsql.NpgsqlDataSource database, EventJournal journal, Func<int, Task> lose, CancellationToken cancel)
    {
        var (commands, views, table) = (new PlatformCommands(journal), new PlatformViews(database), new SiloTable(database));
        int[] both = [await silos.StartSiloAsync(), await silos.StartSiloAsync()];
        await UntilAsync(async () => (await table.LiveAsync(Patience, cancel)).Count(silo => both.Contains(silo.ProcessId)) == 2, cancel);
        var id = StreamNames.NewExperimentId();
        await commands.ApplyAsync(id, new CreateExperiment(id, Spec, "bench", Now), stop: cancel);
        TrialView? trial = null;
        await UntilAsync(
            async () => (trial = (await views.TrialsOfAsync(id, cancel)).FirstOrDefault(t => t.Status == TrialStatus.Running && t.LastEpoch >= 2 && t.LastEpoch <= t.Epochs - 20)) is not null, cancel);
        var victim = (await table.LiveAsync(Patience, cancel)).Single(silo => silo.Id == trial!.Silo).ProcessId;

        var lost = Now;
        await lose(victim);
        TrialResumed? resumed = null;
        await UntilAsync(async () => (resumed = await ResumedAsync()) is not null, cancel);
        var survivor = both.Single(process => process != victim);
        DateTimeOffset? batch = null;
        await UntilAsync(() => Task.FromResult((batch = FirstBatch(silos.LogOf(survivor), trial!.Id, resumed!.Attempt)) is not null), cancel);
        await commands.ApplyAsync(id, new CancelExperiment("bench", "measured", Now), stop: cancel);
        await silos.KillAsync(survivor);
        return (resumed!.At - lost, batch!.Value - lost);

        async Task<TrialResumed?> ResumedAsync() =>
            (await journal.ReadStreamAsync(StreamNames.Trial(trial!.Id), cancellation: cancel)).Select(e => e.Data).OfType<TrialResumed>().FirstOrDefault(e => e.At > lost);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    // Epochs of a fraction of a second; more of them than are trained.
    private static SweepSpec Spec => new(
        "failover", "digits",
        ParameterSet.Of([("model", "mlp"), ("mlp.layers", 1L), ("mlp.width", 256L), ("train_samples", 4_000L), ("optimizer", "adam"), ("batch_size", 32L)]),
        JsonSerializer.SerializeToElement(new { learning_rate = new { type = "float", low = 1e-4, high = 1e-2, log = true } }),
        Objective.Default, new ComponentChoice("random"), new ComponentChoice("none"), Epochs: 1_000, Trials: 4, Parallelism: 2, Seed: 7, "cpu", Priority: 5);

    private static DateTimeOffset? FirstBatch(string log, string trial, int attempt) => FirstBatchLine().Matches(log)
        .Where(line => line.Groups["trial"].Value == trial && line.Groups["attempt"].Value == attempt.ToString(CultureInfo.InvariantCulture))
        .Select(line => (DateTimeOffset?)DateTimeOffset.Parse(line.Groups["at"].Value, CultureInfo.InvariantCulture)).FirstOrDefault();

    [GeneratedRegex(@"First batch of trial (?<trial>\S+), attempt (?<attempt>\d+), at (?<at>\S+), ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex FirstBatchLine();

    private static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(Look);
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException("Silos did not do what they are measured at within three minutes.");
            await ticks.WaitForNextTickAsync(cancel);
        }
    }
}

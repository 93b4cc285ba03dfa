using System.Text.Json;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Search;

namespace Bench.Web;

/// <summary>
/// A sweep that lives without training: its trials report epochs when told to. It is paused, so that no silo takes its trials; pages follow a paused sweep's
/// events as those of a running one. A silo that lives is said to train them: from one that is gone they would be taken back.
/// </summary>
public sealed class LiveSweep
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RunEnvironment Environment = new("0.1.0", "1.13.1", "openblas", 1, "cpu", "a processor", "linux");

    private readonly EventJournal _journal;
    private readonly SweepSpec _spec;
    private readonly string _silo;
    private readonly Dictionary<int, int> _epochs = [];
    private long _version = 2;

    private LiveSweep(EventJournal journal, string id, SweepSpec spec, string silo) => (_journal, Id, _spec, _silo) = (journal, id, spec, silo);

    /// <summary>The sweep's identity.</summary>
    public string Id { get; }

    /// <summary>Identity of a trial; numbers count from 1.</summary>
    public string TrialId(int number) => StreamNames.TrialId(Id, number);

    /// <summary>Makes the sweep with its first trials started on <paramref name="silo"/>, one that lives.</summary>
    public static async Task<LiveSweep> StartAsync(EventJournal journal, string silo, int trials, int epochs, int running, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var id = StreamNames.NewExperimentId();
        var spec = new SweepSpec(
            "live", "digits", ParameterSet.Empty, JsonSerializer.SerializeToElement(SeededSweep.Space.ToJson()), Objective.Default, new ComponentChoice("random"),
            new ComponentChoice("none"), epochs, trials, running, 1, "cpu", 5);
        var sweep = new LiveSweep(journal, id, spec, silo);
        await journal.AppendAsync(
            new AppendRequest(StreamNames.Experiment(id), StreamNames.ExperimentType, 0, new ExperimentCreated(id, spec, "bench", Start), new ExperimentPaused("bench", Start)), cancel);
        for (var number = 1; number <= running; number++)
            await sweep.BeginAsync(number, cancel);
        return sweep;
    }

    /// <summary>One epoch of a trial; after its last one the trial completes and, as long as there are any, another begins in its place.</summary>
    /// <returns>The trial that goes on: this one, the next, or 0 when none is left.</returns>
    public async Task<int> ReportAsync(int number, CancellationToken cancel)
    {
        var epoch = _epochs[number] + 1;
        var stream = StreamNames.Trial(TrialId(number));
        await _journal.AppendAsync(new AppendRequest([new StreamAppend(stream, StreamNames.TrialType, epoch + 1, [Epoch(number, epoch)])]), cancel);
        _epochs[number] = epoch;
        if (epoch < _spec.Epochs)
            return number;
        await _journal.AppendAsync(
            new AppendRequest(
            [
                new StreamAppend(stream, StreamNames.TrialType, epoch + 2, [new TrialCompleted(epoch, epoch, Accuracy(number, epoch), Start)]),
                new StreamAppend(StreamNames.Experiment(Id), StreamNames.ExperimentType, _version++, [new TrialFinished(number, TrialId(number), TrialStatus.Completed, Accuracy(number, epoch), epoch, Start)]),
            ]),
            cancel);
        _epochs.Remove(number);
        var next = (int)Math.Min(int.MaxValue, _epochs.Keys.Append(number).Max() + 1);
        if (next > _spec.Trials)
            return 0;
        await BeginAsync(next, cancel);
        return next;
    }

    private async Task BeginAsync(int number, CancellationToken cancel)
    {
        var values = ParameterSet.Of(
            ("learning_rate", Math.Pow(10, -5 + (4 * (number % 97 / 97.0)))), ("batch_size", 16L << (number % 6)), ("dropout", 0.6 * (number % 31 / 31.0)), ("model", "mlp"), ("mlp.width", 16L << (number % 6)));
        var id = TrialId(number);
        await _journal.AppendAsync(
            new AppendRequest(
            [
                new StreamAppend(StreamNames.Experiment(Id), StreamNames.ExperimentType, _version++, [new TrialProposed(number, id, values, "random", "Drawn at random.", 0, (number - 1) % _spec.Parallelism, Start)]),
                new StreamAppend(StreamNames.Trial(id), StreamNames.TrialType, 0,
                [
                    new TrialCreated(id, Id, number, values, _spec.FieldsOf(values, number), _spec.Objective, _spec.Epochs, _spec.Device, (number - 1) % _spec.Parallelism, null, Start),
                    new TrialStarted(1, _silo, Environment, "data", Start),
                ]),
            ]),
            cancel);
        _epochs[number] = 0;
    }

    private static double Accuracy(int number, int epoch) => 0.95 - (0.8 / (1 + epoch)) - (0.001 * (number % 50));

    private static EpochCompleted Epoch(int number, int epoch)
    {
        var accuracy = Accuracy(number, epoch);
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["train_accuracy"] = accuracy + 0.008, ["validation_accuracy"] = accuracy };
        return new EpochCompleted(1, epoch, -Math.Log(accuracy) * 0.9, -Math.Log(accuracy), metrics, 0.001, 1500, TimeSpan.FromSeconds(1), null, Start + TimeSpan.FromSeconds(epoch));
    }
}

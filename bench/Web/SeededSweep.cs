using System.Text.Json;
using Bench.Quality;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Search;

namespace Bench.Web;

/// <summary>
/// A sweep of thousands of trials that nobody trained: the events that training appends, written in bulk, so that pages can be measured with it. A random search
/// over two families of networks; the curves follow a power law whose end depends on the settings, a fifth of the trials is pruned and one in a hundred fails.
/// </summary>
public static class SeededSweep
{
    private const int AtOnce = 50; // trials of an append
    private const int Lanes = 8;
    private const long Seed = 1;
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RunEnvironment Environment = new("0.1.0", "1.13.1", "openblas", 1, "cpu", "a processor", "linux");

    /// <summary>The space: three numbers, a choice, and a width that belongs to each choice.</summary>
    public static SearchSpace Space { get; } = new(
    [
        new FloatParameter("learning_rate", 1e-5, 1e-1, Log: true), new IntParameter("batch_size", 16, 512, Log: true), new FloatParameter("dropout", 0, 0.6),
        new CategoricalParameter("model", ["mlp", "cnn"]), new IntParameter("mlp.width", 16, 512, Log: true, Condition: new When("model", "mlp")),
        new IntParameter("cnn.channels", 8, 128, Log: true, Condition: new When("model", "cnn")),
    ]);

    /// <summary>Makes a sweep that has completed and answers its identity. The same numbers give the same trials, under another identity.</summary>
    /// <param name="trials">1 to 100,000.</param>
    /// <param name="epochs">Epochs of an unpruned trial, from 3.</param>
    public static async Task<string> MakeAsync(EventJournal journal, int trials, int epochs, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 3);
        var id = StreamNames.NewExperimentId();
        var spec = new SweepSpec(
            $"{trials} seeded trials", "digits", ParameterSet.Empty, JsonSerializer.SerializeToElement(Space.ToJson()), Objective.Default, new ComponentChoice("random"),
            new ComponentChoice("median"), epochs, trials, Lanes, Seed, "cpu", 5);
        // Paused until it is whole, so that no silo begins a trial of it.
        await journal.AppendAsync(
            new AppendRequest(StreamNames.Experiment(id), StreamNames.ExperimentType, 0, new ExperimentCreated(id, spec, "bench", Start), new ExperimentPaused("bench", Start)), cancel);
        var (version, best, end) = (2L, (Id: (string?)null, Value: double.NegativeInfinity), Start);
        foreach (var numbers in Enumerable.Range(1, trials).Chunk(AtOnce))
        {
            var made = Array.ConvertAll(numbers, number => SeededTrial.Of(spec, id, number, Start, Lanes));
            var facts = made.SelectMany(trial => new ExperimentEvent[] { trial.Proposed, trial.Finished }).ToList();
            foreach (var trial in made.Where(t => t.Finished.Value > best.Value))
                best = (trial.Finished.TrialId, trial.Finished.Value!.Value);
            end = made.Max(t => t.Finished.At);
            if (numbers[^1] == trials)
                facts.AddRange([new ExperimentResumed("bench", end), new ExperimentCompleted(best.Id, best.Id is null ? null : best.Value, end)]);
            await journal.AppendAsync(
                new AppendRequest(
                [
                    new StreamAppend(StreamNames.Experiment(id), StreamNames.ExperimentType, version, facts),
                    .. made.Select(trial => new StreamAppend(StreamNames.Trial(trial.Finished.TrialId), StreamNames.TrialType, 0, trial.Events)),
                ]),
                cancel);
            version += facts.Count;
        }
        return id;
    }

    /// <summary>One trial's events, and the two that its sweep has of it.</summary>
    private sealed record SeededTrial(TrialProposed Proposed, TrialFinished Finished, IReadOnlyList<TrialEvent> Events)
    {
        private const double PrunedShare = 0.2;
        private const double FailedShare = 0.01;

        public static SeededTrial Of(SweepSpec spec, string sweep, int number, DateTimeOffset start, int lanes)
        {
            var random = TrialRandom.For(spec.Seed, number);
            var values = Values(random.Stream("values"));
            var fate = random.Stream("fate").Uniform(0);
            var epochs = fate >= PrunedShare + FailedShare ? spec.Epochs : Math.Max(1, (int)(spec.Epochs * (0.15 + 0.3 * random.Stream("fate").Uniform(1))));
            var seconds = 2 + Convert.ToDouble(values.GetValueOrDefault("mlp.width") ?? values["cnn.channels"], System.Globalization.CultureInfo.InvariantCulture) / 40;
            var begun = start + TimeSpan.FromSeconds((number - 1) / lanes * spec.Epochs * 8.0 + (number - 1) % lanes);
            var ended = begun + TimeSpan.FromSeconds(seconds * epochs);
            var id = StreamNames.TrialId(sweep, number);
            var lane = (number - 1) % lanes;
            var curve = Curve(values, spec.Epochs, epochs, random.Stream("noise"));
            var bestEpoch = curve.IndexOf(curve.Max()) + 1;
            var failed = fate < FailedShare;
            var pruned = !failed && fate < PrunedShare + FailedShare;
            var outcome = failed ? TrialStatus.Failed : pruned ? TrialStatus.Pruned : TrialStatus.Completed;
            TrialEvent last = failed ? new TrialFailed(epochs + 1, "The loss is NaN; a smaller learning rate may help.", ended)
                : pruned ? new TrialPruned(epochs, "Below the median of the trials so far.", 0, ended)
                : new TrialCompleted(epochs, bestEpoch, curve[bestEpoch - 1], ended);
            return new SeededTrial(
                new TrialProposed(number, id, values, spec.Sampler.Name, "Drawn at random.", 0, lane, begun),
                new TrialFinished(number, id, outcome, curve[bestEpoch - 1], bestEpoch, ended),
                [
                    new TrialCreated(id, sweep, number, values, spec.FieldsOf(values, number), spec.Objective, spec.Epochs, spec.Device, lane, null, begun),
                    new TrialStarted(1, $"silo-{1 + lane / 2}", Environment, "data", begun),
                    .. curve.Select((accuracy, i) => Epoch(i + 1, accuracy, values, seconds, begun)),
                    last,
                ]);
        }

        private static ParameterSet Values(TrialRandom random)
        {
            var model = random.Uniform(3) < 0.5 ? "mlp" : "cnn";
            return ParameterSet.Of(
                ("learning_rate", Math.Pow(10, -5 + 4 * random.Uniform(0))), ("batch_size", (long)Math.Round(Math.Pow(2, 4 + 5 * random.Uniform(1)))), ("dropout", 0.6 * random.Uniform(2)),
                ("model", model), model == "mlp" ? ("mlp.width", (long)Math.Round(16 * Math.Pow(32, random.Uniform(4)))) : ("cnn.channels", (long)Math.Round(8 * Math.Pow(16, random.Uniform(4)))));
        }

        // Error after e epochs: floor + (1 - floor) e^-slope, best at a learning rate that grows with the batch.
        private static List<double> Curve(ParameterSet values, int budget, int epochs, TrialRandom noise)
        {
            var (rate, batch, dropout) = ((double)values["learning_rate"], (long)values["batch_size"], (double)values["dropout"]);
            var off = Math.Log10(rate) - (-2.8 + 0.4 * Math.Log10(batch / 64.0));
            var size = values.GetValueOrDefault("cnn.channels") is long channels ? 1.25 * Math.Log2(channels / 8.0) / 4 : 0.7 * Math.Log2((long)values["mlp.width"] / 16.0) / 5;
            var floor = Math.Clamp(0.015 + 0.05 * (1.25 - size) + 0.035 * off * off + 0.25 * Math.Pow(dropout - 0.2, 2) + 0.006 * Normal.Draw(noise.Stream("floor")), 0.008, 0.85);
            var slope = Math.Clamp(0.9 - 0.12 * off * off, 0.25, 1.2) * Math.Log(20) / Math.Log(Math.Max(2, budget));
            return [.. Enumerable.Range(1, epochs).Select(e => Math.Clamp(1 - floor - (0.9 - floor) * Math.Pow(e + 0.3, -slope) + 0.006 * Normal.Draw(noise.Stream($"epoch {e}")), 0.05, 1))];
        }

        private static EpochCompleted Epoch(int epoch, double accuracy, ParameterSet values, double seconds, DateTimeOffset begun)
        {
            var loss = -Math.Log(Math.Clamp(accuracy, 0.02, 0.999)) * 1.3;
            var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["train_accuracy"] = Math.Min(1, accuracy + 0.008), ["validation_accuracy"] = accuracy };
            return new EpochCompleted(
                1, epoch, loss * 0.9, loss, metrics, (double)values["learning_rate"], 1500, TimeSpan.FromSeconds(seconds), null, begun + TimeSpan.FromSeconds(seconds * epoch));
        }
    }
}

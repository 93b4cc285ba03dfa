using System.Globalization;
using System.Text.Json;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Search;

namespace Bench.History;

/// <summary>The events of an invented sweep of thousands of trials, eight side by side, as the journal would hold them; one after the other, none is kept.</summary>
internal static class LongSweep
{
    private const int Lanes = 8;
    private const string Id = "ab12cd34";
    private static readonly JsonElement Space = JsonDocument.Parse(
        """{"parameters":[{"name":"learning_rate","type":"float","low":0.0001,"high":0.1,"log":true},{"name":"batch_size","type":"int","low":16,"high":256},{"name":"dropout","type":"float","low":0,"high":0.5}]}""").RootElement;

    /// <param name="epochs">Of a trial that is not pruned; one in four stops half-way.</param>
    public static IEnumerable<RecordedEvent> Events(int trials, int epochs)
    {
        var (random, sequence, versions) = (new Random(1), 0L, new Dictionary<string, long>(StringComparer.Ordinal));
        yield return Next(StreamNames.Experiment(Id), new ExperimentCreated(Id, Spec(trials, epochs), "me", Time()));
        for (var first = 1; first <= trials; first += Lanes)
        {
            var numbers = Enumerable.Range(first, Math.Min(Lanes, trials - first + 1)).ToList();
            foreach (var number in numbers)
            {
                var (trial, parameters) = (StreamNames.TrialId(Id, number), ParameterSet.Of(("learning_rate", random.NextDouble()), ("batch_size", (long)random.Next(16, 257)), ("dropout", random.NextDouble() / 2)));
                yield return Next(StreamNames.Experiment(Id), new TrialProposed(number, trial, parameters, "tpe", "The expected improvement is the largest here, among 24 candidates.", sequence, number % Lanes, Time()));
                yield return Next(StreamNames.Trial(trial), new TrialCreated(trial, Id, number, parameters, Fields(parameters, number), Objective.Default, epochs, "cpu", number % Lanes, null, Time()));
                yield return Next(StreamNames.Trial(trial), new TrialStarted(1, $"silo-{number % 3}", new RunEnvironment("1.0", "2.5", "openblas", 1, "cpu", "a cpu", "debian"), "d1", Time()));
            }
            for (var epoch = 1; epoch <= epochs; epoch++)
            {
                foreach (var number in numbers.Where(number => number % 4 != 0 || epoch <= epochs / 2))
                    yield return Next(StreamNames.Trial(StreamNames.TrialId(Id, number)), Epoch(epoch));
            }
            foreach (var number in numbers)
            {
                var pruned = number % 4 == 0;
                yield return Next(StreamNames.Trial(StreamNames.TrialId(Id, number)), pruned ? new TrialPruned(epochs / 2, "below the median", sequence, Time()) : new TrialCompleted(epochs, epochs, 0.9, Time()));
                yield return Next(StreamNames.Experiment(Id), new TrialFinished(number, StreamNames.TrialId(Id, number), pruned ? TrialStatus.Pruned : TrialStatus.Completed, random.NextDouble(), epochs, Time()));
            }
        }

        EpochCompleted Epoch(int epoch) => new(
            1, epoch, random.NextDouble(), random.NextDouble(), new Dictionary<string, double> { ["train_accuracy"] = random.NextDouble(), ["validation_accuracy"] = random.NextDouble() }, 0.01, 60_000,
            TimeSpan.FromSeconds(1), random.NextInt64().ToString("x64", CultureInfo.InvariantCulture), Time(), new EpochHealth(new Dictionary<string, double> { ["layers.0"] = 0.25 }, 0.1, 0.2, []));

        RecordedEvent Next(string stream, object data)
        {
            var version = versions[stream] = versions.GetValueOrDefault(stream) + 1;
            return new RecordedEvent(++sequence, Guid.Empty, stream, version, data.GetType().Name, data, Time(), null, null);
        }

        DateTimeOffset Time() => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(sequence);
    }

    private static ParameterSet Fields(ParameterSet parameters, int number) => new(
        new Dictionary<string, object> { ["data"] = "digits", ["epochs"] = 16L, ["device"] = "cpu", ["seed"] = (long)number, ["model"] = "mlp", ["optimizer"] = "adamw", ["schedule"] = "cosine" }.Concat(parameters));

    private static SweepSpec Spec(int trials, int epochs) => new(
        "long", "digits", ParameterSet.Empty, Space, Objective.Default, new ComponentChoice("tpe"), new ComponentChoice("median"), epochs, trials, Lanes, 1, "cpu", 5);
}

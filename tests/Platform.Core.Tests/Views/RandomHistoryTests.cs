using Platform.Core.Artifacts;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Testing;
using Search;
using Xunit;

namespace Platform.Core.Tests.Views;

/// <summary>Any legal history, written in one append or event by event, gives the view that folding it gives.</summary>
public sealed class RandomHistoryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Histories = 120;
    private const int MostCommands = 40;
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RunEnvironment Environment = new("1.0+abc", "1.13.1", "openblas", 1, "cpu", "a cpu", "debian");

    [Fact]
    public async Task Views_equal_folds()
    {
        await using var journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        var views = new PlatformViews(database.DataSource);
        var histories = Enumerable.Range(0, Histories).Select(History).ToList();
        await Task.WhenAll(histories.Select((events, i) => AppendAsync(journal, StreamNames.Trial(Id(i)), events, atOnce: i % 2 == 0)));
        var seen = new HashSet<TrialStatus>();
        for (var i = 0; i < Histories; i++)
        {
            var state = Trial.Fold(histories[i]);
            seen.Add(state.Status);
            ViewAssert.Same(state, (await views.TrialAsync(Id(i)))!);
            Assert.Equal(histories[i].Count, (await views.TrialAsync(Id(i)))!.Version);
        }
        Assert.True(seen.Count >= 6, $"Only these ends were reached: {string.Join(", ", seen)}");
        var home = Directory.CreateTempSubdirectory("platform-views-");
        Assert.Empty((await new JournalVerifier(database.DataSource, PlatformEvents.Types, PlatformProjections.All, ArtifactStore.In(home.FullName)).RunAsync()).First);
        home.Delete(recursive: true);
    }

    private static string Id(int history) => $"random-{history}";

    private static async Task AppendAsync(EventJournal journal, string stream, List<TrialEvent> events, bool atOnce)
    {
        if (atOnce)
        {
            await journal.AppendAsync(new AppendRequest([new StreamAppend(stream, StreamNames.TrialType, 0, events)]));
            return;
        }
        for (var i = 0; i < events.Count; i++)
            await journal.AppendAsync(new AppendRequest([new StreamAppend(stream, StreamNames.TrialType, i, [events[i]])]));
    }

    // Random commands; what the rules refuse is passed over.
    private static List<TrialEvent> History(int number)
    {
        var random = TrialRandom.For(2026, number);
        var state = Trial.Initial;
        var events = new List<TrialEvent>();
        for (var draw = 0; draw <= number % MostCommands; draw++)
        {
            var command = draw == 0 ? Create(number) : Command(state, random.Uniform(2 * draw), random.Uniform((2 * draw) + 1));
            TrialEvent[] decided = [];
            if (Record.Exception(() => decided = TrialDecider.Decide(state, command)) is { } refused and not RuleViolation)
                throw refused;
            events.AddRange(decided);
            state = decided.Aggregate(state, (s, e) => s.Evolve(e));
        }
        return events;
    }

    private static CreateTrial Create(int number) => new(
        Id(number), "random", number, ParameterSet.Of(("x", 0.5)), ParameterSet.Empty,
        new Objective(number % 3 == 0 ? "validation_loss" : "accuracy", number % 2 == 0 ? Direction.Maximize : Direction.Minimize),
        Epochs: 6, number % 4 == 0 ? "cuda" : "cpu", Lane: 1, number % 5 == 0 ? "original" : null, At);

    private static TrialCommand Command(Trial state, double kind, double value) => kind switch
    {
        < 0.25 => new BeginAttempt($"silo-{value:0.0}", Environment, value < 0.02 ? "other data" : "data", At, Alone: value < 0.5),
        < 0.75 => Report(state, value),
        < 0.80 => new SuspendTrial(state.Attempt, "pause", At),
        < 0.83 => new PruneTrial(state.Attempt, state.LastEpoch, "weak", 5, At),
        < 0.86 => new FailTrial(state.Attempt, state.LastEpoch + 1, "broken", At),
        < 0.89 => new CancelTrial("enough", At),
        < 0.92 => new RequestTestEvaluation("me", At),
        < 0.95 => new RecordTestEvaluation("c", new Dictionary<string, double> { ["test_accuracy"] = value }, "data", At),
        < 0.96 => new FailTestEvaluation("no", At),
        < 0.98 => new CollectCheckpoints([$"c-{(int)(value * 6)}"], At),
        _ => new RecordVerdict("original", value < 0.5, 3, null, null, null, value, "verdict", At),
    };

    private static ReportEpoch Report(Trial state, double value)
    {
        var metrics = new Dictionary<string, double> { ["accuracy"] = value < 0.1 ? double.NaN : value };
        if (value > 0.5)
            metrics["extra"] = value > 0.9 ? double.NegativeInfinity : -value;
        return new ReportEpoch(
            state.Attempt, state.LastEpoch + 1, value < 0.01 ? double.NaN : value / 3, 1 / (value + 0.1), metrics, 0.1, 10, TimeSpan.FromSeconds(0.25),
            value > 0.3 ? $"c-{state.LastEpoch + 1}" : null, At);
    }
}

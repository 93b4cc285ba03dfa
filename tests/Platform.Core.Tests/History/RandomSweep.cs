using System.Globalization;
using System.Text.Json;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Search;

namespace Platform.Core.Tests.History;

/// <summary>The events of an invented sweep as the journal would hold them: trials side by side that are lost, resumed, suspended, pruned, fail and are cancelled; pauses, changes, reproductions.</summary>
internal sealed class RandomSweep
{
    public const string Id = "ab12cd34";

    private static readonly JsonElement Space = JsonDocument.Parse("""{"parameters":[{"name":"learning_rate","type":"float","low":0.0001,"high":0.1,"log":true}]}""").RootElement;
    private readonly Random _random;
    private readonly List<RecordedEvent> _events = [];
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Trial> _trials = new(StringComparer.Ordinal);
    private readonly List<string> _ended = [];
    private long _sequence = 7;
    private int _proposed;
    private bool _paused;
    private int _changes;

    private RandomSweep(int seed) => _random = new Random(seed);

    private DateTimeOffset Now => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(_sequence);

    public static IReadOnlyList<RecordedEvent> Events(int seed, int trials)
    {
        var sweep = new RandomSweep(seed);
        sweep.Own(new ExperimentCreated(Id, Spec(trials), "me", sweep.Now));
        while (sweep._proposed < trials || sweep._trials.Values.Any(t => !t.HasEnded))
            sweep.Step(trials);
        sweep.Own(new ExperimentCompleted(null, null, sweep.Now));
        sweep.Own(new ExperimentArchived("me", sweep.Now));
        sweep.Own(new ExperimentRestored("me", sweep.Now));
        sweep.Own(new ExperimentArchived("me", sweep.Now));
        return sweep._events;
    }

    private static SweepSpec Spec(int trials) => new(
        "random", "digits", ParameterSet.Empty, Space, Objective.Default, new ComponentChoice("random"), new ComponentChoice("median"), 6, trials, 3, 1, "cpu", 5);

    private void Step(int trials)
    {
        var live = _trials.Values.Where(t => !t.HasEnded).ToList();
        switch (_random.Next(40))
        {
            case 0:
                Own(_paused ? new ExperimentResumed("me", Now) : new ExperimentPaused("me", Now));
                _paused = !_paused;
                break;
            case 1:
                Own(new PriorityChanged(_random.Next(1, 11), "me", Now));
                break;
            case 2:
                Own(new SweepChanged(Spec(trials) with { Epochs = 6 + ++_changes }, _proposed, "me", "why not", Now));
                break;
            case 3 when _ended.Count > 0:
                AfterTheEnd(_ended[_random.Next(_ended.Count)]);
                break;
            case < 12 when _proposed < trials && live.Count < 4:
                Propose();
                break;
            default:
                if (live.Count > 0)
                    Go(live[_random.Next(live.Count)]);
                break;
        }
    }

    private void Propose()
    {
        var id = StreamNames.TrialId(Id, ++_proposed);
        var parameters = ParameterSet.Of(("learning_rate", _random.NextDouble()));
        var wait = _random.Next(3) == 0 ? new ProposalWait(1, TimeSpan.FromSeconds(_random.NextDouble())) : null;
        object[] pair =
        [
            new TrialProposed(_proposed, id, parameters, "random", $"drawn {_proposed}", _sequence, 0, Now, new Rationale(ProposalKind.Explore, Mean: _random.NextDouble()), Carried: "long", Waited: wait),
            new TrialCreated(id, Id, _proposed, parameters, ParameterSet.Of(("data", "digits"), ("seed", (long)_proposed)), Objective.Default, 6, "cpu", _random.Next(3), null, Now),
        ];
        foreach (var one in _random.Next(2) == 0 ? pair : [.. pair.Reverse()])
        {
            if (one is TrialEvent created)
                Of(id, created);
            else
                Own((TrialProposed)one);
        }
    }

    private void Go(Trial trial)
    {
        var silo = "silo-" + _random.Next(3).ToString(CultureInfo.InvariantCulture);
        switch (trial.Status)
        {
            case TrialStatus.Proposed:
                End(trial, _random.Next(10) == 0 ? new TrialCancelled("enough", Now) : new TrialStarted(1, silo, Environment(silo), "d1", Now));
                break;
            case TrialStatus.Suspended:
                Of(trial.Id, new TrialResumed(trial.Attempt + 1, silo, trial.LastEpoch, trial.LastCheckpoint, Environment(silo), Now));
                break;
            default:
                End(trial, trial.LastEpoch == trial.MaxEpochs ? new TrialCompleted(trial.LastEpoch, trial.BestEpoch, trial.BestValue ?? 0, Now) : Running(trial, silo));
                break;
        }
    }

    private TrialEvent Running(Trial trial, string silo) => _random.Next(20) switch
    {
        0 => new TrialSuspended(trial.Attempt, "shutdown", Now),
        1 => new TrialResumed(trial.Attempt + 1, silo, trial.LastEpoch, trial.LastCheckpoint, Environment(silo), Now), // its silo was lost
        2 => new TrialPruned(trial.LastEpoch, "below the median", _sequence, Now, new PruningNumbers(1, 0.4, 0.5)),
        3 => new TrialFailed(trial.LastEpoch + 1, "the loss diverged", Now),
        4 => new StartWeightsTaken(trial.Attempt, "models:/digits@champion", "d5", ["w"], [], [], [], Now),
        _ => new EpochCompleted(trial.Attempt, trial.LastEpoch + 1, _random.NextDouble(), _random.Next(9) == 0 ? double.NaN : _random.NextDouble(), Metrics(), 0.01, 100, TimeSpan.FromSeconds(_random.NextDouble()), Digest(), Now),
    };

    private Dictionary<string, double> Metrics()
    {
        var metrics = new Dictionary<string, double> { ["validation_accuracy"] = _random.NextDouble() };
        if (_random.Next(3) == 0)
            metrics["a_rare_one"] = _random.NextDouble();
        return metrics;
    }

    private string? Digest() => _random.Next(4) switch
    {
        0 => null,
        1 => "c1",
        _ => string.Concat(Enumerable.Range(0, 64).Select(_ => "0123456789abcdef"[_random.Next(16)])),
    };

    private void End(Trial trial, TrialEvent data)
    {
        Of(trial.Id, data);
        var now = _trials[trial.Id];
        if (!now.HasEnded)
            return;
        _ended.Add(trial.Id);
        if (now.ReproducesTrialId is { } original)
            Own(new ReproductionFinished(trial.Id, original, true, Now));
        else
            Own(new TrialFinished(trial.Number, trial.Id, now.Status, now.BestValue, now.BestEpoch == 0 ? null : now.BestEpoch, Now));
    }

    private void AfterTheEnd(string id)
    {
        var trial = _trials[id];
        switch (_random.Next(4))
        {
            case 0:
                Of(id, new TestEvaluationRequested("me", Now));
                Of(id, _random.Next(2) == 0 ? new TestEvaluationFailed("no file", Now) : new TestEvaluated("c", Metrics(), "d1", Now));
                break;
            case 1:
                Of(id, new CheckpointsCollected(["c1"], Now));
                break;
            case 2 when trial.ReproducesTrialId is null && !_trials.ContainsKey(StreamNames.ReproductionId(id, 1)):
                var again = StreamNames.ReproductionId(id, 1);
                Own(new ReproductionRequested(again, id, "me", Now));
                Of(again, new TrialCreated(again, Id, trial.Number, trial.Parameters, trial.Fields, trial.Objective, 6, "cpu", -1, id, Now));
                break;
            case 3 when trial.ReproducesTrialId is { } original:
                Of(id, new ReproductionVerified(original, true, 3, null, null, null, null, "identical", Now));
                break;
        }
    }

    private static RunEnvironment Environment(string silo) => new("1.0", "1.13.1", "openblas", 1, "cpu", silo, "debian");

    private void Own(ExperimentEvent data) => Add(StreamNames.Experiment(Id), data);

    private void Of(string id, TrialEvent data)
    {
        _trials[id] = _trials.GetValueOrDefault(id, Trial.Initial).Evolve(data);
        Add(StreamNames.Trial(id), data);
    }

    private void Add(string stream, object data)
    {
        _sequence += _random.Next(1, 4); // others write, too
        var version = _versions[stream] = _versions.GetValueOrDefault(stream) + 1;
        _events.Add(new RecordedEvent(_sequence, Guid.Empty, stream, version, data.GetType().Name, data, Now, null, null));
    }
}

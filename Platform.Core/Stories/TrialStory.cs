using System.Globalization;
using Platform.Core.Experiments;
using Platform.Core.Studies;
using Platform.Core.Trials;
using Search;

namespace Platform.Core.Stories;

/// <summary>A trial's story in plain words: why it was suggested, what it waited for, why it was resumed, why it was stopped. Pure.</summary>
public sealed class TrialStory
{
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(1);

    private readonly List<StoryLine> _lines = [];
    private readonly List<EpochCompleted> _epochs = []; // since the last line about training
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private Trial _trial = Trial.Initial;
    private DateTimeOffset _created;
    private string? _interruption;

    private TrialStory()
    {
    }

    /// <summary>The story, oldest line first.</summary>
    /// <param name="events">The trial's own events in order, the sweep's <c>trial_proposed</c> of it and its <c>sweep_changed</c>; anything else is passed over.</param>
    public static IReadOnlyList<StoryLine> Of(IEnumerable<object> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var all = events.ToList();
        var story = new TrialStory();
        var objective = all.OfType<TrialCreated>().FirstOrDefault()?.Objective ?? Objective.Default;
        foreach (var proposed in all.OfType<TrialProposed>())
            story.Suggested(proposed, objective);
        foreach (var e in all.OfType<TrialEvent>())
            story.Tell(e);
        story.TellEpochs();
        foreach (var changed in all.OfType<SweepChanged>().Where(e => e.AfterTrial >= story._trial.Number))
            story.Changed(changed);
        return story._lines;
    }

    private void Suggested(TrialProposed e, Objective objective)
    {
        var numbers = new List<string>();
        if (e.Rationale is { } why)
        {
            if (why.Mean is { } mean)
            {
                var deviation = why.Deviation is { } d ? Text($" ± {d:G3}") : "";
                numbers.Add(Text($"it predicted {objective.Metric} {objective.ToMinimised(mean):G4}{deviation}"));
            }
            if (why is { Acquisition: { } value, AcquisitionName: { } name })
                numbers.Add(Text($"{name} {value:G4}"));
            if (why.NearestTrial is { } nearest)
                numbers.Add(Text($"the nearest earlier trial is {nearest}"));
        }
        var kind = e.Rationale?.Kind switch { ProposalKind.Start => " to start with", ProposalKind.Explore => " to explore", ProposalKind.Exploit => " to exploit what is known", _ => "" };
        var detail = numbers.Count == 0 ? "" : $" ({string.Join("; ", numbers)})";
        Add(e.At, "suggested", Text($"Suggested by {e.Sampler}{kind}: {e.Why}{detail} Decided from the journal up to event {e.BasedOn}."));
        if (e.Waited is { } waited)
            Add(e.At, "waited", Text($"Lane {e.Lane} waited {Seconds(waited.Idle)} for trial {waited.Trial} to end: with the sweep's fixed lag this proposal had to see its result."));
        if (e.Inherits is { } from)
            Add(e.At, "inherited", Text($"Starts from the weights and the optimiser of trial {from.TrialId} after its epoch {from.Epoch}."));
    }

    // What the trial says to the search since the change, by how it stands now.
    private void Changed(SweepChanged e)
    {
        int? epochs = e.Spec.Epochs == _trial.MaxEpochs ? null : e.Spec.Epochs;
        var (fold, facts) = (new ObservationFold(e.Spec), TrialFacts.Of(_trial, carried: null, finishedAt: null));
        var seen = SpaceChange.Map(fold.Observe(facts), e.Spec.ParseSpace(), epochs, within => fold.Observe(facts, within), _trial.MaxEpochs);
        var reason = e.Reason.Length == 0 ? "" : $" ({e.Reason.TrimEnd('.')})";
        var line = new StoryLine(e.At, "changed", Text($"{e.By} changed the sweep's space or budget after trial {e.AfterTrial}{reason}. To the search this trial is since then: {seen.Why}"));
        var place = _lines.FindIndex(other => other.At > e.At);
        _lines.Insert(place < 0 ? _lines.Count : place, line);
    }

    private void Tell(TrialEvent e)
    {
        if (e is EpochCompleted epoch)
        {
            _epochs.Add(epoch);
            Warn(epoch);
        }
        else
            TellEpochs();
        switch (e)
        {
            case TrialCreated c:
                _created = c.At;
                if (c.ReproducesTrialId is { } original)
                    Add(c.At, "suggested", $"Repeats trial {original} with the same fields and seed, to compare every epoch bit by bit.");
                break;
            case TrialStarted s:
                if (s.At - _created >= WorthTelling)
                    Add(s.At, "waited", Text($"Waited {Seconds(s.At - _created)} until {(_trial.ReproducesTrialId is null ? Text($"lane {_trial.Lane}") : "it")} got a free slot."));
                Add(s.At, "began", $"Began on silo {s.Silo}.");
                break;
            case StartWeightsTaken w:
                var head = w.Fresh.Count == 0 ? "none starts afresh" : Text($"{w.Fresh.Count} start afresh");
                var frozen = w.Frozen.Count == 0 ? "" : Text($" {w.Frozen.Count} blocks are frozen, up to {w.Frozen[^1]}.");
                Add(w.At, "transferred", Text($"Took {w.Taken.Count} weights from {w.Source} (content {w.Digest[..Math.Min(12, w.Digest.Length)]}); {head}.{frozen}"));
                break;
            case TrialSuspended s:
                _interruption = s.Reason switch
                {
                    "paused" => "the sweep had been paused",
                    "silo lost" => "its silo had been lost",
                    _ => $"its silo had given it back ({s.Reason})",
                };
                Add(s.At, "interrupted", Text($"Given back after epoch {_trial.LastEpoch}: {s.Reason}."));
                break;
            case TrialResumed r:
                var because = _interruption ?? $"silo {_trial.Silo} went away without a word";
                var from = r.FromEpoch == 0 ? "from the start" : Text($"from the checkpoint of epoch {r.FromEpoch}");
                Add(r.At, "resumed", Text($"Resumed on silo {r.Silo} {from}, because {because}; this is attempt {r.Attempt}."));
                _interruption = null;
                break;
            case TrialPruned p:
                Add(p.At, "pruned", Pruned(p));
                break;
            case TrialCompleted c:
                Add(c.At, "completed", Text($"{Completed(c)}; the best is epoch {c.BestEpoch} with {_trial.Objective.Metric} {c.BestValue:G6}."));
                break;
            case TrialFailed f:
                Add(f.At, "failed", Text($"Failed in epoch {f.Epoch}: {f.Cause}"));
                break;
            case TrialCancelled c:
                Add(c.At, "cancelled", $"Cancelled: {c.Reason}");
                break;
            case TestEvaluationRequested r:
                Add(r.At, "asked", $"{r.By} asked for its measures on the test set.");
                break;
            case TestEvaluationFailed f:
                Add(f.At, "failed", $"Could not be measured on the test set: {f.Cause}");
                break;
            case CheckpointsCollected c:
                Add(c.At, "collected", Text($"{c.Checkpoints.Count} checkpoints that nothing refers to were deleted."));
                break;
            case TestEvaluated t:
                Add(t.At, "tested", $"Measured on the test set: {string.Join(", ", t.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => Text($"{m.Key} {m.Value:G6}")))}.");
                break;
            case ReproductionVerified v:
                Add(v.At, "compared", v.Summary);
                break;
        }
        _trial = _trial.Evolve(e);
    }

    private string Completed(TrialCompleted e) => e.StoppedEarly is { } why
        ? Text($"Completed after {e.Epochs} of {_trial.MaxEpochs} epochs. {why.TrimEnd('.')}")
        : Text($"Completed its {e.Epochs} epochs");

    private string Pruned(TrialPruned e)
    {
        if (e.Numbers is not { } numbers)
            return Text($"Stopped after epoch {e.Epoch}. {e.Why}");
        var rung = numbers.Rung is { } r ? Text($" at the rung of epoch {r}") : "";
        var compared = numbers is { Value: { } value, Bound: { } bound } ? Text($": {_trial.Objective.Metric} {value:G6} was worse than {bound:G6}") : "";
        var chance = numbers.WinProbability is { } p ? Text($"; it would still have become the best with a probability of {100 * p:0.##}%") : "";
        return Text($"Stopped after epoch {e.Epoch}{rung}{compared}{chance}. {e.Why}");
    }

    // The first of each kind: the numbers change with every epoch, the message does not.
    private void Warn(EpochCompleted e)
    {
        foreach (var warning in e.Health?.Warnings ?? [])
        {
            if (_warned.Add(warning.Split(':')[0]))
                Add(e.At, "warned", Text($"Epoch {e.Epoch}: {warning}"));
        }
    }

    private void TellEpochs()
    {
        if (_epochs.Count == 0)
            return;
        var (first, last) = (_epochs[0], _epochs[^1]);
        var metric = _trial.Objective.Metric;
        var range = first.Epoch == last.Epoch ? Text($"epoch {first.Epoch}") : Text($"epochs {first.Epoch} to {last.Epoch}");
        var values = first.Epoch == last.Epoch ? Text($"{metric} {Value(last):G4}") : Text($"{metric} went from {Value(first):G4} to {Value(last):G4}");
        Add(last.At, "trained", Text($"Trained {range}{Rows(first, last)}: {values}."));
        _epochs.Clear();

        double? Value(EpochCompleted e) => new EpochRecord(e.Epoch, e.TrainLoss, e.ValidationLoss, e.Metrics, e.Checkpoint).Metric(metric);
    }

    // Told only where a trial may leave rows out. The share never falls from one epoch to the next.
    private string Rows(EpochCompleted first, EpochCompleted last) => (_trial.Fields.ContainsKey("data_fraction"), first.Samples == last.Samples) switch
    {
        (false, _) => "",
        (true, true) => Text($" on {first.Samples} rows"),
        (true, false) => Text($" on {first.Samples} rows, growing to {last.Samples}"),
    };

    private void Add(DateTimeOffset at, string kind, string text) => _lines.Add(new StoryLine(at, kind, text));

    private static string Seconds(TimeSpan time) => Text($"{time.TotalSeconds:0.0} s");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

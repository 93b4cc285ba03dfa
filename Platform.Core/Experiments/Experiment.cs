using System.Collections.Immutable;
using System.Diagnostics;
using Platform.Core.Trials;

namespace Platform.Core.Experiments;

/// <summary>The state of a sweep, folded from its events: what its rules need and no more.</summary>
public sealed record Experiment
{
    public static Experiment Initial { get; } = new();

    public string Id { get; private init; } = "";
    public SweepSpec? Spec { get; private init; }
    public ExperimentStatus Status { get; private init; }
    public int Priority { get; private init; }

    /// <summary>How many trials have been proposed; the next one's number is one more.</summary>
    public int Proposed { get; private init; }

    public ImmutableHashSet<string> Unfinished { get; private init; } = [];
    public ImmutableHashSet<string> Finished { get; private init; } = [];
    public string? BestTrialId { get; private init; }
    public double? BestValue { get; private init; }

    /// <summary>Open reproductions: new trial → original trial.</summary>
    public ImmutableDictionary<string, string> Reproductions { get; private init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How often each trial was reproduced so far, open ones included.</summary>
    public ImmutableDictionary<string, int> ReproductionCounts { get; private init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Changes of its space or budget, oldest first.</summary>
    public ImmutableList<SweepChange> Changes { get; private init; } = [];

    /// <summary>No more trials are proposed, whatever their number.</summary>
    public bool SearchHasStopped { get; private init; }

    /// <summary>Its contents were erased: nothing else is known of it, and it takes nothing more.</summary>
    public bool IsErased { get; private init; }

    /// <summary>Lists leave it out.</summary>
    public bool IsArchived { get; private init; }

    private DateTimeOffset RunningSince { get; init; }

    private TimeSpan RanBefore { get; init; }

    public bool WantsProposal => Status == ExperimentStatus.Running && !SearchHasStopped && Proposed < Spec!.Trials;

    /// <summary>How long the sweep has run at a time, pauses not counted.</summary>
    public TimeSpan ActiveAt(DateTimeOffset at) => Status == ExperimentStatus.Paused ? RanBefore : RanBefore + (at - RunningSince);

    public static Experiment Fold(IEnumerable<ExperimentEvent> events) => events.Aggregate(Initial, (state, e) => state.Evolve(e));

    public Experiment Evolve(ExperimentEvent @event) => @event switch
    {
        not (ExperimentCreated or ExperimentErased) when Id.Length == 0 => this, // what is left of a stream whose first events were erased already
        ExperimentCreated e => this with { Id = e.ExperimentId, Spec = e.Spec, Status = ExperimentStatus.Running, Priority = e.Spec.Priority, RunningSince = e.At },
        TrialProposed e => this with { Proposed = e.Number, Unfinished = Unfinished.Add(e.TrialId) },
        TrialFinished e => Finish(e),
        SearchStopped => this with { SearchHasStopped = true },
        ExperimentPaused e => this with { Status = ExperimentStatus.Paused, RanBefore = ActiveAt(e.At) },
        ExperimentResumed e => this with { Status = ExperimentStatus.Running, RunningSince = e.At },
        ExperimentCancelled => this with { Status = ExperimentStatus.Cancelled },
        SweepChanged e => this with
        {
            Spec = e.Spec, Changes = Changes.Add(new SweepChange(e.AfterTrial, Spec!, e.By, e.Reason, e.At)), SearchHasStopped = false,
        },
        PriorityChanged e => this with { Priority = e.Priority },
        ExperimentCompleted => this with { Status = ExperimentStatus.Completed },
        ReproductionRequested e => this with
        {
            Reproductions = Reproductions.Add(e.TrialId, e.OriginalTrialId),
            ReproductionCounts = ReproductionCounts.SetItem(e.OriginalTrialId, ReproductionCounts.GetValueOrDefault(e.OriginalTrialId) + 1),
        },
        ExperimentArchived => this with { IsArchived = true },
        ExperimentRestored => this with { IsArchived = false },
        ExperimentErased e => new Experiment { Id = e.ExperimentId, IsErased = true },
        ReproductionFinished e => this with { Reproductions = Reproductions.Remove(e.TrialId) },
        _ => throw new UnreachableException($"Experiment does not know {@event.GetType().Name}."),
    };

    private Experiment Finish(TrialFinished e)
    {
        var next = this with { Unfinished = Unfinished.Remove(e.TrialId), Finished = Finished.Add(e.TrialId) };
        return e is { Counts: true, Value: { } value } && Spec!.Objective.IsBetter(value, BestValue)
            ? next with { BestTrialId = e.TrialId, BestValue = value }
            : next;
    }
}

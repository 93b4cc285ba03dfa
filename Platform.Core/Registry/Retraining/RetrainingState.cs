namespace Platform.Core.Registry;

/// <summary>Where the retraining of one model stands, folded from its events: what its rules need and no more. Immutable.</summary>
public sealed record RetrainingState
{
    public static RetrainingState Initial { get; } = new();

    /// <summary>The plan in force with who made it and when; null if there is none.</summary>
    public RetrainingScheduled? Scheduled { get; private init; }

    /// <summary>A wish that no silo has answered yet.</summary>
    public RetrainingRequested? Requested { get; private init; }

    /// <summary>The retraining under way; at most one at a time.</summary>
    public RetrainingStarted? Running { get; private init; }

    /// <summary>The last one that led to a version, with its end.</summary>
    public (RetrainingStarted Start, RetrainingFinished End)? Finished { get; private init; }

    /// <summary>How many there were, skipped and refused ones included; the next one's number is one more.</summary>
    public int Count { get; private init; }

    /// <summary>The schedule's last answered firing.</summary>
    public DateTimeOffset? LastDue { get; private init; }

    public RetrainingState Evolve(ModelEvent @event) => @event switch
    {
        RetrainingScheduled e => this with { Scheduled = e },
        RetrainingUnscheduled => this with { Scheduled = null, Requested = null },
        RetrainingRequested e => this with { Requested = e },
        RetrainingStarted e => Answer(e.Number, e.Occasion) with { Running = e },
        RetrainingSkipped e => Answer(e.Number, e.Occasion),
        RetrainingFailed { Occasion: { } occasion } e => Answer(e.Number, occasion),
        RetrainingFailed => this with { Running = null },
        RetrainingFinished e => this with { Running = null, Finished = (Running!, e) },
        _ => this,
    };

    /// <summary>Whether an occasion still waits for an answer: a firing of the plan in force that is newer than the last one, or the wish that is open.</summary>
    public bool Awaits(RetrainingOccasion occasion)
    {
        ArgumentNullException.ThrowIfNull(occasion);
        return occasion.Asked
            ? Requested?.At == occasion.Due
            : Scheduled is { Plan.Cron: not null } plan && occasion.Due >= plan.At && (LastDue is not { } last || occasion.Due > last);
    }

    private RetrainingState Answer(int number, RetrainingOccasion occasion) => this with
    {
        Count = number,
        Requested = occasion.Asked ? null : Requested,
        LastDue = occasion.Asked ? LastDue : occasion.Due,
    };
}

using Platform.Core.Erasures;
using Platform.Core.Trials;
using Search;

namespace Platform.Core.Experiments;

/// <summary>What a sweep can be asked to do. Commands carry their time: the rules have no clock.</summary>
public abstract record ExperimentCommand
{
    private protected ExperimentCommand() { }
}

/// <param name="ForkedFrom">As in <see cref="ExperimentCreated"/>.</param>
public sealed record CreateExperiment(string ExperimentId, SweepSpec Spec, string By, DateTimeOffset At, ForkOrigin? ForkedFrom = null) : ExperimentCommand;

public sealed record ProposeTrial(int Number, ParameterSet Parameters, string Why, long BasedOn, int Lane, DateTimeOffset At) : ExperimentCommand
{
    /// <summary>As in <see cref="TrialProposed"/>, and so are the others.</summary>
    public Rationale? Rationale { get; init; }

    public string? Carried { get; init; }

    public InheritedCheckpoint? Inherits { get; init; }

    public ProposalWait? Waited { get; init; }

    /// <summary>How many changes of the sweep the decision has seen: one that missed the newest is out of date and yields nothing.</summary>
    public int Changes { get; init; }
}

/// <param name="Feasible">As in <see cref="TrialFinished"/>.</param>
public sealed record FinishTrial(string TrialId, TrialStatus Outcome, double? Value, int? BestEpoch, DateTimeOffset At, bool? Feasible = null) : ExperimentCommand;

public sealed record StopSearch(StopCause Cause, string Why, long BasedOn, DateTimeOffset At) : ExperimentCommand
{
    /// <summary>As in <see cref="ProposeTrial"/>.</summary>
    public int Changes { get; init; }
}

public sealed record PauseExperiment(string By, DateTimeOffset At) : ExperimentCommand;

public sealed record ResumeExperiment(string By, DateTimeOffset At) : ExperimentCommand;

public sealed record CancelExperiment(string By, string Reason, DateTimeOffset At) : ExperimentCommand;

public sealed record ChangePriority(int Priority, string By, DateTimeOffset At) : ExperimentCommand;

/// <summary>Give a sweep another space or budget.</summary>
/// <param name="Spec">The whole new spec.</param>
/// <param name="Changes">How many changes the sweep had when the new spec was made from its spec.</param>
public sealed record ChangeSweep(SweepSpec Spec, int Changes, string By, string Reason, DateTimeOffset At) : ExperimentCommand;

public sealed record RequestReproduction(string OriginalTrialId, string By, DateTimeOffset At) : ExperimentCommand;

public sealed record FinishReproduction(string TrialId, bool Identical, DateTimeOffset At) : ExperimentCommand;

/// <summary>Put a sweep away that has ended with all its trials and their reproductions.</summary>
public sealed record ArchiveSweep(string By, DateTimeOffset At) : ExperimentCommand;

/// <summary>Bring an archived sweep back into the lists.</summary>
public sealed record RestoreSweep(string By, DateTimeOffset At) : ExperimentCommand;

/// <summary>Erase the contents of a sweep that has ended, or go on with it.</summary>
public sealed record EraseExperiment(Erasure Erasure) : ExperimentCommand;

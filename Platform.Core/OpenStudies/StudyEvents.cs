using Search;

namespace Platform.Core.OpenStudies;

/// <summary>The facts of an open study. Closed: only this assembly adds cases.</summary>
public abstract record StudyEvent
{
    private protected StudyEvent() { }
}

public sealed record StudyCreated(string StudyId, StudySpec Spec, string By, DateTimeOffset At) : StudyEvent;

/// <summary>A trial was proposed.</summary>
/// <param name="Trial">0-based number.</param>
/// <param name="Rationale">The numbers behind <paramref name="Why"/>, minimised; null when there are none.</param>
/// <param name="Carried">What the sampler wants to find again in its history.</param>
/// <param name="Command">The id of the request, by which a repeat is recognised; null if it had none.</param>
public sealed record StudyTrialAsked(
    int Trial, ParameterSet Parameters, string Why, Rationale? Rationale, string? Carried, string? Command, DateTimeOffset At) : StudyEvent;

/// <summary>Intermediate values of the first objective, in the caller's sign.</summary>
/// <param name="Epoch">The epoch of the first of them, from 1; the others follow it.</param>
/// <param name="Command">The id of the request, by which a repeat is recognised; null if it had none.</param>
public sealed record StudyValuesReported(int Trial, int Epoch, IReadOnlyList<double> Values, DateTimeOffset At, string? Command = null) : StudyEvent;

/// <summary>A trial ended.</summary>
/// <param name="Values">One an objective in the caller's sign; empty for a failed trial, and for a pruned one that has none.</param>
/// <param name="Constraints">Fulfilled at 0 and below; empty when there are none.</param>
public sealed record StudyTrialTold(int Trial, StudyOutcome Outcome, IReadOnlyList<double> Values, IReadOnlyList<double> Constraints, DateTimeOffset At) : StudyEvent;

using System.Text.Json.Serialization;

namespace Search;

/// <summary>
/// Something that happened in a <see cref="Study"/>. The events in order are the study: <see cref="Study.Restore"/> rebuilds it from
/// them without asking the sampler again. Numbers are in the caller's sign.
/// </summary>
/// <param name="Trial">0-based number of the trial; -1 when it is about none.</param>
[JsonDerivedType(typeof(TrialAsked), "asked")]
[JsonDerivedType(typeof(TrialReported), "reported")]
[JsonDerivedType(typeof(TrialTold), "told")]
[JsonDerivedType(typeof(TrialAdded), "added")]
[JsonDerivedType(typeof(PointEnqueued), "enqueued")]
public abstract record StudyEvent(int Trial);

/// <summary>A trial was proposed.</summary>
/// <param name="Trial">0-based.</param>
/// <param name="Parameters">The point, only its active parameters.</param>
/// <param name="Why">One plain sentence.</param>
/// <param name="Carried">What the sampler wants to find again.</param>
/// <param name="Rationale">The numbers behind the reason.</param>
/// <param name="Inherit">The trial whose weights it starts from.</param>
/// <param name="FromQueue">Whether it was the first of the queue instead of the sampler's choice.</param>
public sealed record TrialAsked(
    int Trial, ParameterSet Parameters, string Why, string? Carried = null, Rationale? Rationale = null, Inheritance? Inherit = null, bool FromQueue = false)
    : StudyEvent(Trial);

/// <summary>A running trial reported an intermediate value of the first objective.</summary>
/// <param name="Trial">0-based.</param>
/// <param name="Step">From 1, above that of the report before.</param>
/// <param name="Value">The value.</param>
public sealed record TrialReported(int Trial, int Step, double Value) : StudyEvent(Trial);

/// <summary>A trial ended.</summary>
/// <param name="Trial">0-based.</param>
/// <param name="State">Completed, pruned or failed.</param>
/// <param name="Values">One an objective; empty when it failed, and when it was pruned without any.</param>
/// <param name="Constraints">Fulfilled at 0 and below; empty when there are none.</param>
public sealed record TrialTold(int Trial, TrialState State, IReadOnlyList<double> Values, IReadOnlyList<double> Constraints) : StudyEvent(Trial);

/// <summary>A trial known from elsewhere was added with its result.</summary>
/// <param name="Trial">0-based.</param>
/// <param name="Parameters">A point of the space.</param>
/// <param name="Values">One an objective.</param>
/// <param name="Constraints">Fulfilled at 0 and below; empty when there are none.</param>
public sealed record TrialAdded(int Trial, ParameterSet Parameters, IReadOnlyList<double> Values, IReadOnlyList<double> Constraints) : StudyEvent(Trial);

/// <summary>A point was put into the queue of those to propose next.</summary>
/// <param name="Parameters">Some or all of the parameters; the others are drawn when it is proposed.</param>
public sealed record PointEnqueued(ParameterSet Parameters) : StudyEvent(-1);

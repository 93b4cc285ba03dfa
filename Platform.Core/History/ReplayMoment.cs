using Platform.Core.Views;

namespace Platform.Core.History;

/// <summary>A sweep as its page showed it after one of its events.</summary>
/// <param name="Position">The event's place among the sweep's, from 0.</param>
/// <param name="Sequence">Its number in the journal.</param>
/// <param name="At">When it was written.</param>
/// <param name="Trials">The sweep's own trials by number. Those that stayed the same since the moment that this one was reached from are the same instances.</param>
/// <param name="Reproductions">Trials that were run again, in the order of their creation; instances as of <paramref name="Trials"/>.</param>
public sealed record ReplayMoment(
    int Position, long Sequence, DateTimeOffset At, ExperimentView Sweep, IReadOnlyList<TrialView> Trials, IReadOnlyList<TrialView> Reproductions);

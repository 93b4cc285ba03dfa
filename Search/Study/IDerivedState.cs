namespace Search;

/// <summary>
/// What a sampler or pruner derives from a history one observation at a time, so that a long history is not read again for every
/// decision. What it answers after taking a set of observations must not depend on their order, except that of two with one trial
/// number the later counts.
/// </summary>
internal interface IDerivedState
{
    /// <summary>Takes one more entry of the history: a new trial, or the new state of an earlier one.</summary>
    void Take(Observation observation);
}

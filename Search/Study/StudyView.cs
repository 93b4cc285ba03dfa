namespace Search;

/// <summary>Everything that a decision may depend on: an immutable view of a study at one point of its history.</summary>
/// <param name="Space">The space that is searched.</param>
/// <param name="Observations">Every trial so far, in any order, running and failed ones included. An <see cref="ObservationLog"/> makes long histories cheap.</param>
/// <param name="Seed">The sweep's seed; with the trial number it fixes every random draw.</param>
/// <param name="MaxEpochs">The full budget of a trial in epochs, at least 1.</param>
/// <param name="Maximised">True if values are a maximised metric negated. No decision depends on it but bounds that people give in the metric's own values (<c>threshold</c>); reasons name those values too.</param>
public sealed record StudyView(SearchSpace Space, IReadOnlyList<Observation> Observations, long Seed, int MaxEpochs, bool Maximised = false)
{
    /// <summary>How many objectives the trials have, at least 1: <see cref="Observation.Value"/> and the <see cref="Observation.FurtherValues"/>.</summary>
    public int Objectives { get; init; } = 1;

    /// <summary>How many trials the study will propose in all; null if nobody knows.</summary>
    public int? Trials { get; init; }

    /// <summary>
    /// How many trials of this study <see cref="Observations"/> leaves out because they have no place in the space, as after a change of it: they
    /// are known and teach nothing, while any other lower number that is missing is being proposed elsewhere at the same time.
    /// </summary>
    public int LeftOut { get; init; }

    /// <summary>Earlier studies to learn from, the most trusted first.</summary>
    public IReadOnlyList<PastStudy> Past { get; init; } = [];

    /// <summary>
    /// Answers from a state derived from the observations. With an <see cref="ObservationLog"/> the state is kept and only what is new is
    /// taken; the answer is the same without.
    /// </summary>
    /// <param name="key">What, beside the observations and the space, the state depends on (options, seed); compared by value.</param>
    /// <param name="create">Makes an empty state.</param>
    /// <param name="use">Reads the state; it is not touched by others meanwhile. May cache in it, but only what the same observations would give again.</param>
    internal TResult Derive<TState, TResult>(object key, Func<TState> create, Func<TState, TResult> use)
        where TState : class, IDerivedState =>
        Observations is ObservationLog log ? log.Derive((Space, key), create, use) : use(DerivedState.Fold(Observations, create));

    /// <summary>How many trials below <paramref name="trialNumber"/> are being proposed elsewhere, given how many of the observed ones are below it.</summary>
    internal int Elsewhere(int trialNumber, int lower) => Math.Max(0, trialNumber - lower - LeftOut);
}

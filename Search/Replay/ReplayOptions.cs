namespace Search;

/// <summary>How recorded trials are run again, without computing them.</summary>
/// <param name="Pruner">Judges every trial after every epoch.</param>
/// <param name="MaxEpochs">The full budget of a trial in epochs, at least 1; recorded values beyond are not used.</param>
public sealed record ReplayOptions(IPruner Pruner, int MaxEpochs)
{
    /// <summary>Chooses the order: the recorded trial nearest to each proposal comes next. Null keeps the recorded order, or a shuffled one.</summary>
    public ISampler? Sampler { get; init; }

    /// <summary>Without a sampler: whether the order is shuffled by the seed.</summary>
    public bool Shuffled { get; init; }

    /// <summary>How many trials run at once, at least 1.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>The seed of the sampler or of the shuffled order.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>At most so many trials are started; null for all recorded.</summary>
    public int? TrialBudget { get; init; }

    /// <summary>No epoch begins once so many have been trained over all trials; null for no bound.</summary>
    public int? EpochBudget { get; init; }

    /// <summary>No epoch begins later than this many seconds after the start; null for no bound.</summary>
    public double? SecondsBudget { get; init; }

    /// <summary>No epoch begins once a value at most this, minimised, was seen; null for no target.</summary>
    public double? Target { get; init; }

    /// <summary>Whether values are a maximised metric negated; for sentences.</summary>
    public bool Maximised { get; init; }
}

namespace Search;

/// <summary>
/// Runs a finished sweep again under another pruner, order or budget, from its recorded curves: nothing is trained, time is virtual.
/// A lane takes the next trial as soon as it is free; after every epoch the pruner judges with what all lanes have reported by
/// then. Epochs that end at the same moment are taken in the order of lanes. Cost that of the pruner for every epoch, and of the
/// sampler and O(n d) for every trial.
/// </summary>
/// <remarks>With a sampler only recorded points can be tried, so a replay understates what the sampler would find beside them.</remarks>
public static class CurveReplay
{
    /// <summary>Replays <paramref name="records"/>.</summary>
    /// <param name="space">The space of the recorded sweep.</param>
    /// <param name="records">The recorded trials; no two with one number.</param>
    /// <param name="options">What to replay them under.</param>
    /// <exception cref="ArgumentException">A record is unsound, or an option out of range; says which.</exception>
    public static ReplayRun Run(SearchSpace space, IReadOnlyList<RecordedTrial> records, ReplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxEpochs, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Lanes, 1, nameof(options));
        Check(records);
        return new ReplaySimulation(space, records, options).Run();
    }

    private static void Check(IReadOnlyList<RecordedTrial> records)
    {
        var numbers = new HashSet<int>();
        foreach (var record in records)
        {
            if (!numbers.Add(record.Number))
                throw new ArgumentException($"Two recorded trials have the number {record.Number}; keep one of them.", nameof(records));
            if (record.Seconds.Count != record.Curve.Count)
                throw new ArgumentException($"Trial {record.Number} has {record.Curve.Count} values and {record.Seconds.Count} durations; give one duration a value.", nameof(records));
            if (record.Seconds.Any(seconds => !(seconds >= 0) || double.IsPositiveInfinity(seconds)))
                throw new ArgumentException($"Trial {record.Number} has a duration that is no number of seconds; give finite ones of 0 or more.", nameof(records));
        }
    }
}

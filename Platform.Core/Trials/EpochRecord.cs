namespace Platform.Core.Trials;

/// <summary>One recorded epoch as the rules need it: its numbers, to compare an epoch that is trained again, and its checkpoint.</summary>
public sealed record EpochRecord(int Epoch, double TrainLoss, double ValidationLoss, IReadOnlyDictionary<string, double> Metrics, string? Checkpoint)
{
    /// <summary>The metric by name; the two losses count as metrics. Null if the epoch has no such metric.</summary>
    public double? Metric(string name) => name switch
    {
        "train_loss" => TrainLoss,
        "validation_loss" => ValidationLoss,
        _ => Metrics.TryGetValue(name, out var value) ? value : null,
    };

    /// <summary>
    /// The first metric of this record that differs in any bit in another, in a fixed order: losses first, then by name; null if none does. One that
    /// only the other has is no difference: a later version may measure more.
    /// </summary>
    public (string Metric, double? Mine, double? Other)? FirstDifference(EpochRecord other)
    {
        var names = Metrics.Keys.Order(StringComparer.Ordinal);
        foreach (var name in names.Prepend("validation_loss").Prepend("train_loss"))
        {
            var (mine, theirs) = (Metric(name), other.Metric(name));
            if (mine.HasValue != theirs.HasValue || (mine is { } a && theirs is { } b && !SameBits(a, b)))
                return (name, mine, theirs);
        }
        return null;
    }

    // Equal to the bit, but for what the journal's JSON does not keep: the payload of a NaN and the sign of a zero.
    private static bool SameBits(double a, double b) => a.Equals(b);
}

using Training.Core.Data;

namespace Training.Core;

/// <summary>
/// Which share of the training rows each epoch learns from. A larger share holds every row of a smaller one
/// (<see cref="NestedRows"/>), validation always uses all of its rows. The share is a pure function of the epoch: a resumed trial needs
/// no state of it, and all trials of equal length see equal rows at equal epochs, so their curves can be compared.
/// </summary>
/// <param name="Start">The share of the first epoch, and of all epochs if <paramref name="Growth"/> is <c>constant</c>; above 0 and at most 1.</param>
/// <param name="Growth"><c>constant</c>, or <c>rungs</c>: larger by one and the same factor after each rung, up to 1.</param>
/// <param name="FullFrom">The first epoch on all rows; 0 for the one after the last rung below the trial's length.</param>
/// <param name="MinEpochs">Epoch of the lowest rung, at least 1.</param>
/// <param name="ReductionFactor">Each further rung is so many times as far, at least 2: with the defaults the rungs are 1, 3, 9, 27, ..., those of the pruner <c>asha</c>.</param>
/// <remarks>
/// Training on a growing sample is due to John and Langley, "Static versus dynamic sampling for data mining", KDD 1996, and geometric growth to Provost,
/// Jensen and Oates, "Efficient progressive sampling", KDD 1999; data size as the budget of a search to Klein et al., "Fast Bayesian optimization
/// of machine learning hyperparameters on large datasets", AISTATS 2017.
/// </remarks>
public sealed record DataFraction(double Start, string Growth, int FullFrom, int MinEpochs, int ReductionFactor)
{
    /// <summary>All rows in every epoch.</summary>
    public static DataFraction All { get; } = new(1, "constant", 0, 1, 3);

    /// <summary>Whether some epoch may leave rows out.</summary>
    public bool LeavesOut => Start < 1;

    /// <summary>The share of one epoch, above 0 and at most 1; with growth the last epoch always has all rows. Equal bits on every machine.</summary>
    /// <param name="epoch">1 to <paramref name="epochs"/>.</param>
    /// <param name="epochs">The trial's full length.</param>
    public double At(int epoch, int epochs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, epochs);
        if (Growth == "constant")
            return Start;
        var full = FullFrom > 0 ? Math.Min(FullFrom, epochs) : DefaultFullFrom(epochs);
        if (epoch >= full)
            return 1;

        // Stages 0 ... n - 1 end at a rung or before the first full epoch; stage k has Start^(1 - k/n).
        var growth = ExactMath.Root(1 / Start, RungsBefore(full - 1) + 1);
        var share = Start;
        for (var stage = RungsBefore(epoch); stage > 0; stage--)
            share *= growth;
        return Math.Min(1, share);
    }

    private int DefaultFullFrom(int epochs)
    {
        long last = 0;
        for (long rung = MinEpochs; rung < epochs; rung *= ReductionFactor)
            last = rung;
        return last == 0 ? epochs : (int)last + 1;
    }

    private int RungsBefore(int epoch)
    {
        var count = 0;
        for (long rung = MinEpochs; rung < epoch; rung *= ReductionFactor)
            count++;
        return count;
    }
}

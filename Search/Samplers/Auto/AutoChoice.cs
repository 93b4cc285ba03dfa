using System.Globalization;

namespace Search;

/// <summary>Which sampler proposes a trial, and why.</summary>
/// <param name="Sampler">The sampler.</param>
/// <param name="Reason">One sentence for people.</param>
internal sealed record AutoChoice(ISampler Sampler, string Reason)
{
    /// <summary>Up to so many ended trials a Gaussian process pays for its time.</summary>
    internal const int GaussianTrials = 1_000;

    /// <summary>How many ended trials without a better one make a search stagnate, at least.</summary>
    internal const int Patience = 12;

    /// <summary>A value counts as better if it closes at least this share of the distance between the first trials' median and the best.</summary>
    private const double Notable = 0.01;

    /// <summary>How many trials count as the first.</summary>
    private const int FirstTrials = 10;

    private static readonly GpSampler Gaussian = new();
    private static readonly TpeSampler Parzen = new();

    /// <summary>Chooses for trial <paramref name="trialNumber"/>.</summary>
    /// <param name="study">The history and the space.</param>
    /// <param name="trialNumber">The trial to be proposed.</param>
    /// <param name="secondOpinion">Every how many trials the other model proposes; 0 when the search stagnates.</param>
    public static AutoChoice Of(StudyView study, int trialNumber, int secondOpinion)
    {
        var values = AutoHistory.Of(study, trialNumber);
        if (values.Length > GaussianTrials)
        {
            return new AutoChoice(Parzen, string.Create(CultureInfo.InvariantCulture,
                $"Density estimation, because more than {GaussianTrials} trials have ended and its time does not grow with them."));
        }

        if (secondOpinion > 1)
        {
            return trialNumber % secondOpinion == secondOpinion - 1
                ? new AutoChoice(Parzen, string.Create(CultureInfo.InvariantCulture, $"Density estimation, as for every {secondOpinion}th trial."))
                : new AutoChoice(Gaussian, "Gaussian process, between the second opinions that were asked for.");
        }

        var since = SinceNotableBest(values);
        var patience = Math.Max(Patience, study.Space.Parameters.Count + 5);
        if (since >= patience && trialNumber % 3 == 2)
        {
            return new AutoChoice(Parzen, string.Create(CultureInfo.InvariantCulture,
                $"Density estimation as a second opinion, because {since} trials have brought nothing notably better."));
        }

        return new AutoChoice(Gaussian, string.Create(CultureInfo.InvariantCulture,
            $"Gaussian process, because it needs the fewest trials and only {values.Length} have ended."));
    }

    /// <summary>How many trials have come since the last one that was notably better than all before; all of them while none has kept the constraints.</summary>
    private static int SinceNotableBest(double[] values)
    {
        // The first trials tell the scale: later ones gather around the best.
        var first = values.Where(double.IsFinite).Take(FirstTrials).Order().ToArray();
        if (first.Length == 0)
            return values.Length;
        var notable = Notable * Math.Max(0, first[first.Length / 2] - values.Min());
        var (best, at) = (double.PositiveInfinity, -1);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] < best - notable)
                (best, at) = (values[i], i);
        }

        return values.Length - 1 - at;
    }
}

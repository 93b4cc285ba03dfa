namespace Search;

/// <summary>What further trials are expected to gain over the best value so far.</summary>
/// <param name="Trials">How many further trials.</param>
/// <param name="Gain">The expected gain, in the metric's units; 0 or more.</param>
/// <param name="Low">The gain that is exceeded with probability 0.9.</param>
/// <param name="High">The gain that is exceeded with probability 0.1.</param>
/// <param name="Chance">Probability, 0 to 1, that there is any gain.</param>
/// <param name="Best">The best value so far, minimised.</param>
/// <param name="Why">One plain sentence for people.</param>
public sealed record ExpectedImprovement(int Trials, double Gain, double Low, double High, double Chance, double Best, string Why)
{
    /// <summary>Ended trials before anything is expected.</summary>
    private const int LeastTrials = 8;

    /// <summary>Of them with a value.</summary>
    private const int LeastValues = LeastTrials / 2;

    /// <summary>Why nothing is expected, for people, when <see cref="Of"/> answers null.</summary>
    public static string Nothing { get; } = FormattableString.Invariant(
        $"Nothing can be expected yet: at least {LeastTrials} trials must have ended, {LeastValues} of them completed within the constraints, and one of these must be better than the others.");

    /// <summary>Rates of falling, the power of 1/k, that are believed: 1/2 is a normal-like tail's slowness, 2 a sharp end's.</summary>
    private const double SlowestRate = 0.25, FastestRate = 2;

    /// <summary>The expected gain of <paramref name="trials"/> more trials, from the log of a running or finished sweep.</summary>
    /// <remarks>
    /// Further trials are taken to be like the n that have ended, or like the later half of them if those are better (Mann and Whitney's test, z above 2), because a
    /// sampler that learns proposes better points later. Then the next m hold the best of n + m with probability m / (n + m), whatever the distribution
    /// (Renyi, "Theorie des elements saillants", 1962). How far the best falls is read off the expected best e(k) of k trials (<see cref="ExpectedBest"/>) at n/4, n/2 and
    /// n, continued as a + b k^-c, as minima of a distribution with a regular lower tail fall (de Haan and Ferreira, "Extreme value theory", 2006, theorem 1.2.1):
    /// gain = (e(n/2) - e(n)) (1 - (1 + m/n)^-c) / (2^c - 1). The interval takes the gain, if there is any, as exponential. Trials that were pruned, failed or broke a constraint count as
    /// trials of median value; values above the median as the median, since they never are the best. A sampler that is about to find a new region is not foreseen.
    /// Cost O(n log n).
    /// </remarks>
    /// <param name="study">The history.</param>
    /// <param name="trials">m, how many further trials; at least 1.</param>
    /// <returns>Null when fewer than 8 trials have ended, fewer than 4 of them completed within the constraints, or these are all alike (<see cref="Nothing"/>).</returns>
    public static ExpectedImprovement? Of(StudyView study, int trials)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        var ended = CurveTable.Others(study, -1, all => all.Where(trial => trial.State != TrialState.Running).Select(FinishedValues.Of).ToArray());
        double[] finite = [.. ended.OfType<double>().Order()];
        if (ended.Length < LeastTrials || finite.Length < LeastValues)
            return null;

        var best = finite[0];
        var median = Curves.Quantile(finite, 0.5);
        var values = Array.ConvertAll(ended, value => Math.Min(value ?? median, median) - best);
        var half = values.Length / 2;
        var later = values.Length >= 4 * LeastTrials && IsBetter(values[half..], values[..half]) ? values[half..] : values;
        Array.Sort(later = [.. later]);
        var n = later.Length;
        double quarterBest = ExpectedBest.Of(later, n / 4), halfBest = ExpectedBest.Of(later, n / 2), nowBest = ExpectedBest.Of(later, n);
        if (!(halfBest > nowBest))
            return null;

        var rate = Math.Clamp(PortableMath.Log((quarterBest - halfBest) / (halfBest - nowBest)) / PortableMath.Log(2), SlowestRate, FastestRate);
        var gain = (halfBest - nowBest) * (1 - Power(1 + (double)trials / n, -rate)) / (Power(2, rate) - 1);
        var chance = (double)trials / (n + trials);
        var (low, high) = (Exceeded(0.9), Exceeded(0.1));
        var sign = study.Maximised ? -1 : 1;
        return new ExpectedImprovement(trials, gain, low, high, chance, best, FormattableString.Invariant(
            $"{trials} more trials improve the best value {sign * best:G6} with probability {100 * chance:F0}%, by {gain:G3} on average and at most {high:G3} in nine of ten cases, if they are like the last {n} that ended."));

        // P(gain > g) = chance exp(-g chance / gain).
        double Exceeded(double probability) => chance > probability ? gain / chance * PortableMath.Log(chance / probability) : 0;
    }

    private static double Power(double x, double power) => PortableMath.Exp(power * PortableMath.Log(x));

    /// <summary>Whether values are smaller than others by Mann and Whitney's rank test (Annals of Mathematical Statistics 18, 1947), ties counting half, at z above 2.</summary>
    private static bool IsBetter(double[] values, double[] others)
    {
        double[] sorted = [.. others.Order()];
        var wins = 0.0;
        foreach (var value in values)
            wins += sorted.Length - (Count(sorted, value, orEqual: false) + Count(sorted, value, orEqual: true)) / 2.0;
        var (a, b) = ((double)values.Length, (double)others.Length);
        return wins - a * b / 2 > 2 * Math.Sqrt(a * b * (a + b + 1) / 12);
    }

    /// <summary>How many of the sorted values are below a value, or at most it.</summary>
    private static int Count(double[] sorted, double value, bool orEqual)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value || (orEqual && sorted[middle] == value))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}

namespace Training.Core.Metrics;

/// <summary>How well scores put positive rows before negative ones. Equal scores are one threshold. Counts are whole numbers, so the order of rows does not matter.</summary>
public static class Ranking
{
    /// <summary>
    /// Area under the curve of true over false positives: the chance that a positive row scores higher than a negative one, equal scores
    /// counting half (Hanley and McNeil 1982). NaN unless there are rows of both kinds.
    /// </summary>
    /// <param name="scores">One a row, larger for more surely positive.</param>
    /// <param name="positive">Whether the row is.</param>
    public static double RocArea(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive)
    {
        var (sorted, kinds) = Descending(scores, positive);
        var (area, hits, misses) = (0.0, 0L, 0L);
        for (var at = 0; at < sorted.Length;)
        {
            var (end, right) = Group(sorted, kinds, at);
            var wrong = end - at - right;
            area += wrong * (hits + (right / 2.0)); // each negative row is beaten by the positives before it
            (hits, misses, at) = (hits + right, misses + wrong, end);
        }

        return area / hits / misses; // 0 / 0 is NaN
    }

    /// <summary>Average precision: the sum over thresholds of the gain in recall times the precision there. NaN without positive rows.</summary>
    /// <param name="scores">One a row, larger for more surely positive.</param>
    /// <param name="positive">Whether the row is.</param>
    public static double AveragePrecision(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive)
    {
        var (sorted, kinds) = Descending(scores, positive);
        var (sum, hits) = (0.0, 0L);
        for (var at = 0; at < sorted.Length;)
        {
            var (end, right) = Group(sorted, kinds, at);
            hits += right;
            sum += right * ((double)hits / end);
            at = end;
        }

        return sum / hits;
    }

    /// <summary><see cref="RocArea(ReadOnlySpan{float}, ReadOnlySpan{bool})"/> of class probabilities (n, classes): of class 1 when there are two, else the plain mean over one class against the others. NaN when none of it is defined.</summary>
    public static double RocArea(ReadOnlySpan<float> probabilities, ReadOnlySpan<long> labels, int classes) => OverClasses(probabilities, labels, classes, RocArea);

    /// <summary><see cref="AveragePrecision(ReadOnlySpan{float}, ReadOnlySpan{bool})"/> of class probabilities (n, classes), likewise.</summary>
    public static double AveragePrecision(ReadOnlySpan<float> probabilities, ReadOnlySpan<long> labels, int classes) => OverClasses(probabilities, labels, classes, AveragePrecision);

    private delegate double Measure(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive);

    private static double OverClasses(ReadOnlySpan<float> probabilities, ReadOnlySpan<long> labels, int classes, Measure measure)
    {
        var (scores, positive) = (new float[labels.Length], new bool[labels.Length]);
        var (sum, defined) = (0.0, 0);
        for (var c = classes == 2 ? 1 : 0; c < classes; c++)
        {
            for (var row = 0; row < labels.Length; row++)
                (scores[row], positive[row]) = (probabilities[(row * classes) + c], labels[row] == c);
            if (measure(scores, positive) is var value && double.IsNaN(value))
                continue; // a class that does not occur, or nothing but it
            sum += value;
            defined++;
        }

        return sum / defined;
    }

    private static (float[] Scores, bool[] Positive) Descending(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(positive.Length, scores.Length, nameof(positive));
        var (sorted, kinds) = (scores.ToArray(), positive.ToArray());
        Array.Sort(sorted, kinds);
        Array.Reverse(sorted);
        Array.Reverse(kinds);
        return (sorted, kinds);
    }

    // The end of the run of equal scores that begins at a place, and the positive rows in it.
    private static (int End, int Right) Group(float[] sorted, bool[] kinds, int at)
    {
        var (end, right) = (at, 0);
        for (; end < sorted.Length && sorted[end].Equals(sorted[at]); end++)
            right += kinds[end] ? 1 : 0;
        return (end, right);
    }
}

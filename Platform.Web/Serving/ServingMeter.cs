namespace Platform.Web.Serving;

/// <summary>How long callers of predictions waited for their answers, by checkpoint, since the server started. Thread-safe.</summary>
public sealed class ServingMeter
{
    /// <summary>Newest calls that count.</summary>
    public const int Window = 1_000;

    private const int MostCheckpoints = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);

    /// <summary>Takes in the calls that were answered together.</summary>
    /// <param name="digest">SHA-256 of the checkpoint.</param>
    /// <param name="milliseconds">From the call to its answer, for each.</param>
    /// <param name="rows">Of all of them.</param>
    public void Add(string digest, IReadOnlyList<double> milliseconds, int rows)
    {
        ArgumentNullException.ThrowIfNull(milliseconds);
        lock (_gate)
        {
            if (!_series.TryGetValue(digest, out var series))
            {
                if (_series.Count == MostCheckpoints)
                    _series.Remove(_series.MinBy(known => known.Value.Last).Key);
                _series.Add(digest, series = new Series());
            }
            series.Last = Environment.TickCount64;
            series.Calls += milliseconds.Count;
            series.Rows += rows;
            series.Batches[Size(milliseconds.Count)]++;
            foreach (var one in milliseconds)
            {
                series.Newest.Enqueue(one);
                if (series.Newest.Count > Window)
                    series.Newest.Dequeue();
            }
        }
    }

    /// <summary>What was seen of a checkpoint; null if nobody asked it yet.</summary>
    public ServingFigures? Of(string digest)
    {
        lock (_gate)
        {
            if (!_series.TryGetValue(digest, out var series))
                return null;
            double[] sorted = [.. series.Newest.Order()];
            return new ServingFigures(
                series.Calls, series.Rows, sorted.Length, Percentile(sorted, 0.5), Percentile(sorted, 0.99),
                [.. series.Batches.Select((count, i) => new ServingBatch(1 << i, i == series.Batches.Length - 1 ? null : (2 << i) - 1, count)).Where(batch => batch.Count > 0)]);
        }
    }

    /// <summary>The smallest of sorted values that a share of them does not exceed (nearest rank); NaN of none.</summary>
    internal static double Percentile(IReadOnlyList<double> sorted, double share) => sorted.Count == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];

    // 1, 2 to 3, 4 to 7, … 64 and more.
    private static int Size(int calls) => Math.Min(6, int.Log2(calls));

    private sealed class Series
    {
        public Queue<double> Newest { get; } = new();

        public long[] Batches { get; } = new long[7];

        public long Calls { get; set; }

        public long Rows { get; set; }

        public long Last { get; set; }
    }
}

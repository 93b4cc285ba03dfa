namespace Platform.Web.Tracking;

/// <summary>Which way metrics of other programs are better, guessed from the words of their names; pages let people turn it where it matters.</summary>
public static class MetricDirections
{
    private static readonly HashSet<string> Shrinking = new(StringComparer.OrdinalIgnoreCase)
    {
        "loss", "error", "err", "mse", "rmse", "mae", "mape", "smape", "rmsle", "nll", "perplexity", "ppl", "wer", "cer", "fid", "time", "seconds", "latency", "duration", "rank", "std", "variance", "cost", "brier",
    };

    /// <summary>Whether a word of the name says so: <c>val/loss</c>, <c>test_rmse</c>, <c>mean_fit_time</c>.</summary>
    public static bool IsLowerBetter(string metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric.Split('_', '/', '.', '-', ' ', ':').Any(Shrinking.Contains);
    }
}

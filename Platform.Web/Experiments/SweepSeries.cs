namespace Platform.Web.Experiments;

/// <summary>What a sweep's charts can draw. Pure.</summary>
internal static class SweepSeries
{
    /// <summary>Metrics that a chart can show: the objective first, then the two losses, then whatever the runs report.</summary>
    public static IReadOnlyList<string> Metrics(IEnumerable<string> reported, string objective) =>
        [.. new[] { objective, "validation_loss", "train_loss" }.Concat(reported.Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)];
}

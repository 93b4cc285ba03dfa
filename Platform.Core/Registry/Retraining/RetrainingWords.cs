using System.Globalization;

namespace Platform.Core.Registry;

/// <summary>What is written down with the result of a retraining. Pure.</summary>
internal static class RetrainingWords
{
    /// <summary>Where the version comes from and its test measures beside the champion's.</summary>
    /// <param name="model">Before the version is registered.</param>
    /// <param name="running">The retraining.</param>
    /// <param name="version">Its result.</param>
    /// <param name="comparison">The champion on the same test rows; null if there is none.</param>
    /// <param name="objection">Why the alias is not moved; null if it is.</param>
    public static string Why(RegisteredModel model, RetrainingStarted running, ModelVersionRegistered version, RetrainingComparison? comparison, string? objection)
    {
        var learnt = running.Data with { Digest = version.DataDigest };
        var changed = learnt == running.Data ? "" : ", whose files changed after it began";
        var origin = string.Create(CultureInfo.InvariantCulture, $"Retraining {running.Number} from version {running.FromVersion} on {learnt}{changed}: {Measures(version.TestMetrics)}");
        var beside = comparison switch
        {
            null => "; there is no champion to compare with.",
            { Problem: { } problem } => string.Create(CultureInfo.InvariantCulture, $"; the champion, version {comparison.Champion}, has {Measures(model.Versions[comparison.Champion - 1].TestMetrics)} on the data as they were then, and could not be measured on these: {problem}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"; the champion, version {comparison.Champion}, has {Measures(comparison.ChampionMetrics)} on the same test set."),
        };
        return $"{origin}{beside}{(objection is null ? "" : $" The alias '{running.Alias}' was not moved: {objection}")}";
    }

    private static string Measures(IReadOnlyDictionary<string, double> metrics)
    {
        string[] names = [.. new[] { TestMeasure.NameIn(metrics), "test_loss" }.OfType<string>().Distinct(StringComparer.Ordinal).Where(metrics.ContainsKey)];
        return names.Length == 0
            ? "no test measures"
            : string.Join(", ", names.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name.Replace('_', ' ')} {metrics[name]:0.####}")));
    }
}

using System.Globalization;

namespace Platform.Core.Registry;

/// <summary>What is written down with the result of a retraining. Pure.</summary>
internal static class RetrainingWords
{
    /// <summary>Where the version comes from and its test measures beside the champion's.</summary>
    /// <param name="model">Before the version is registered.</param>
    /// <param name="running">The retraining.</param>
    /// <param name="version">Its result.</param>
    /// <param name="objection">Why the alias is not moved; null if it is.</param>
    public static string Why(RegisteredModel model, RetrainingStarted running, ModelVersionRegistered version, string? objection)
    {
        var origin = string.Create(CultureInfo.InvariantCulture, $"Retraining {running.Number} from version {running.FromVersion} on {running.Data}: {Measures(version)}");
        var beside = model.Champion is not { } champion ? "; there is no champion to compare with."
            : string.Create(CultureInfo.InvariantCulture, $"; the champion, version {champion.Version}, has {Measures(champion)}{(champion.DataDigest == version.DataDigest ? " on the same test set." : ", measured on the data as they were then.")}");
        return $"{origin}{beside}{(objection is null ? "" : $" The alias '{running.Alias}' was not moved: {objection}")}";
    }

    private static string Measures(ModelVersionRegistered version)
    {
        string[] names = [.. new[] { TestMeasure.NameIn(version.TestMetrics), "test_loss" }.OfType<string>().Distinct(StringComparer.Ordinal).Where(version.TestMetrics.ContainsKey)];
        return names.Length == 0
            ? "no test measures"
            : string.Join(", ", names.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name.Replace('_', ' ')} {version.TestMetrics[name]:0.####}")));
    }
}

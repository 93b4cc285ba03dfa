using Platform.Core.Experiments;
using Training.Core.Data;
using Training.Core.Metrics;

namespace Platform.Web.Api;

/// <summary>The metrics that an epoch has, by what its data set's target is.</summary>
internal static class TrialMeasures
{
    /// <summary>What a sweep may optimise: everything measured on validation rows, and loss and first measure of the training rows.</summary>
    public static IReadOnlyList<string> Of(TargetKind target) =>
        [.. MeasureCatalog.Of(target).Select(measure => $"validation_{measure.Name}"), .. new[] { $"train_{MeasureCatalog.Of(target)[0].Name}", "train_loss" }.Distinct(StringComparer.Ordinal)];

    /// <summary>What a sweep optimises unless it says otherwise.</summary>
    public static Objective Natural(TargetKind target)
    {
        var first = MeasureCatalog.Of(target)[0];
        return new($"validation_{first.Name}", first.LargerIsBetter ? Direction.Maximize : Direction.Minimize);
    }

    /// <summary>Whether more of a metric is better.</summary>
    public static bool LargerIsBetter(TargetKind target, string metric) =>
        MeasureCatalog.Of(target).FirstOrDefault(measure => metric.EndsWith("_" + measure.Name, StringComparison.Ordinal))?.LargerIsBetter ?? false;
}

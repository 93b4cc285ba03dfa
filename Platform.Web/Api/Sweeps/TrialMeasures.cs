using Platform.Core.Experiments;
using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Models;

namespace Platform.Web.Api;

/// <summary>The metrics that an epoch has, by what its data set's target is.</summary>
internal static class TrialMeasures
{
    /// <summary>What a sweep may optimise: everything measured on validation rows, and loss and first measure of the training rows.</summary>
    public static IReadOnlyList<string> Of(TargetKind target) =>
        [.. MeasureCatalog.Of(target).Select(measure => $"validation_{measure.Name}"), .. (target == TargetKind.Likeness ? ["train_loss"] : new[] { $"train_{MeasureCatalog.Of(target)[0].Name}", "train_loss" }).Distinct(StringComparer.Ordinal)];

    /// <summary>What a sweep optimises unless it says otherwise.</summary>
    /// <param name="target">The data set's.</param>
    /// <param name="model">The family that all trials have; null if there are several.</param>
    public static Objective Natural(TargetKind target, string? model = null)
    {
        target = model is null ? target : ModelCatalog.TargetOf(model, target);
        var first = MeasureCatalog.Of(target)[0];
        return new($"validation_{first.Name}", first.LargerIsBetter ? Direction.Maximize : Direction.Minimize);
    }

    /// <summary>Whether more of a metric is better.</summary>
    public static bool LargerIsBetter(TargetKind target, string metric) =>
        MeasureCatalog.Of(target).FirstOrDefault(measure => metric.EndsWith("_" + measure.Name, StringComparison.Ordinal))?.LargerIsBetter ?? false;
}

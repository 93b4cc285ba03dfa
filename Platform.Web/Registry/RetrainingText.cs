using System.Globalization;
using Platform.Core.Registry;
using Platform.Core.Views;

namespace Platform.Web.Registry;

/// <summary>Plans of retraining as people read them.</summary>
internal static class RetrainingText
{
    /// <summary>A time of a schedule; schedules are in UTC.</summary>
    public static string When(DateTimeOffset at) => at.UtcDateTime.ToString("dddd d MMMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The version that a plan starts from, as far as it is known now.</summary>
    public static string Start(RetrainingPlan plan, ModelView model) => model.Aliases.TryGetValue(plan.Start, out var version)
        ? string.Create(CultureInfo.InvariantCulture, $"{plan.Start}, now version {version}")
        : ModelAlias.IsValid(plan.Start) ? $"{plan.Start}, which points to no version now" : $"version {plan.Start}";

    /// <summary>What a plan changes.</summary>
    public static string Changes(RetrainingChanges? changes)
    {
        string?[] parts =
        [
            changes?.Epochs is { } epochs ? $"{epochs} epochs" : null,
            changes?.Trials is > 1 ? $"{changes.Trials} trials with learning rates up to {(changes.LearningRate is { } largest ? Number(largest) : "its own")}"
                : changes?.LearningRate is { } rate ? $"learning rate {Number(rate)}" : null,
            changes?.TrainBlocks is { } blocks ? blocks == 0 ? "all blocks train" : $"only the last {blocks} blocks train" : null,
            changes?.LayerRateDecay is { } decay ? $"each block at {Number(decay)} of the rate of the block after it" : null,
        ];
        var text = string.Join("; ", parts.OfType<string>());
        return text.Length == 0 ? "as the version was trained" : text;
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.Json;
using Platform.Core.Experiments;
using Platform.Core.Studies;
using Platform.Core.Trials;
using Search;

namespace Platform.Core.Tests.Studies;

/// <summary>Sweeps and trials for tests of pure functions.</summary>
internal static class SomeStudy
{
    public static SweepSpec Spec { get; } = new(
        "A sweep", "digits", ParameterSet.Empty, JsonDocument.Parse("""{"learning_rate":{"type":"float","low":0.0001,"high":0.1,"log":true}}""").RootElement,
        Objective.Default, new("random"), new("none"), Epochs: 3, Trials: 40, Parallelism: 3, Seed: 1, "cpu", Priority: 5);

    public static TrialFacts Trial(int number, TrialStatus status, int? bestEpoch, params double[] accuracies) => new(
        number, Lane: number, ParameterSet.Of(("learning_rate", 0.01 / number)), status, accuracies.Length, bestEpoch, Carried: null, FinishedAt: null,
        (metric, epoch) => metric switch
        {
            "validation_accuracy" => accuracies[epoch - 1],
            "validation_loss" => 1 - accuracies[epoch - 1],
            _ => double.NaN,
        });

    /// <summary>The newest state of each trial, by number; equal texts mean equal bits.</summary>
    public static IReadOnlyList<string> Describe(IEnumerable<Observation> observations) =>
    [
        .. observations.GroupBy(o => o.Number).OrderBy(g => g.Key).Select(g => g.Last()).Select(o => string.Create(
            CultureInfo.InvariantCulture, $"#{o.Number} {o.Carried} {o.State} {o.Value:R} [{string.Join(", ", o.Curve.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]")),
    ];
}

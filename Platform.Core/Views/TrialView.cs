using System.Text.Json.Serialization;
using Platform.Core.Trials;
using Search;

namespace Platform.Core.Views;

/// <summary>A run as tables, charts and its page show it.</summary>
/// <param name="TrainLoss">One value an epoch, epoch 1 first; the same length as the other curves.</param>
/// <param name="Metrics">Further curves by name, e.g. validation_accuracy.</param>
/// <param name="Why">Why the sampler proposed these parameters.</param>
/// <param name="EndReason">Why it was pruned, failed or was cancelled; null otherwise.</param>
/// <param name="Version">The stream's version: a gap in followed events means reload.</param>
public sealed record TrialView(
    string Id, string ExperimentId, int Number, TrialStatus Status, int Lane, ParameterSet Parameters, ParameterSet Fields, int Epochs, string Device,
    int Attempt, int FruitlessAttempts, string? Silo, IReadOnlyList<double> TrainLoss, IReadOnlyList<double> ValidationLoss,
    IReadOnlyDictionary<string, IReadOnlyList<double>> Metrics, IReadOnlyList<string?> Checkpoints, int? BestEpoch, double? BestValue, string? Why, string? EndReason,
    IReadOnlyDictionary<string, double>? TestMetrics, bool TestEvaluationWanted, string? DataDigest, RunEnvironment? Environment, string? ReproducesTrialId,
    ReproductionVerified? Verdict, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, double TrainedSeconds, long Version)
{
    /// <summary>The numbers behind <see cref="Why"/>, minimised; null if the sampler gave none.</summary>
    public Rationale? Rationale { get; init; }

    /// <summary>What the pruner compared when it stopped the run.</summary>
    public PruningNumbers? Pruning { get; init; }

    /// <summary>The checkpoint that the run starts from; null if it starts afresh.</summary>
    public InheritedCheckpoint? Inherits { get; init; }

    /// <summary>What the run took from an earlier training; null if nothing.</summary>
    public StartWeightsTaken? StartWeights { get; init; }

    /// <summary>What the sampler wrote down for itself: long, and of no use to people.</summary>
    [JsonIgnore]
    public string? Carried { get; init; }

    public int LastEpoch => TrainLoss.Count;

    public bool HasEnded => Status is TrialStatus.Completed or TrialStatus.Pruned or TrialStatus.Failed or TrialStatus.Cancelled;

    public string? BestCheckpoint => BestEpoch is { } e && e >= 1 && e <= Checkpoints.Count ? Checkpoints[e - 1] : null;

    /// <summary>A curve by metric name (train_loss, validation_loss or a further metric); empty if there is none.</summary>
    public IReadOnlyList<double> Curve(string metric) => metric switch
    {
        "train_loss" => TrainLoss,
        "validation_loss" => ValidationLoss,
        _ => Metrics.TryGetValue(metric, out var curve) ? curve : [],
    };
}

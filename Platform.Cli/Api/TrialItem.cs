using System.Text.Json;

namespace Platform.Cli.Api;

/// <summary>A run as the REST API answers it; only what the command line shows.</summary>
public sealed record TrialItem(
    string Id, string ExperimentId, int Number, string Status, int Lane, IReadOnlyDictionary<string, JsonElement> Parameters,
    IReadOnlyDictionary<string, JsonElement> Fields, int Epochs, string Device, int Attempt, string? Silo, IReadOnlyList<double> TrainLoss,
    IReadOnlyList<double> ValidationLoss, IReadOnlyDictionary<string, IReadOnlyList<double>> Metrics, int? BestEpoch, double? BestValue, string? Why,
    string? EndReason, IReadOnlyDictionary<string, double>? TestMetrics, string? ReproducesTrialId, VerdictItem? Verdict, DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, double TrainedSeconds);

/// <summary>How a reproduction compares with its original.</summary>
public sealed record VerdictItem(bool Identical, int ComparedEpochs, int? FirstDifferingEpoch, string? Metric, double? Original, double? Reproduced, string Summary);

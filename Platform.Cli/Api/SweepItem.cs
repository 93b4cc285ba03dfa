using System.Text.Json;

namespace Platform.Cli.Api;

/// <summary>A sweep as the REST API answers it; only what the command line shows.</summary>
public sealed record SweepItem(
    string Id, string Name, string Status, SweepItemSpec Spec, int Priority, string? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt,
    int Proposed, int Running, int Completed, int Pruned, int Failed, int Cancelled, string? BestTrialId, double? BestValue)
{
    /// <summary>The sweep whose results it began with; null for none.</summary>
    public OriginItem? ForkedFrom { get; init; }

    public bool HasEnded => Status is "completed" or "cancelled";

    /// <summary>Trials that will not change any more.</summary>
    public int Ended => Completed + Pruned + Failed + Cancelled;
}

/// <summary>What a sweep was launched with, as far as the command line shows it.</summary>
public sealed record SweepItemSpec(
    string Data, int Epochs, int Trials, int Parallelism, long Seed, ObjectiveItem Objective, ComponentItem Sampler, ComponentItem Pruner, JsonElement Space);

/// <summary>The metric that a sweep optimises.</summary>
public sealed record ObjectiveItem(string Metric, string Direction);

/// <summary>A sampler or pruner by name.</summary>
public sealed record ComponentItem(string Name);

using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Web.Compare;

/// <summary>A run of a sweep or from outside, as comparisons see it.</summary>
/// <param name="Parameters">Settings that have an effect, by name.</param>
/// <param name="Code">Which program, at which state.</param>
/// <param name="Data">On which data.</param>
/// <param name="Environment">With what it was computed.</param>
/// <param name="Tags">What people or programs say about it.</param>
/// <param name="Metrics">One number each: at the best epoch for trials, else the latest.</param>
public sealed record ComparedRun(
    string Id, string Name, IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, string> Code, IReadOnlyDictionary<string, string> Data,
    IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, double> Metrics)
{
    private static readonly string[] SeedNames = ["seed", "random_seed", "random_state", "rng_seed", "torch_seed", "seed_everything", "global_seed"];

    /// <summary>The trial; null for a run from outside.</summary>
    public TrialView? Trial { get; init; }

    /// <summary>The run from outside; null for a trial.</summary>
    public RunWithMetrics? Tracked { get; init; }

    /// <summary>Its page.</summary>
    public string Href => Trial is null ? $"runs/{Id}" : $"trials/{Id}";

    /// <summary>Whether it came to its end as it was meant to: what else it measured is of a run that goes on, failed or was stopped, and no result.</summary>
    public bool IsFinished => Trial is { } trial ? trial.Status == TrialStatus.Completed : Tracked is not { } tracked || tracked.Run.Status == RunStatus.Finished;

    /// <summary>The seed of its training; null if none is known.</summary>
    public string? Seed => Parameters.Where(p => IsSeed(p.Key))
        .OrderBy(p => Array.FindIndex(SeedNames, name => string.Equals(name, p.Key, StringComparison.OrdinalIgnoreCase))).ThenByDescending(p => p.Key, StringComparer.Ordinal)
        .Select(p => p.Value).FirstOrDefault();

    /// <summary>Whether a parameter is a seed: runs that differ in nothing else repeat one another.</summary>
    public static bool IsSeed(string parameter) => SeedNames.Contains(parameter, StringComparer.OrdinalIgnoreCase);
}

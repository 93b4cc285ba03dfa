using System.Collections.Immutable;
using System.Diagnostics;

namespace Platform.Core.Tracking;

/// <summary>A run as its events have made it, without its metrics and files: what decisions need and what tables show.</summary>
/// <param name="Id">32 hexadecimal digits for runs from outside.</param>
/// <param name="User">As the program says; may be empty.</param>
/// <param name="StartTime">Unix milliseconds, as the program says.</param>
/// <param name="EndTime">Unix milliseconds; null while it has none.</param>
/// <param name="ParentRunId">The run that it is nested in, as its tag <see cref="ParentTag"/> says; null for none.</param>
/// <param name="ArtifactUri">Where clients put its files.</param>
/// <param name="Kind"><c>run</c> for runs that programs log to; other kinds are read-only.</param>
/// <param name="CreatedAt">When the platform first heard of it.</param>
public sealed record TrackedRun(
    string Id, string ExperimentId, string Name, string User, RunStatus Status, Lifecycle Lifecycle, long StartTime, long? EndTime, string? ParentRunId,
    string ArtifactUri, string Kind, ImmutableDictionary<string, string> Params, ImmutableDictionary<string, string> Tags, ImmutableList<InputSummary> Inputs,
    DateTimeOffset CreatedAt)
{
    /// <summary>The kind of runs that programs log to.</summary>
    public const string RunKind = "run";

    /// <summary>The tag that carries a run's name for MLflow's clients: a run is called what it says, and it says what the run is called.</summary>
    public const string NameTag = "mlflow.runName";

    /// <summary>The tag that names the run that a run is nested in, at its beginning or later.</summary>
    public const string ParentTag = "mlflow.parentRunId";

    /// <summary>What stands for the name of a run that was erased.</summary>
    public const string ErasedName = "erased";

    /// <summary>The run after an event; null stands for one that is not there yet.</summary>
    public static TrackedRun Evolve(TrackedRun? run, RunEvent @event) => (run, @event) switch
    {
        (null, RunCreated e) => new TrackedRun(
            e.RunId, e.ExperimentId, e.Name, e.User, e.Status, Lifecycle.Active, e.StartTime, null, e.ParentRunId, e.ArtifactUri, RunKind,
            ImmutableDictionary.Create<string, string>(StringComparer.Ordinal), e.Tags.ToImmutableDictionary(StringComparer.Ordinal), [], e.At),
        ({ } r, RunUpdated e) => r with { Status = e.Status ?? r.Status, EndTime = e.EndTime ?? r.EndTime, Name = e.Name ?? r.Name },
        ({ } r, RunDeleted) => r with { Lifecycle = Lifecycle.Deleted },
        ({ } r, RunRestored) => r with { Lifecycle = Lifecycle.Active },
        ({ } r, ParamsLogged e) => r with { Params = r.Params.SetItems(e.Params) },
        ({ } r, RunTagsSet e) => r with { Tags = Set(r.Tags, e.Tags), ParentRunId = e.Tags.TryGetValue(ParentTag, out var parent) ? parent is { Length: > 0 } ? parent : null : r.ParentRunId },
        ({ } r, InputsLogged e) => r with { Inputs = r.Inputs.AddRange(e.Inputs.Select(InputSummary.Of)) },
        ({ } r, ArtifactLogged or ArtifactRemoved or MetricsLogged or ModelMetricsLogged) => r,
        (_, RunErased e) => new TrackedRun(
            e.RunId, e.ExperimentId, ErasedName, "", RunStatus.Finished, Lifecycle.Erased, 0, null, null, "", RunKind, ImmutableDictionary.Create<string, string>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, string>(StringComparer.Ordinal), [], e.Erasure.At),
        _ => throw new UnreachableException($"TrackedRun does not know {@event?.GetType().Name}{(run is null ? " as its first event" : "")}."),
    };

    internal static ImmutableDictionary<string, string> Set(ImmutableDictionary<string, string> tags, IReadOnlyDictionary<string, string?> changes)
    {
        var changed = tags.ToBuilder();
        foreach (var (key, value) in changes)
        {
            if (value is null)
                changed.Remove(key);
            else
                changed[key] = value;
        }
        return changed.ToImmutable();
    }
}

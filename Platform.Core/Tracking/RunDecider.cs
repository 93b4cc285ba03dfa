using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Platform.Core.Artifacts;

namespace Platform.Core.Tracking;

/// <summary>The rules of tracked runs. Pure. Parameters never change; an ended run takes everything, a deleted one nothing but its restoration.</summary>
public static class RunDecider
{
    /// <summary>The events of a command; null stands for a run that is not there.</summary>
    /// <param name="id">The run's identity.</param>
    /// <exception cref="TrackingNotFoundException">There is none, and the command does not begin one.</exception>
    /// <exception cref="RunNotActiveException">It is deleted.</exception>
    /// <exception cref="ParamConflictException">A parameter would change.</exception>
    /// <exception cref="InvalidInputException">A key or value is empty or too long.</exception>
    /// <exception cref="RuleViolation">The rules refuse it.</exception>
    public static RunEvent[] Decide(string id, TrackedRun? run, RunCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        switch (run, command)
        {
            case (null, CreateRun c):
                return [Create(id, c)];
            case (null, _):
                throw new TrackingNotFoundException("run", id);
            case ({ Lifecycle: Lifecycle.Erased }, CreateRun):
                throw new RuleViolation($"The run {id} was erased, and its identity is not used again. Leave the identity out to get a new one.");
            case ({ Lifecycle: Lifecycle.Deleted or Lifecycle.Erased, Kind: TrackedRun.RunKind }, EraseRun c):
                return [new RunErased(id, run.ExperimentId, c.Erasure)];
            case (_, EraseRun):
                throw new RuleViolation($"The run {id} is not deleted, and only deleted runs can be erased. Delete it first.");
            case ({ Lifecycle: Lifecycle.Erased }, CollectArtifacts):
                return [];
            case ({ Lifecycle: Lifecycle.Erased }, _):
                throw new TrackingNotFoundException("run", id);
            case (_, CreateRun c):
                return IsRepeat(run, c) ? [] : throw new RuleViolation($"There is a run with the identity {id} already, and it was begun in another way. Leave the identity out to get a new one.");
            case ({ Kind: not TrackedRun.RunKind }, _):
                throw new RuleViolation($"The run {id} belongs to a sweep and cannot be changed from outside.");
            case (_, TakePoints c):
                return [MetricsLogged.Of(c.Points, c.At)];
            case (_, DeleteRun c):
                return run.Lifecycle == Lifecycle.Deleted ? [] : [new RunDeleted(c.At)];
            case (_, RestoreRun c):
                return run.Lifecycle == Lifecycle.Active ? [] : [new RunRestored(c.At)];
            case (_, CollectArtifacts c):
                return run.Lifecycle == Lifecycle.Deleted ? [.. c.Paths.Select(path => new ArtifactRemoved(path, c.At))] : [];
            case ({ Lifecycle: Lifecycle.Deleted }, _):
                throw new RunNotActiveException(id);
            case (_, UpdateRun c):
                TrackingRules.CheckText("run_name", c.Name ?? "", TrackingLimits.RunName);
                return c is { Status: null, EndTime: null, Name: null } ? [] : [new RunUpdated(c.Status, c.EndTime, c.Name, c.At), .. NameTag(run, c)];
            case (_, RestoreRunName c):
                return RestoreName(run, c);
            case (_, LogBatch c):
                return [.. Params(run, c), .. Metrics(c), .. ModelMetrics(c), .. Tags(run, c.Tags, c.At)];
            case (_, ChangeRunTag c):
                return [.. Tags(run, [new(c.Key, c.Change(run.Tags.GetValueOrDefault(c.Key)))], c.At)];
            case (_, RestoreRunTag c):
                return run.Tags.GetValueOrDefault(c.Key) == c.Given
                    ? [.. Tags(run, [new(c.Key, c.Before)], c.At)]
                    : throw new RuleViolation($"The tag '{c.Key}' was changed meanwhile; it stays as it is now.");
            case (_, LogInputs c):
                return Inputs(run, c);
            case (_, LogArtifact c):
                ArtifactPath.Check(c.Path);
                return [new ArtifactLogged(c.Path, c.Digest, c.Size, c.At)];
            case (_, RemoveArtifact c):
                ArtifactPath.Check(c.Path);
                return [new ArtifactRemoved(c.Path, c.At)];
            default:
                throw new UnreachableException($"A run does not know {command.GetType().Name}.");
        }
    }

    /// <summary>The last of each key.</summary>
    internal static ImmutableSortedDictionary<string, string?> Last(IReadOnlyList<KeyValuePair<string, string?>> tags)
    {
        var last = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
            last[key] = value;
        return last.ToImmutable();
    }

    internal static void CheckRoom(string what, int known, int added)
    {
        if (known + (long)added > TrackingLimits.Entries)
            throw new RuleViolation(string.Create(CultureInfo.InvariantCulture, $"There are {known} {what} already, so {added} more are too many: at most {TrackingLimits.Entries} are kept."));
    }

    private static RunCreated Create(string id, CreateRun c)
    {
        TrackingRules.CheckText("run_name", c.Name, TrackingLimits.RunName);
        TrackingRules.CheckText("user_id", c.User, TrackingLimits.RunName);
        TrackingRules.CheckText("artifact_uri", c.ArtifactUri ?? "", 2 * TrackingLimits.Path);
        if (c.ParentRunId is not null)
            TrackingRules.CheckText("parent", c.ParentRunId, TrackingLimits.Key, mayBeEmpty: false);
        foreach (var (key, value) in c.Tags)
            CheckTag(key, value);
        CheckRoom("tags", 0, c.Tags.Count);
        return new RunCreated(id, c.ExperimentId, c.Name, c.User, c.Status, c.StartTime, c.ParentRunId, c.Tags, c.ArtifactUri ?? "", c.At);
    }

    // The same request again, perhaps after the run went on: what the beginning alone decides must be equal.
    private static bool IsRepeat(TrackedRun run, CreateRun c) => (run.ExperimentId, run.StartTime, run.User, run.Kind) == (c.ExperimentId, c.StartTime, c.User, TrackedRun.RunKind);

    private static IEnumerable<RunEvent> Params(TrackedRun run, LogBatch c)
    {
        var added = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in c.Params)
        {
            TrackingRules.CheckKey("params", key);
            TrackingRules.CheckText($"params.{key}", value, TrackingLimits.ParamValue);
            if (run.Params.TryGetValue(key, out var known) || added.TryGetValue(key, out known))
            {
                if (known != value)
                    throw new ParamConflictException(run.Id, key, known, value);
            }
            else
                added.Add(key, value);
        }
        CheckRoom("parameters", run.Params.Count, added.Count);
        return added.Count == 0 ? [] : [new ParamsLogged(added.ToImmutable(), c.At)];
    }

    private static IEnumerable<RunEvent> Metrics(LogBatch c)
    {
        if (c.Metrics is not { Count: > 0 } metrics)
            return [];
        if (metrics.Count > TrackingLimits.Points)
            throw new InvalidInputException("metrics", string.Create(CultureInfo.InvariantCulture, $"has {metrics.Count} points, but a batch takes at most {TrackingLimits.Points}; send several."));
        foreach (var key in metrics.Keys)
            TrackingRules.CheckKey("metrics", key);
        return [MetricsLogged.Of(metrics, c.At)];
    }

    private static IEnumerable<RunEvent> ModelMetrics(LogBatch c)
    {
        foreach (var series in c.ModelMetrics)
        {
            TrackingRules.CheckText("model_id", series.ModelId, TrackingLimits.ModelId, mayBeEmpty: false);
            TrackingRules.CheckKey("metrics", series.Key);
            if (series.DatasetName is null != series.DatasetDigest is null)
                throw new InvalidInputException("dataset", "must have both a name and a digest, or neither.");
            TrackingRules.CheckText("dataset_name", series.DatasetName ?? "", TrackingLimits.MeasuredDataset);
            TrackingRules.CheckText("dataset_digest", series.DatasetDigest ?? "", TrackingLimits.MeasuredDigest);
        }
        return c.ModelMetrics.Count == 0 ? [] : [new ModelMetricsLogged(c.ModelMetrics, c.At)];
    }

    private static IEnumerable<RunEvent> Tags(TrackedRun run, IReadOnlyList<KeyValuePair<string, string?>> changes, DateTimeOffset at)
    {
        foreach (var (key, value) in changes)
            CheckTag(key, value);
        var tags = Last(changes);
        CheckRoom("tags", run.Tags.Count, tags.Count(t => t.Value is not null && !run.Tags.ContainsKey(t.Key)));
        if (tags.Count == 0)
            yield break;
        yield return new RunTagsSet(tags, at);
        if (tags.GetValueOrDefault(TrackedRun.NameTag) is { Length: > 0 and <= TrackingLimits.RunName } name && name != run.Name)
            yield return new RunUpdated(null, null, name, at); // a run is called what its tag says
    }

    private static IEnumerable<RunEvent> NameTag(TrackedRun run, UpdateRun c) =>
        c.Name is { Length: > 0 } name && run.Tags.GetValueOrDefault(TrackedRun.NameTag) != name ? Tags(run with { Name = name }, [new(TrackedRun.NameTag, name)], c.At) : [];

    private static RunEvent[] RestoreName(TrackedRun run, RestoreRunName c)
    {
        TrackingRules.CheckText("run_name", c.Name, TrackingLimits.RunName);
        if (run.Name != c.Given)
            throw new RuleViolation($"The run was renamed meanwhile; it is called {run.Name}.");
        if (run.Tags.GetValueOrDefault(TrackedRun.NameTag) != c.Given)
            throw new RuleViolation($"The tag '{TrackedRun.NameTag}' was changed meanwhile; it stays as it is now.");
        return [new RunUpdated(null, null, c.Name, c.At), .. Tags(run with { Name = c.Tag ?? "" }, [new(TrackedRun.NameTag, c.Tag)], c.At)];
    }

    private static RunEvent[] Inputs(TrackedRun run, LogInputs c)
    {
        var known = run.Inputs.ToHashSet();
        var added = new List<RunInput>();
        foreach (var input in c.Inputs)
        {
            TrackingRules.CheckText("dataset.name", input.Dataset.Name, TrackingLimits.RunName, mayBeEmpty: false);
            TrackingRules.CheckText("dataset.digest", input.Dataset.Digest, TrackingLimits.Key, mayBeEmpty: false);
            TrackingRules.CheckText("dataset.source_type", input.Dataset.SourceType, TrackingLimits.RunName);
            TrackingRules.CheckText("dataset.source", input.Dataset.Source, TrackingLimits.DatasetSource);
            TrackingRules.CheckText("dataset.schema", input.Dataset.Schema ?? "", TrackingLimits.DatasetSchema);
            TrackingRules.CheckText("dataset.profile", input.Dataset.Profile ?? "", TrackingLimits.DatasetProfile);
            foreach (var (key, value) in input.Tags)
                CheckTag(key, value);
            if (known.Add(InputSummary.Of(input)))
                added.Add(input);
        }
        if (run.Inputs.Count + added.Count > TrackingLimits.Inputs)
            throw new RuleViolation(string.Create(CultureInfo.InvariantCulture, $"A run has at most {TrackingLimits.Inputs} data sets, and it has {run.Inputs.Count}."));
        return added.Count == 0 ? [] : [new InputsLogged(added, c.At)];
    }

    private static void CheckTag(string key, string? value)
    {
        TrackingRules.CheckKey("tags", key);
        TrackingRules.CheckText($"tags.{key}", value ?? "", TrackingLimits.TagValue);
    }
}

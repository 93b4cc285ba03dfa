using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Studies;
using Search;
using Training.Core;
using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Models;

namespace Platform.Web.Api;

/// <summary>
/// Everything that a sweep file's own rules cannot know: whether its fields, data set, sampler, pruner and objective exist and fit
/// together. Launching asks it before anything is written.
/// </summary>
public sealed class LaunchValidator(PlatformFolders folders)
{
    /// <summary>Every error of a sweep, none if it can be launched. Opens the data set's files, which takes a second or so the first time.</summary>
    /// <param name="spec">The sweep, or the readable part of it.</param>
    /// <param name="found">Errors found before: a field named there is not reported again.</param>
    public IReadOnlyList<FieldError> Check(SweepSpec spec, IReadOnlyList<FieldError> found)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(found);
        var space = spec.ParseSpace();
        var known = DatasetCatalog.All(folders.Data); // looks through the data folder: once
        var errors = new List<FieldError>(found);
        foreach (var error in CheckParts(spec, space, Learned(TargetOf(known, spec.Data), spec.Fixed, space)).Where(e => !found.Any(f => Covers(f.Field, e.Field))))
            errors.Add(error);
        if (known.FirstOrDefault(info => info.Name == spec.Data) is { } data)
            errors.AddRange(FamilyChecks.Check(spec, space, data).Where(e => !errors.Any(f => Covers(f.Field, e.Field))));
        if (!errors.Any(e => e.Field == "data"))
            errors.AddRange(CheckData(spec, known).Where(e => !found.Any(f => Covers(f.Field, e.Field))));
        if (errors.Count == 0)
            errors.AddRange(DryBinding.Check(spec, space));
        return errors;
    }

    /// <summary>
    /// The settings that no trial of a sweep would use, and those that a population cannot change on its way. Asked of what people write now: sweeps of earlier versions may hold some, and are changed and
    /// repeated all the same.
    /// </summary>
    /// <param name="spec">The sweep, or the readable part of it.</param>
    public IReadOnlyList<FieldError> CheckIdle(SweepSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var space = spec.ParseSpace();
        return DatasetCatalog.All(folders.Data).FirstOrDefault(info => info.Name == spec.Data) is { } data
            ? [.. FamilyChecks.CheckIdle(spec, space, data.Samples), .. SpaceChecks.CheckPopulation(spec.Sampler, space)]
            : [];
    }

    /// <summary>What a sweep optimises unless it says otherwise, by its data set and the family that all its trials have, if any; accuracy where there is no such data set.</summary>
    public Objective NaturalObjective(string data, string? model) => TrialMeasures.Natural(TargetOf(DatasetCatalog.All(folders.Data), data), model);

    // Families that need no labels learn something of their own.
    private static TargetKind Learned(TargetKind target, ParameterSet fields, SearchSpace space) =>
        ModelCatalog.TargetOf(Families(fields, space)[0], target);

    private static string[] Families(ParameterSet fields, SearchSpace space) => space.Find("model") switch
    {
        ChoiceParameter choice => [.. choice.Choices.OfType<string>().DefaultIfEmpty("")],
        FrozenParameter { Value: string one } => [one],
        _ => [fields.GetValueOrDefault("model") as string ?? ""],
    };

    private static IEnumerable<FieldError> CheckFamilies(ParameterSet fields, SearchSpace space)
    {
        var families = Families(fields, space);
        if (families.GroupBy(family => ModelCatalog.TargetOf(family, TargetKind.Class)).ToArray() is { Length: > 1 } groups)
            yield return new FieldError("space.model", $"holds families that measure different things and cannot be compared: {string.Join("; ", groups.Select(group => string.Join(", ", group)))}. Launch a sweep for each group.");
    }

    private static TargetKind TargetOf(IReadOnlyList<DatasetInfo> known, string data) => known.FirstOrDefault(info => info.Name == data)?.Target ?? TargetKind.Class;

    private static IEnumerable<FieldError> CheckParts(SweepSpec spec, SearchSpace space, TargetKind target) =>
    [
        .. SpaceChecks.CheckFixed(spec.Fixed),
        .. space.Parameters.SelectMany(SpaceChecks.CheckParameter),
        .. SpaceChecks.CheckFraction(spec.Fixed, space),
        .. CheckFamilies(spec.Fixed, space),
        .. Attempt(() => Samplers.Create(spec.Sampler.Name, spec.Sampler.Options)),
        .. Attempt(() => Pruners.Create(spec.Pruner.Name, spec.Pruner.Options)),
        .. spec.PastResults.SelectMany((results, i) => CheckPast(results, spec, space, $"past_results[{i}]")),
        .. CheckObjective(spec.Objective, target),
        .. spec.FurtherObjectives.SelectMany((objective, i) => CheckMetric(objective.Metric, target, $"objectives[{i + 1}].metric")),
        .. spec.Constraints.SelectMany((constraint, i) => CheckMetric(constraint.Metric, target, $"constraints[{i}].metric")),
    ];

    private static IEnumerable<FieldError> Attempt(Func<object> make)
    {
        try
        {
            make();
            return [];
        }
        catch (SpaceException error)
        {
            return [new FieldError(error.Path, error.Problem)];
        }
    }

    private static IEnumerable<FieldError> CheckPast(PastResults results, SweepSpec spec, SearchSpace space, string path)
    {
        if (spec.FurtherObjectives.Count > 0)
            return [new FieldError(path, "is used with one objective only; leave it out, or give one objective.")];
        try
        {
            results.Read(space, spec.Objective.Direction);
            return [];
        }
        catch (SpaceException error)
        {
            return [new FieldError($"{path}.table", error.Message)];
        }
    }

    // Beside the main objective, which every epoch must have, numbers of the whole trial will do.
    private static IEnumerable<FieldError> CheckMetric(string metric, TargetKind target, string path)
    {
        string[] known = [.. TrialMeasures.Of(target), TrialMetrics.TrainedSeconds];
        if (metric.StartsWith("test_", StringComparison.Ordinal))
            yield return new FieldError(path, $"'{metric}' is measured on the test set, which is never used to choose, prune or stop; {Instead(target)}.");
        else if (!known.Contains(metric, StringComparer.Ordinal))
            yield return new FieldError(path, $"'{metric}' is not a metric of a trial{Nearest.Suggest(metric, known)}.");
    }

    private static IEnumerable<FieldError> CheckObjective(Objective objective, TargetKind target)
    {
        if (objective.Metric.StartsWith("test_", StringComparison.Ordinal))
            yield return new FieldError("objective.metric", $"'{objective.Metric}' is measured on the test set, which is never used to choose, prune or stop; {Instead(target)}.");
        else if (!TrialMeasures.Of(target).Contains(objective.Metric, StringComparer.Ordinal))
            yield return new FieldError("objective.metric", $"'{objective.Metric}' is not a metric of an epoch{Nearest.Suggest(objective.Metric, TrialMeasures.Of(target))}.");
        else if (TrialMeasures.LargerIsBetter(target, objective.Metric) != (objective.Direction == Direction.Maximize))
            yield return new FieldError("objective.direction", objective.Direction == Direction.Minimize
                ? $"is minimize, but a larger {objective.Metric} is better; use maximize."
                : $"is maximize, but a smaller {objective.Metric} is better; use minimize.");
    }

    private static string Instead(TargetKind target) => $"use {TrialMeasures.Natural(target).Metric} or validation_loss";

    private IEnumerable<FieldError> CheckData(SweepSpec spec, IReadOnlyList<DatasetInfo> known)
    {
        var info = known.FirstOrDefault(d => d.Name == spec.Data);
        if (info is null)
            return [new FieldError("data", $"'{spec.Data}' is not a known data set{Nearest.Suggest(spec.Data, known.Select(d => d.Name))}.")];
        if (!info.Available)
            return [new FieldError("data", $"'{spec.Data}' lacks {string.Join(", ", info.MissingFiles)}. {info.HowToGet}")];
        var errors = OpenFiles(spec.Data, out var opened);
        return [.. errors, .. CheckRows(spec, info, opened?.TrainRows ?? info.TrainRows)];
    }

    // Files can be corrupt, and training would find out too late. The digits cannot, and take longest to make.
    private IReadOnlyList<FieldError> OpenFiles(string name, out Dataset? opened)
    {
        opened = null;
        if (name == "digits")
            return [];
        try
        {
            opened = DatasetCatalog.Open(name, folders.Data);
            return [];
        }
        catch (DatasetException error)
        {
            return [new FieldError("data", error.Message)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [new FieldError("data", $"the files of '{name}' cannot be read: {error.Message} Make them readable for the web server and the silos.")];
        }
    }

    private static IEnumerable<FieldError> CheckRows(SweepSpec spec, DatasetInfo info, int trainRows)
    {
        var rows = Number(spec, "train_samples");
        if (rows > trainRows)
            yield return new FieldError("fixed.train_samples", $"is {rows}, but the training pool of '{info.Name}' has {trainRows} rows; give at most {trainRows}, or 0 for all.");
        else if (rows == 1)
            yield return new FieldError("fixed.train_samples", "is 1, which leaves nothing to train on beside the validation rows; give at least 2, or 0 for all.");
        if (Number(spec, "batch_size") > trainRows)
            yield return new FieldError("fixed.batch_size", $"is {Number(spec, "batch_size")}, more than the {trainRows} rows of '{info.Name}'; give a smaller batch.");
    }

    private static double? Number(SweepSpec spec, string field) => spec.Fixed.GetValueOrDefault(field) switch
    {
        long whole => whole,
        double real => real,
        _ => null,
    };

    private static bool Covers(string found, string field) =>
        field == found || field.StartsWith(found + ".", StringComparison.Ordinal) || field.StartsWith(found + "[", StringComparison.Ordinal);
}

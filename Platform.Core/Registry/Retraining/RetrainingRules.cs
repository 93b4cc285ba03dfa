using System.Globalization;

namespace Platform.Core.Registry;

/// <summary>What a plan of retraining may hold. Pure.</summary>
public static class RetrainingRules
{
    private const int LongestName = 200;
    private const int MostNamed = 10; // versions, the newest

    /// <summary>Every error of a plan, by the name of its field; whether versions, data set and settings exist is not known here.</summary>
    public static IReadOnlyList<FieldError> Check(RetrainingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var changes = plan.Changes ?? RetrainingChanges.None;
        var errors = new List<FieldError>();
        if (plan.Cron is { } cron && CronSchedule.Problem(cron) is { } problem)
            errors.Add(new FieldError("cron", problem));
        if (!ModelAlias.IsValid(plan.Start) && VersionOf(plan.Start) is null)
            errors.Add(new FieldError("start", "is neither an alias nor a version; give one such as champion, or a whole number from 1."));
        if (!ModelAlias.IsValid(plan.Alias))
            errors.Add(new FieldError("alias", "is not allowed; use lower-case letters, digits, dash or underscore, beginning with a letter, and not like 'v1' or 'latest'."));
        if (plan.Data is { Length: 0 or > LongestName })
            errors.Add(new FieldError("data", $"has {plan.Data.Length} characters; give the name of a data set, or leave it out for that of the version."));
        if (changes.Epochs is < 1 or > 10_000)
            errors.Add(new FieldError("epochs", $"is {changes.Epochs}; give 1 to 10000, or leave it out for those of the version."));
        if (changes.Trials is < 1 or > RetrainingChanges.MostTrials)
            errors.Add(new FieldError("trials", $"is {changes.Trials}; give 1 to {RetrainingChanges.MostTrials}."));
        if (changes.LearningRate is { } rate && !(double.IsFinite(rate) && rate > 0))
            errors.Add(new FieldError("learningRate", "is not a number above 0; give one, or leave it out for that of the version."));
        if (changes.LayerRateDecay is { } decay && !(decay > 0 && decay <= 1))
            errors.Add(new FieldError("layerRateDecay", "is not above 0 and at most 1; 1 gives all blocks the same rate."));
        if (changes.TrainBlocks is < 0)
            errors.Add(new FieldError("trainBlocks", $"is {changes.TrainBlocks}; 0 trains all blocks."));
        return errors;
    }

    /// <summary>The version that a plan's start means now.</summary>
    /// <exception cref="RuleViolation">There is no such alias or version; says what there is.</exception>
    /// <param name="entry">Says which versions were deleted: of these none can be started from.</param>
    public static ModelVersionRegistered Find(string start, IReadOnlyList<ModelVersionRegistered> versions, ModelEntry entry, IReadOnlyDictionary<string, int> aliases)
    {
        ArgumentNullException.ThrowIfNull(versions);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(aliases);
        if (VersionOf(start) is { } number)
        {
            return number <= versions.Count && !entry.Of(number).Deleted
                ? versions[number - 1]
                : throw new RuleViolation($"There is no version {number}; the newest that the model has: {string.Join(", ", versions.Where(v => !entry.Of(v.Version).Deleted).Select(v => v.Version.ToString(CultureInfo.InvariantCulture)).TakeLast(MostNamed).DefaultIfEmpty("none"))}.");
        }
        return aliases.TryGetValue(start, out var pointed)
            ? versions[pointed - 1]
            : throw new RuleViolation($"The alias '{start}' points to no version; the model has {string.Join(", ", aliases.Keys.Order(StringComparer.Ordinal).DefaultIfEmpty("none"))}.");
    }

    private static int? VersionOf(string start) =>
        int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number : null;
}

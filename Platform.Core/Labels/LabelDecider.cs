using System.Globalization;

namespace Platform.Core.Labels;

/// <summary>The rules of corrections: one content as published, versions without branches, and nobody overwrites what they have not seen. Pure.</summary>
public static class LabelDecider
{
    /// <summary>The most changes of one correction.</summary>
    public const int MostChanges = 10_000;

    /// <summary>The most versions of a data set.</summary>
    public const int MostVersions = 10_000;

    /// <summary>The longest label, in characters.</summary>
    public const int LongestLabel = 1_000;

    /// <summary>The event of a correction; none if it is a repeat.</summary>
    /// <exception cref="RuleViolation">The rules refuse it.</exception>
    public static LabelEvent[] Decide(DatasetLabels labels, CorrectLabels c)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(c);
        if (labels.AnswerTo(c.Command) is not null)
            return [];
        CheckSizes(labels, c);
        if (labels.BaseDigest is { } known && known != c.BaseDigest)
            throw new RuleViolation($"The labels of '{c.Data}' were corrected on content with the digest {known}, but its files now hold {c.BaseDigest}. Restore the files, or give the new content a name of its own.");
        foreach (var change in c.Changes)
            CheckChange(labels, change);
        if (c.Parent != labels.Version)
            throw new RuleViolation($"The changes were made against version {c.Parent} of the labels, but version {labels.Version} is the newest. Look at it and send what is still wrong.");
        var parent = labels.Versions.IsEmpty ? c.BaseDigest : labels.Versions[^1].Digest;
        return [new LabelsCorrected(c.Data, labels.Version + 1, c.BaseDigest, parent, c.Digest, c.Changes, c.By, c.Reason, c.At, c.Command)];
    }

    private static void CheckSizes(DatasetLabels labels, CorrectLabels c)
    {
        if (c.Changes.Count is 0 or > MostChanges)
            throw new RuleViolation(string.Create(CultureInfo.InvariantCulture, $"A correction has 1 to {MostChanges:#,0} changes, not {c.Changes.Count:#,0}. Send the changes in several corrections."));
        if (labels.Version >= MostVersions)
            throw new RuleViolation(string.Create(CultureInfo.InvariantCulture, $"'{c.Data}' has {MostVersions:#,0} versions of its labels, the most that there can be. Put the corrected labels into a data set of its own."));
        if (c.Changes.DistinctBy(change => (change.Part, change.Row)).Count() < c.Changes.Count)
            throw new RuleViolation("A correction names a row twice. Give each row one label.");
    }

    private static void CheckChange(DatasetLabels labels, LabelChange change)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{change.Part.ToString().ToLowerInvariant()} row {change.Row}");
        if (change.Row < 0 || change.To.Length is 0 or > LongestLabel || change.From.Length > LongestLabel)
            throw new RuleViolation(string.Create(CultureInfo.InvariantCulture, $"{place}: rows count from 0, and labels have 1 to {LongestLabel:#,0} characters."));
        if (change.From == change.To)
            throw new RuleViolation($"{place}: the label is '{change.To}' already. Leave the row out.");
        if (labels.Current.TryGetValue((change.Part, change.Row), out var current) && current != change.From)
            throw new RuleViolation($"{place}: the change begins at '{change.From}', but the label is '{current}' since an earlier correction. Look at the row again.");
    }
}

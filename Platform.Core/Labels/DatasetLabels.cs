using System.Collections.Immutable;
using System.Diagnostics;

namespace Platform.Core.Labels;

/// <summary>The versions of one data set's labels, folded from its events. Immutable.</summary>
public sealed record DatasetLabels
{
    public static DatasetLabels Initial { get; } = new();

    /// <summary>Every version in order: number n stands at n - 1.</summary>
    public ImmutableList<LabelsCorrected> Versions { get; private init; } = [];

    /// <summary>The newest label of every row that was ever corrected.</summary>
    public ImmutableDictionary<(LabelPart Part, int Row), string> Current { get; private init; } = ImmutableDictionary<(LabelPart Part, int Row), string>.Empty;

    /// <summary>The newest version's number, 0 before the first.</summary>
    public int Version => Versions.Count;

    /// <summary>Digest of the content as published; null before the first correction.</summary>
    public string? BaseDigest => Versions.IsEmpty ? null : Versions[0].BaseDigest;

    /// <summary>The version that a request with this id led to, or null.</summary>
    public LabelsCorrected? AnswerTo(string? command) => command is null ? null : Versions.Find(version => version.Command == command);

    /// <summary>All labels of a version that were corrected, each row once; none for version 0.</summary>
    /// <exception cref="RuleViolation">There is no such version.</exception>
    public IReadOnlyList<(LabelPart Part, int Row, string Label)> CorrectedAt(int version)
    {
        if (version < 0 || version > Version)
            throw new RuleViolation($"There is no version {version} of the labels; {(Version == 0 ? "they were never corrected: use 0" : $"use 0 to {Version}")}.");
        var labels = new Dictionary<(LabelPart, int), string>();
        foreach (var change in Versions.Take(version).SelectMany(v => v.Changes))
            labels[(change.Part, change.Row)] = change.To;
        return [.. labels.Select(pair => (pair.Key.Item1, pair.Key.Item2, pair.Value)).OrderBy(label => (label.Item1, label.Item2))];
    }

    public DatasetLabels Evolve(LabelEvent @event) => @event switch
    {
        LabelsCorrected e => this with
        {
            Versions = Versions.Add(e),
            Current = Current.SetItems(e.Changes.Select(change => KeyValuePair.Create((change.Part, change.Row), change.To))),
        },
        _ => throw new UnreachableException($"DatasetLabels does not know {@event.GetType().Name}."),
    };
}

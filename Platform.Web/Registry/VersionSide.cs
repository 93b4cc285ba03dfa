using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Web.Registry;

/// <summary>A version with what is known of it, for a comparison.</summary>
/// <param name="Trial">Null for one from outside, or if the trial's contents were erased.</param>
/// <param name="Test">Of its checkpoint; null if there is none.</param>
public sealed record VersionSide(ModelVersionRegistered Version, IReadOnlyList<string> Aliases, TrialView? Trial, TestEvaluated? Test)
{
    public int Number => Version.Version;

    /// <summary>Whether both were tested on the same data.</summary>
    public bool SameRows(VersionSide other) => Version.DataDigest.Length > 0 && Version.DataDigest == other?.Version.DataDigest;

    /// <summary>A test measure; null if there is none.</summary>
    public double? Measure(string name) => Version.TestMetrics.TryGetValue(name, out var value) ? value : null;

    /// <summary>A measure of a group; null if there is none.</summary>
    public double? Group(string column, string value, string name) =>
        Test?.Groups?.FirstOrDefault(group => group.Column == column && group.Value == value) is { } found && found.Metrics.TryGetValue(name, out var measure) ? measure : null;
}

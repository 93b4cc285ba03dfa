using Platform.Core.Import;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Sweeps;

namespace Platform.Cli.Api;

/// <summary>A tracked run as the platform's MLflow API shows it.</summary>
/// <param name="Status">By MLflow's name.</param>
/// <param name="Deleted">It takes nothing more.</param>
/// <param name="StartTime">Unix milliseconds.</param>
/// <param name="EndTime">Unix milliseconds; null for none.</param>
/// <param name="ArtifactUri">Where its files lie.</param>
/// <param name="Latest">The last point of each metric.</param>
/// <param name="ModelOutputs">The logged models that it made, with their steps.</param>
/// <param name="ModelInputs">The logged models that it read.</param>
internal sealed record RunItem(
    string Id, string ExperimentId, string Name, string User, string Status, bool Deleted, long StartTime, long? EndTime, string ArtifactUri,
    IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, SourcePoint> Latest, IReadOnlyList<RunInput> Inputs,
    IReadOnlyDictionary<string, long> ModelOutputs, IReadOnlyList<string> ModelInputs)
{
    private const string Scheme = "mlflow-artifacts:";

    /// <summary>Whether it is a trial of one of the platform's sweeps, which nobody from outside can change.</summary>
    public bool IsTrial => Id.Length != 32 && Tags.GetValueOrDefault("platform.kind") == SweepRun.TrialKind;

    /// <summary>The path below which the platform keeps its files; null when they are elsewhere.</summary>
    public string? FileRoot => Root(ArtifactUri);

    /// <summary>The path below which the platform keeps the files at an address; null when they are elsewhere.</summary>
    internal static string? Root(string artifactUri) => artifactUri.StartsWith(Scheme, StringComparison.Ordinal) ? artifactUri[Scheme.Length..].TrimStart('/') : null;
}

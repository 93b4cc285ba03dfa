using Platform.Core.Artifacts;

namespace Platform.Web.Api.Mlflow;

/// <summary>The files of a trial by path.</summary>
/// <param name="Uri">Where they lie: the trial's artifact_uri.</param>
internal sealed record TrialFolder(string Uri, IReadOnlyDictionary<string, (ArtifactFile File, Func<Stream> Open)> Files)
{
    /// <summary>The files below a folder (empty: all), by path.</summary>
    public IReadOnlyList<ArtifactFile> Below(string folder) =>
        [.. Files.Values.Select(entry => entry.File).Where(file => folder.Length == 0 || file.Path.StartsWith(folder + "/", StringComparison.Ordinal))];
}

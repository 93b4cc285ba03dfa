using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Core.Import.Archive;

/// <summary>
/// What an archive of runs holds, in its entry <c>manifest.json</c>: everything that is small, and of points and files their entries' digests. It says nothing of
/// the server that it came from nor of the time, so equal runs have equal manifests.
/// </summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Version">Always <see cref="FormatVersion"/>; a reader refuses a higher one.</param>
/// <param name="Experiments">By name.</param>
/// <param name="Runs">By experiment and identity.</param>
public sealed record ArchiveManifest(string Format, int Version, IReadOnlyList<ArchiveExperiment> Experiments, IReadOnlyList<ArchiveRun> Runs)
{
    public const string FormatName = "platform-runs";
    public const int FormatVersion = 1;

    /// <summary>The manifest's entry.</summary>
    public const string Entry = "manifest.json";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, RespectRequiredConstructorParameters = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 16,
    };

    /// <summary>The entry of a file's content.</summary>
    public static string FileEntry(string digest) => $"files/{digest}";

    /// <summary>The entry of a run's points.</summary>
    public static string PointsEntry(string runId) => $"points/{runId}.jsonl";
}

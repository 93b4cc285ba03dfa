using System.Text.Json;

namespace Platform.Core.Import.Archive;

/// <summary>
/// What an archive of runs holds, in its entry <c>manifest.json</c>: everything that is small, and of points and files their entries' digests. It says nothing of
/// the server that it came from nor of the time, so equal runs have equal manifests.
/// </summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Version"><see cref="FormatVersion"/> of what wrote it; a reader refuses a higher one. The first version had no logged models.</param>
/// <param name="Experiments">By name.</param>
/// <param name="Runs">By experiment and identity.</param>
/// <param name="Models">Logged models, by experiment and identity; null in the first version.</param>
public sealed record ArchiveManifest(string Format, int Version, IReadOnlyList<ArchiveExperiment> Experiments, IReadOnlyList<ArchiveRun> Runs, IReadOnlyList<ArchiveModel>? Models = null)
{
    public const string FormatName = "platform-runs";
    public const int FormatVersion = 2;

    /// <summary>The manifest's entry.</summary>
    public const string Entry = "manifest.json";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, MaxDepth = 16,
    };

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="JsonException">It is none: something is missing or null that must not be.</exception>
    public static ArchiveManifest Read(ReadOnlySpan<byte> json)
    {
        var manifest = JsonSerializer.Deserialize<ArchiveManifest>(json, Json) ?? throw new JsonException("It is null.");
        var whole = manifest.Experiments.All(experiment => experiment is not null && Texts(experiment.Tags))
            && manifest.Runs.All(run => run is not null && Texts(run.Params) && Texts(run.Tags) && run.Files.All(file => file is not null) && run.Inputs.All(input => input is not null && Texts(input.Tags)))
            && (manifest.Models ?? []).All(model => model is not null && Texts(model.Params) && Texts(model.Tags) && model.Inputs.All(run => run is not null) && model.Files.All(file => file is not null));
        return whole ? manifest : throw new JsonException("A list or map of it holds null.");

        static bool Texts(SortedDictionary<string, string> pairs) => pairs.Values.All(value => value is not null);
    }

    /// <summary>The entry of a file's content.</summary>
    public static string FileEntry(string digest) => $"files/{digest}";

    /// <summary>The entry of a run's points.</summary>
    public static string PointsEntry(string runId) => $"points/{runId}.jsonl";

    /// <summary>The entry of those of a run's points that were measured of logged models.</summary>
    public static string MeasuredEntry(string runId) => $"measured/{runId}.jsonl";
}

using System.Security.Cryptography;
using System.Text.Json;
using Platform.Core;
using Platform.Core.Artifacts;
using Platform.Core.Checkpoints;
using Platform.Core.Journal;
using Platform.Core.Trials;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// What a trial of a sweep has as files, to be read: <c>checkpoints/epoch-N.safetensors</c> of the epochs whose checkpoint is kept, <c>pictures/epoch-N.png</c>, and
/// <c>test.json</c> with all that the test evaluation found.
/// </summary>
internal sealed class TrialFiles(EventJournal journal, CheckpointStore checkpoints, PictureStore pictures)
{
    private const string TestPath = "test.json";

    /// <summary>The files of a trial, and where they lie; null if there is no such trial.</summary>
    public async Task<TrialFolder?> FolderAsync(string trialId, CancellationToken stop)
    {
        if (!trialId.Contains('-', StringComparison.Ordinal) || trialId.Contains('\0', StringComparison.Ordinal))
            return null; // those of tracked runs have no hyphen
        var events = (await journal.ReadStreamAsync(StreamNames.Trial(trialId), cancellation: stop)).Select(e => e.Data).ToList();
        if (events.Count == 0 || events[0] is not TrialCreated created)
            return null;
        var files = new SortedDictionary<string, (ArtifactFile File, Func<Stream> Open)>(StringComparer.Ordinal);
        foreach (var epoch in events.OfType<EpochCompleted>())
        {
            if (epoch.Checkpoint is { } checkpoint)
                Add($"checkpoints/epoch-{epoch.Epoch}.safetensors", checkpoint, checkpoints.PathOf(checkpoint));
            if (epoch.Picture is { } picture)
                Add($"pictures/epoch-{epoch.Epoch}.png", picture.Digest, pictures.PathOf(picture.Digest));
        }
        if (events.OfType<TestEvaluated>().LastOrDefault() is { } test)
        {
            var answer = new TestAnswer(test.Checkpoint, test.Metrics, test.Confusion, test.Groups ?? [], test.Attacks ?? []);
            var json = JsonSerializer.SerializeToUtf8Bytes(answer, PlatformJson.Options);
            files[TestPath] = (new ArtifactFile(TestPath, Convert.ToHexStringLower(SHA256.HashData(json)), json.Length), () => new MemoryStream(json, writable: false));
        }
        return new TrialFolder($"{ArtifactAddress.Scheme}{created.ExperimentId}/{trialId}/artifacts", files);

        void Add(string path, string digest, string place)
        {
            if (new FileInfo(place) is { Exists: true } file)
                files[path] = (new ArtifactFile(path, digest, file.Length), () => new FileStream(place, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
    }
}

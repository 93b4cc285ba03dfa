using System.Security.Cryptography;
using Platform.Cli.Api;
using Platform.Core.Import;
using Platform.Core.Tracking;

namespace Platform.Cli.Import;

/// <summary>Brings one run of a source here: what is new of it, and nothing twice.</summary>
internal sealed class RunImport(TrackingApi api, ImportReport report, ImportNotes notes, ImportProgress progress)
{
    private const int PointsAtOnce = 1_000, PairsAtOnce = 100, BatchesUnderWay = 4;
    private const int LongestParam = 6_000, LongestTag = 8_000; // characters; the server cuts longer ones
    private const string NameTag = "mlflow.runName";
    private readonly BatchSender _sender = new(api, notes, report.DryRun);

    /// <param name="run">The run.</param>
    /// <param name="experimentId">Its experiment here; null in a dry run that would make it.</param>
    /// <param name="now">Unix milliseconds; the start of a run that does not say.</param>
    public async Task ImportAsync(SourceRun run, string? experimentId, long now, CancellationToken cancel)
    {
        var where = $"run {run.Id}";
        var known = await api.RunAsync(run.Id, cancel);
        if (known is { Deleted: true })
        {
            notes.LeaveOut(where, "is deleted here; restore it and import again");
            return;
        }
        if (known is not null && known.ExperimentId != experimentId)
            notes.LeaveOut(where, $"is in the experiment {known.ExperimentId} here and stays there");
        var start = run.StartTime is > 0 and var begun ? begun : now;
        var target = known;
        if (known is null)
        {
            if (!report.DryRun)
                target = await api.CreateRunAsync(run, experimentId!, start, cancel);
            report.Runs++;
        }
        else
        {
            report.KnownRuns++;
            start = known.StartTime;
        }
        report.Params += await PairsAsync(run.Id, "params", run.Params, known?.Params, LongestParam, cancel);
        var tags = run.Tags.Where(tag => tag.Key != NameTag && (known is not null || tag.Key != TrackingApi.ParentTag)) // one follows the name, one came with the run
            .Select(tag => tag.Key == TrackingApi.ParentTag && tag.Value.Length > 0 ? new(tag.Key, SourceIds.OfMlflow(tag.Value)) : tag);
        report.Tags += await PairsAsync(run.Id, "tags", tags, target?.Tags, LongestTag, cancel);
        await PointsAsync(run, known, start, cancel);
        await InputsAsync(run, known, cancel);
        await FilesAsync(run, known, target, cancel);
        await EndAsync(run, known, cancel);
    }

    private async Task<int> PairsAsync(string runId, string kind, IEnumerable<KeyValuePair<string, string>> pairs, IReadOnlyDictionary<string, string>? known, int longest, CancellationToken cancel)
    {
        var taken = 0;
        var batch = new List<KeyValuePair<string, string>>();
        foreach (var (key, whole) in pairs)
        {
            var value = Cut(whole, longest);
            if (value.Length < whole.Length)
                notes.LeaveOut($"run {runId}, {kind} {key}", $"the value is cut to {longest} characters");
            if (known is not null && known.TryGetValue(key, out var here))
            {
                if (here != value)
                    notes.LeaveOut($"run {runId}, {kind} {key}", "has another value here, which stays");
                continue;
            }
            batch.Add(new(key, value));
            if (batch.Count < PairsAtOnce)
                continue;
            taken += await _sender.PairsAsync(runId, kind, batch, cancel);
            batch.Clear();
        }
        return taken + await _sender.PairsAsync(runId, kind, batch, cancel);
    }

    private async Task PointsAsync(SourceRun run, RunItem? known, long start, CancellationToken cancel)
    {
        var earlier = known is null ? null : new KnownPoints(api, known);
        var measured = run.Measured is null ? [] : await run.Measured(cancel).Select(one => MeasuredImport.Equal(one.Point)).ToHashSetAsync(cancellationToken: cancel); // these come with their models
        var batch = new List<SourcePoint>(PointsAtOnce);
        var underWay = new Queue<Task<int>>();
        try
        {
            await foreach (var read in run.Points(cancel))
            {
                var point = read.Time is null ? read with { Time = start } : read;
                if (measured.Contains(MeasuredImport.Equal(point)))
                    continue;
                if (earlier is not null && await earlier.HasAsync(point, cancel))
                {
                    report.KnownPoints++;
                    continue;
                }
                batch.Add(point);
                if (batch.Count < PointsAtOnce)
                    continue;
                underWay.Enqueue(_sender.PointsAsync(run.Id, batch, cancel));
                batch = new List<SourcePoint>(PointsAtOnce);
                if (underWay.Count == BatchesUnderWay)
                    report.Points += await underWay.Dequeue();
                progress.Show(report.Line);
            }
            underWay.Enqueue(_sender.PointsAsync(run.Id, batch, cancel));
            while (underWay.TryDequeue(out var sent))
                report.Points += await sent;
        }
        finally
        {
            await ((Task)Task.WhenAll(underWay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // after a failure: none goes on alone, and the first one is told
            report.Points += underWay.Where(sent => sent.IsCompletedSuccessfully).Sum(sent => (long)sent.Result);
        }
    }

    private async Task InputsAsync(SourceRun run, RunItem? known, CancellationToken cancel)
    {
        var here = known?.Inputs.Select(input => (input.Dataset.Name, input.Dataset.Digest)).ToHashSet() ?? [];
        foreach (var input in run.Inputs.Where(input => !here.Contains((input.Dataset.Name, input.Dataset.Digest))))
        {
            try
            {
                if (!report.DryRun)
                    await api.LogInputsAsync(run.Id, TrackingText.Datasets([input]), cancel);
                report.Inputs++;
            }
            catch (ApiException refused) when (refused.Code is not null)
            {
                notes.LeaveOut($"run {run.Id}, data set {input.Dataset.Name}", refused.Message);
            }
        }
    }

    private async Task FilesAsync(SourceRun run, RunItem? known, RunItem? target, CancellationToken cancel)
    {
        SortedDictionary<string, long>? here = null;
        foreach (var file in run.Files())
        {
            if (target is { FileRoot: null })
            {
                notes.LeaveOut($"run {run.Id}", $"its experiment here keeps files at {target.ArtifactUri}, where only its own clients bring them");
                return;
            }
            here ??= known is null ? [] : await api.FilesAsync(run.Id, cancel);
            try
            {
                if (here.TryGetValue(file.Path, out var size) && size == file.Size && await api.HasDigestAsync(target!.FileRoot!, file.Path, await DigestAsync(file, cancel), cancel))
                    continue;
                if (!report.DryRun)
                {
                    await using var content = file.Size == 0 ? Stream.Null : file.Open();
                    await api.UploadAsync(target!.FileRoot!, file.Path, content, cancel);
                }
                report.Files++;
                report.Bytes += file.Size;
                progress.Show(report.Line);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException || error is ApiException { Code: not null })
            {
                notes.LeaveOut($"run {run.Id}, file {file.Path}", error.Message);
            }
        }
    }

    /// <summary>SHA-256 of a file in a source.</summary>
    internal static async Task<string> DigestAsync(SourceFile file, CancellationToken cancel)
    {
        if (file.Digest is { } stated)
            return stated;
        await using var content = file.Size == 0 ? Stream.Null : file.Open();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
    }

    private async Task EndAsync(SourceRun run, RunItem? known, CancellationToken cancel)
    {
        var status = run.Status.ToString().ToUpperInvariant();
        if (report.DryRun || run.Status == RunStatus.Running && run.EndTime is null || known is not null && known.Status == status && known.EndTime == run.EndTime)
            return;
        if (known is null or { Status: "RUNNING" or "SCHEDULED" })
            await api.EndRunAsync(run.Id, status, run.EndTime, cancel);
    }

    /// <summary>The beginning of a text that is too long; never half of a character.</summary>
    internal static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
}

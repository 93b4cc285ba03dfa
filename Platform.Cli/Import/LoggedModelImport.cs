using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Cli.Api;
using Platform.Core.Import;
using Platform.Core.LoggedModels;

namespace Platform.Cli.Import;

/// <summary>Brings logged models of MLflow 3 here under their own identities: what is new of them, and nothing twice.</summary>
internal sealed class LoggedModelImport(TrackingApi api, ImportReport report, ImportNotes notes, ImportProgress progress)
{
    private const int LongestParam = 6_000, LongestTag = 8_000; // characters; the server cuts longer ones

    private readonly HashSet<string> _brought = new(StringComparer.Ordinal);

    /// <summary>Identities of the models that are here now, or in a dry run would be.</summary>
    public IReadOnlySet<string> Brought => _brought;

    /// <param name="model">The model.</param>
    /// <param name="experimentId">Its experiment here; null in a dry run that would make it.</param>
    public async Task ImportAsync(SourceLoggedModel model, string? experimentId, CancellationToken cancel)
    {
        var where = $"logged model {model.Id}";
        var known = await api.LoggedModelAsync(model.Id, cancel);
        if (known is { Deleted: true })
        {
            notes.LeaveOut(where, "is deleted here and stays so");
            return;
        }
        if (known is null)
            report.LoggedModels++;
        else
            report.KnownLoggedModels++;
        var here = known;
        if (known is null && !report.DryRun)
            here = await CreateAsync(model, experimentId!, where, cancel);
        _brought.Add(model.Id);
        if (known is not null)
            await CompareAsync(model, known, where, cancel);
        await FilesAsync(model, known, here, where, cancel);
        if (report.DryRun)
            return;
        foreach (var (run, step) in model.Outputs.OrderBy(output => output.Key, StringComparer.Ordinal))
            await NameOutputAsync(model.Id, run, step, where, cancel);
        foreach (var run in model.Inputs)
            await NameInputAsync(model.Id, run, where, cancel);
        if (model.Status != LoggedModelStatus.Pending && here!.Status is "LOGGED_MODEL_PENDING")
            await api.ChangeLoggedModelAsync(model.Id, "", new JsonObject { ["status"] = model.Status == LoggedModelStatus.Ready ? "LOGGED_MODEL_READY" : "LOGGED_MODEL_UPLOAD_FAILED" }, cancel);
    }

    private async Task<LoggedModelItem> CreateAsync(SourceLoggedModel model, string experimentId, string where, CancellationToken cancel)
    {
        var run = model.RunId;
        if (run is not null && await api.RunAsync(run, cancel) is null)
        {
            notes.LeaveOut(where, $"its run {run} is not here, so that it names none");
            run = null;
        }
        return await api.CreateLoggedModelAsync(new JsonObject
        {
            ["model_id"] = model.Id, ["experiment_id"] = experimentId, ["name"] = model.Name, ["model_type"] = model.ModelType, ["source_run_id"] = run,
            ["params"] = Pairs(model.Params, "parameter", LongestParam, where), ["tags"] = Pairs(model.Tags, "tag", LongestTag, where),
        }, cancel);
    }

    // What an import that was cut off left out, and what the source has had since. What is here stays.
    private async Task CompareAsync(SourceLoggedModel model, LoggedModelItem here, string where, CancellationToken cancel)
    {
        var (parameters, tags) = (Missing(model.Params, here.Params, "parameter", LongestParam, where), Missing(model.Tags, here.Tags, "tag", LongestTag, where));
        if (report.DryRun)
            return;
        if (parameters.Count > 0)
            await api.LogModelParamsAsync(model.Id, Pairs(parameters, "parameter", LongestParam, where), cancel);
        if (tags.Count > 0)
            await api.ChangeLoggedModelAsync(model.Id, "/tags", new JsonObject { ["tags"] = Pairs(tags, "tag", LongestTag, where) }, cancel);
    }

    private async Task FilesAsync(SourceLoggedModel model, LoggedModelItem? known, LoggedModelItem? target, string where, CancellationToken cancel)
    {
        SortedDictionary<string, long>? here = null;
        foreach (var file in model.Files())
        {
            if (target is { FileRoot: null })
            {
                notes.LeaveOut(where, $"its experiment here keeps files at {target.ArtifactUri}, where only its own clients bring them");
                return;
            }
            here ??= known is null ? [] : await api.ModelFilesAsync(model.Id, cancel);
            try
            {
                if (here.TryGetValue(file.Path, out var size) && size == file.Size && await api.HasDigestAsync(target!.FileRoot!, file.Path, await RunImport.DigestAsync(file, cancel), cancel))
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
                notes.LeaveOut($"{where}, file {file.Path}", error.Message);
            }
        }
    }

    private async Task NameOutputAsync(string model, string run, long step, string where, CancellationToken cancel)
    {
        try
        {
            await api.LogOutputAsync(run, model, step, cancel);
        }
        catch (ApiException refused) when (refused.Code is not null)
        {
            notes.LeaveOut(where, $"the run {run} is not said to have made it: {refused.Message}");
        }
    }

    private async Task NameInputAsync(string model, string run, string where, CancellationToken cancel)
    {
        try
        {
            await api.LogModelInputAsync(run, model, cancel);
        }
        catch (ApiException refused) when (refused.Code is not null)
        {
            notes.LeaveOut(where, $"the run {run} is not said to have read it: {refused.Message}");
        }
    }

    private Dictionary<string, string> Missing(IReadOnlyDictionary<string, string> there, IReadOnlyDictionary<string, string> here, string what, int longest, string where)
    {
        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in there)
        {
            if (!here.TryGetValue(key, out var known))
                missing[key] = value;
            else if (known != RunImport.Cut(value, longest))
                notes.LeaveOut($"{where}, {what} {key}", "has another value here, which stays");
        }
        return missing;
    }

    private JsonArray Pairs(IReadOnlyDictionary<string, string> pairs, string what, int longest, string where) => [.. pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
    {
        var value = RunImport.Cut(pair.Value, longest);
        if (value.Length < pair.Value.Length)
            notes.LeaveOut($"{where}, {what} {pair.Key}", $"the value is cut to {longest} characters");
        return new JsonObject { ["key"] = pair.Key, ["value"] = value };
    })];
}

using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Core.Import;
using Platform.Core.Import.Archive;

namespace Platform.Cli.Api;

/// <summary>The platform's tracking store over its MLflow API.</summary>
internal sealed class TrackingApi(PlatformClient client)
{
    /// <summary>The tag that names the run around a run.</summary>
    public const string ParentTag = "mlflow.parentRunId";

    private const string Api = "/api/2.0/mlflow/";
    private const string Files = "/api/2.0/mlflow-artifacts/artifacts/";
    private const string Missing = "RESOURCE_DOES_NOT_EXIST";
    private const int PointsAtOnce = 25_000, RunsAtOnce = 1_000;

    /// <summary>An experiment by its name; null if there is none.</summary>
    public async Task<(string Id, bool Deleted, IReadOnlyDictionary<string, string> Tags)?> ExperimentAsync(string name, CancellationToken cancel) =>
        await FindAsync($"experiments/get-by-name?experiment_name={Uri.EscapeDataString(name)}", cancel) is { } json ? Experiment(json.GetProperty("experiment")) : null;

    /// <summary>An experiment's name by its identity.</summary>
    public async Task<(string Name, IReadOnlyDictionary<string, string> Tags)> ExperimentOfAsync(string id, CancellationToken cancel)
    {
        var json = (await client.GetAsync($"{Api}experiments/get?experiment_id={Uri.EscapeDataString(id)}", cancel)).GetProperty("experiment");
        return (TrackingText.Text(json, "name"), Experiment(json).Tags);
    }

    /// <summary>Makes an experiment; answers its identity.</summary>
    public async Task<string> CreateExperimentAsync(string name, CancellationToken cancel) =>
        TrackingText.Text(await client.PostAsync($"{Api}experiments/create", new JsonObject { ["name"] = name }, cancel), "experiment_id");

    public Task TagExperimentAsync(string id, string key, string value, CancellationToken cancel) =>
        client.PostAsync($"{Api}experiments/set-experiment-tag", new JsonObject { ["experiment_id"] = id, ["key"] = key, ["value"] = value }, cancel);

    /// <summary>A run; null if there is none.</summary>
    public async Task<RunItem?> RunAsync(string id, CancellationToken cancel) =>
        await FindAsync($"runs/get?run_id={Uri.EscapeDataString(id)}", cancel) is { } json ? TrackingText.Run(json.GetProperty("run")) : null;

    /// <summary>What is said of a run whose contents were erased; null for any other, and for one that was never there.</summary>
    public async Task<string?> ErasureOfAsync(string id, CancellationToken cancel)
    {
        try
        {
            await client.GetAsync($"/api/v1/tracking/runs/{Uri.EscapeDataString(id)}", cancel);
            return null;
        }
        catch (ApiException missing) when (missing.Status is HttpStatusCode.Gone or HttpStatusCode.NotFound)
        {
            return missing.Status == HttpStatusCode.Gone ? missing.Message : null;
        }
    }

    /// <summary>Of an experiment's runs, those whose contents were erased, at most a thousand.</summary>
    public async Task<int> ErasedRunsAsync(string experimentId, CancellationToken cancel) =>
        (await client.GetAsync($"/api/v1/erasures?experiment={Uri.EscapeDataString(experimentId)}&limit=1000", cancel)).GetProperty("items").GetArrayLength();

    /// <summary>The runs of an experiment that are not deleted.</summary>
    public async IAsyncEnumerable<RunItem> RunsAsync(string experimentId, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? token = null;
        do
        {
            var body = new JsonObject { ["experiment_ids"] = new JsonArray(experimentId), ["max_results"] = RunsAtOnce, ["page_token"] = token };
            var page = await client.PostAsync($"{Api}runs/search", body, cancel);
            foreach (var run in TrackingText.List(page, "runs"))
                yield return TrackingText.Run(run);
            token = TrackingText.Text(page, "next_page_token");
        }
        while (token.Length > 0);
    }

    /// <summary>Begins a run under an identity of its own.</summary>
    public async Task<RunItem> CreateRunAsync(SourceRun run, string experimentId, long startTime, CancellationToken cancel)
    {
        var body = new JsonObject { ["run_id"] = run.Id, ["experiment_id"] = experimentId, ["start_time"] = startTime, ["user_id"] = run.User };
        if (run.Name.Length > 0)
            body["run_name"] = run.Name;
        if (run.Tags.TryGetValue(ParentTag, out var parent) && parent.Length > 0)
            body["tags"] = new JsonArray(new JsonObject { ["key"] = ParentTag, ["value"] = SourceIds.OfMlflow(parent) });
        return TrackingText.Run((await client.PostAsync($"{Api}runs/create", body, cancel)).GetProperty("run"));
    }

    public Task EndRunAsync(string id, string status, long? endTime, CancellationToken cancel)
    {
        var body = new JsonObject { ["run_id"] = id, ["status"] = status };
        if (endTime is not null)
            body["end_time"] = endTime;
        return client.PostAsync($"{Api}runs/update", body, cancel);
    }

    /// <summary>A batch as <see cref="TrackingText"/> writes it.</summary>
    public Task LogBatchAsync(ReadOnlyMemory<byte> body, CancellationToken cancel) => client.PostAsync($"{Api}runs/log-batch", body, cancel);

    public Task LogInputsAsync(string id, JsonArray datasets, CancellationToken cancel) =>
        client.PostAsync($"{Api}runs/log-inputs", new JsonObject { ["run_id"] = id, ["datasets"] = datasets }, cancel);

    /// <summary>The points of a metric by time, step and value.</summary>
    public async IAsyncEnumerable<SourcePoint> HistoryAsync(string id, string key, [EnumeratorCancellation] CancellationToken cancel)
    {
        var token = "";
        do
        {
            var after = token.Length == 0 ? "" : $"&page_token={Uri.EscapeDataString(token)}";
            var page = await client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{Api}metrics/get-history?run_id={id}&metric_key={Uri.EscapeDataString(key)}&max_results={PointsAtOnce}{after}"), cancel);
            foreach (var point in TrackingText.List(page, "metrics"))
                yield return TrackingText.Point(point);
            token = TrackingText.Text(page, "next_page_token");
        }
        while (token.Length > 0);
    }

    /// <summary>A run's files with their sizes in bytes, by path.</summary>
    public Task<SortedDictionary<string, long>> FilesAsync(string id, CancellationToken cancel) => FilesAsync(folder => $"{Api}artifacts/list?run_id={id}&path={folder}", cancel);

    /// <summary>A logged model's files with their sizes in bytes, by path.</summary>
    public Task<SortedDictionary<string, long>> ModelFilesAsync(string id, CancellationToken cancel) =>
        FilesAsync(folder => $"{Api}logged-models/{id}/artifacts/directories?artifact_directory_path={folder}", cancel);

    private async Task<SortedDictionary<string, long>> FilesAsync(Func<string, string> address, CancellationToken cancel)
    {
        var files = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out var folder))
        {
            var level = await client.GetAsync(address(Uri.EscapeDataString(folder)), cancel);
            foreach (var entry in TrackingText.List(level, "files"))
            {
                if (entry.GetProperty("is_dir").GetBoolean())
                    folders.Push(TrackingText.Text(entry, "path"));
                else
                    files[TrackingText.Text(entry, "path")] = TrackingText.Whole(entry, "file_size") ?? 0;
            }
        }
        return files;
    }

    public Task UploadAsync(string root, string path, Stream content, CancellationToken cancel) => client.UploadAsync(FilePath(root, path), content, cancel);

    public Task<FileContent> OpenAsync(string root, string path, CancellationToken cancel) => client.OpenAsync(FilePath(root, path), cancel);

    public Task<bool> HasDigestAsync(string root, string path, string digest, CancellationToken cancel) => client.HasDigestAsync(FilePath(root, path), digest, cancel);

    /// <summary>A logged model, also a deleted one; null if there is none.</summary>
    public async Task<LoggedModelItem?> LoggedModelAsync(string id, CancellationToken cancel)
    {
        if (await FindAsync($"logged-models/{id}?allow_deleted=true", cancel) is not { } json)
            return null;
        return TrackingText.LoggedModel(json.GetProperty("model"), deleted: await FindAsync($"logged-models/{id}", cancel) is null);
    }

    /// <summary>Begins a logged model under an identity of its own.</summary>
    public async Task<LoggedModelItem> CreateLoggedModelAsync(JsonObject body, CancellationToken cancel) =>
        TrackingText.LoggedModel((await client.PostAsync($"{Api}logged-models", body, cancel)).GetProperty("model"), deleted: false);

    /// <summary>Changes a logged model's status (no path) or its tags (<c>/tags</c>).</summary>
    public Task ChangeLoggedModelAsync(string id, string path, JsonObject body, CancellationToken cancel) => client.PatchAsync($"{Api}logged-models/{id}{path}", body, cancel);

    public Task LogModelParamsAsync(string id, JsonArray parameters, CancellationToken cancel) => client.PostAsync($"{Api}logged-models/{id}/params", new JsonObject { ["params"] = parameters }, cancel);

    /// <summary>Says that a run made a logged model.</summary>
    public Task LogOutputAsync(string run, string model, long step, CancellationToken cancel) =>
        client.PostAsync($"{Api}runs/outputs", new JsonObject { ["run_id"] = run, ["models"] = new JsonArray(new JsonObject { ["model_id"] = model, ["step"] = step }) }, cancel);

    /// <summary>Says that a run read a logged model.</summary>
    public Task LogModelInputAsync(string run, string model, CancellationToken cancel) =>
        client.PostAsync($"{Api}runs/log-inputs", new JsonObject { ["run_id"] = run, ["models"] = new JsonArray(new JsonObject { ["model_id"] = model }) }, cancel);

    /// <summary>The logged models of an experiment that are not deleted.</summary>
    /// <param name="run">Those that this run made; null for all.</param>
    public async IAsyncEnumerable<LoggedModelItem> LoggedModelsAsync(string experimentId, string? run, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? token = null;
        do
        {
            var body = new JsonObject { ["experiment_ids"] = new JsonArray(experimentId), ["max_results"] = RunsAtOnce, ["page_token"] = token };
            if (run is not null)
                body["filter"] = $"source_run_id = '{run}'";
            var page = await client.PostAsync($"{Api}logged-models/search", body, cancel);
            foreach (var model in TrackingText.List(page, "models"))
                yield return TrackingText.LoggedModel(model, deleted: false);
            token = TrackingText.Text(page, "next_page_token");
        }
        while (token.Length > 0);
    }

    /// <summary>What a tracked run measured of logged models, in an order that is the same each time.</summary>
    public async IAsyncEnumerable<MeasuredPoint> MeasuredAsync(string run, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var answer = await client.OpenAsync($"/api/v1/tracking/runs/{Uri.EscapeDataString(run)}/measured", cancel);
        using var lines = new StreamReader(answer.Content);
        while (await lines.ReadLineAsync(cancel) is { } line)
            yield return MeasuredJson.Read(line) ?? throw new CliException($"The platform's answer about what the run {run} measured cannot be read.");
    }

    /// <summary>A registered model; null if there is none.</summary>
    public async Task<JsonElement?> ModelAsync(string name, CancellationToken cancel) =>
        await FindAsync($"registered-models/get?name={Uri.EscapeDataString(name)}", cancel) is { } json ? json.GetProperty("registered_model") : null;

    /// <summary>The versions of a registered model.</summary>
    public async Task<IReadOnlyList<JsonElement>> ModelVersionsAsync(string name, CancellationToken cancel)
    {
        var filter = $"name = '{name.Replace("'", "''", StringComparison.Ordinal)}'";
        return [.. TrackingText.List(await client.GetAsync($"{Api}model-versions/search?max_results=10000&filter={Uri.EscapeDataString(filter)}", cancel), "model_versions")];
    }

    /// <summary>A call of the registry.</summary>
    public Task<JsonElement> RegistryAsync(string endpoint, JsonObject body, CancellationToken cancel) => client.PostAsync(Api + endpoint, body, cancel);

    private async Task<JsonElement?> FindAsync(string path, CancellationToken cancel)
    {
        try
        {
            return await client.GetAsync(Api + path, cancel);
        }
        catch (ApiException none) when (none.Code == Missing)
        {
            return null;
        }
    }

    private static (string Id, bool Deleted, IReadOnlyDictionary<string, string> Tags) Experiment(JsonElement json) =>
        (TrackingText.Text(json, "experiment_id"), TrackingText.Text(json, "lifecycle_stage") == "deleted", TrackingText.Pairs(json, "tags"));

    private static string FilePath(string root, string path) => Files + string.Join('/', $"{root}/{path}".Split('/').Select(Uri.EscapeDataString));
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Cli.Api;
using Platform.Core.Import;

namespace Platform.Cli.Import;

/// <summary>Enters registered models of a source: versions that are not here yet, in their order, and aliases that nothing has here.</summary>
internal sealed class ModelImport(TrackingApi api, ImportReport report, ImportNotes notes)
{
    private const string LoggedModelScheme = "models:/";

    public async Task ImportAsync(SourceModel model, CancellationToken cancel)
    {
        var where = $"model {model.Name}";
        try
        {
            var here = await api.ModelAsync(model.Name, cancel);
            if (here is null)
            {
                report.Models++;
                if (!report.DryRun)
                    await api.RegistryAsync("registered-models/create", new JsonObject { ["name"] = model.Name, ["description"] = model.Description, ["tags"] = Tags(model.Tags) }, cancel);
            }
            var versions = await VersionsAsync(model, isNew: here is null, cancel);
            if (!report.DryRun)
                await AliasesAsync(model, versions, cancel);
        }
        catch (ApiException refused) when (refused.Code is not null && (int)refused.Status is >= 400 and < 500)
        {
            notes.LeaveOut(where, refused.Message);
        }
    }

    // Numbers here by numbers there.
    private async Task<Dictionary<int, int>> VersionsAsync(SourceModel model, bool isNew, CancellationToken cancel)
    {
        var numbers = new Dictionary<int, int>();
        var here = isNew ? [] : (await api.ModelVersionsAsync(model.Name, cancel))
            .GroupBy(version => (TrackingText.Text(version, "source"), TrackingText.Text(version, "run_id"))).ToDictionary(group => group.Key, group => new Queue<JsonElement>(group.OrderBy(Number)));
        foreach (var version in model.Versions)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"model {model.Name}, version {version.Number}");
            var run = version.RunId is { Length: > 0 } id ? SourceIds.OfMlflow(id) : null;
            if (await SourceAsync(version, run, where, cancel) is not { } source)
                continue;
            if (here.TryGetValue((source, run ?? ""), out var same) && same.TryDequeue(out var known))
            {
                numbers[version.Number] = Number(known);
                await CompareAsync(model.Name, version, known, where, cancel);
                continue;
            }
            report.ModelVersions++;
            if (report.DryRun)
                continue;
            var body = new JsonObject { ["name"] = model.Name, ["source"] = source, ["run_id"] = run, ["description"] = version.Description, ["tags"] = Tags(version.Tags) };
            if (source.StartsWith(LoggedModelScheme, StringComparison.Ordinal))
                body["model_id"] = source[LoggedModelScheme.Length..];
            var number = Number((await api.RegistryAsync("model-versions/create", body, cancel)).GetProperty("model_version"));
            numbers[version.Number] = number;
            if (number != version.Number)
                notes.LeaveOut(where, string.Create(CultureInfo.InvariantCulture, $"is version {number} here"));
            if (HasStage(version.Stage))
                await SetStageAsync(model.Name, number, version.Stage, cancel);
        }
        return numbers;
    }

    // An import that was cut off may have left a version without them. What is here stays.
    private async Task CompareAsync(string model, SourceModelVersion version, JsonElement here, string where, CancellationToken cancel)
    {
        var stage = TrackingText.Text(here, "current_stage");
        if (HasStage(version.Stage) && !HasStage(stage) && !report.DryRun)
            await SetStageAsync(model, Number(here), version.Stage, cancel);
        else if (HasStage(stage) && stage != version.Stage)
            notes.LeaveOut(where, $"has the stage {stage} here, which stays");
        var tags = TrackingText.Pairs(here, "tags");
        foreach (var (key, value) in version.Tags)
        {
            if (tags.TryGetValue(key, out var other))
            {
                if (other != value)
                    notes.LeaveOut($"{where}, tag {key}", "has another value here, which stays");
                continue;
            }
            report.Tags++;
            if (!report.DryRun)
                await api.RegistryAsync("model-versions/set-tag", new JsonObject { ["name"] = model, ["version"] = Text(Number(here)), ["key"] = key, ["value"] = value }, cancel);
        }
    }

    private static bool HasStage(string stage) => stage is not ("None" or "");

    private async Task SetStageAsync(string model, int number, string stage, CancellationToken cancel) =>
        await api.RegistryAsync("model-versions/transition-stage", new JsonObject { ["name"] = model, ["version"] = Text(number), ["stage"] = stage }, cancel);

    // Where the version's files lie here: below its run, if they did there.
    private async Task<string?> SourceAsync(SourceModelVersion version, string? run, string where, CancellationToken cancel)
    {
        if (version.Source.StartsWith(LoggedModelScheme, StringComparison.Ordinal))
        {
            var model = SourceIds.OfLoggedModel(version.Source[LoggedModelScheme.Length..].Trim('/'));
            if (report.DryRun || await api.LoggedModelAsync(model, cancel) is { Deleted: false })
                return LoggedModelScheme + model;
            notes.LeaveOut(where, $"its logged model {model} is not here");
            return null;
        }
        if (run is not null && PathInRun(version.Source, version.RunId!) is { } path)
        {
            if (await api.RunAsync(run, cancel) is { } found)
                return $"{found.ArtifactUri.TrimEnd('/')}/{path}";
            if (report.DryRun)
                return $"mlflow-artifacts:/new/{run}/artifacts/{path}";
            notes.LeaveOut(where, $"its run {run} is not here");
            return null;
        }
        if (version.Source.Contains("://", StringComparison.Ordinal) && !version.Source.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return version.Source;
        notes.LeaveOut(where, $"its files lie at {version.Source}, not below a run");
        return null;
    }

    private static string? PathInRun(string source, string runId)
    {
        foreach (var mark in new[] { $"/{runId}/artifacts/", $"runs:/{runId}/" })
        {
            if (source.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at)
                return source[(at + mark.Length)..].Trim('/');
        }
        return null;
    }

    private async Task AliasesAsync(SourceModel model, Dictionary<int, int> versions, CancellationToken cancel)
    {
        if (model.Aliases.Count == 0 || await api.ModelAsync(model.Name, cancel) is not { } here)
            return;
        var taken = TrackingText.List(here, "aliases").ToDictionary(alias => TrackingText.Text(alias, "alias"), Number, StringComparer.Ordinal);
        foreach (var (alias, there) in model.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal))
        {
            if (!versions.TryGetValue(there, out var number))
                continue;
            if (!taken.TryGetValue(alias, out var other))
                await api.RegistryAsync("registered-models/alias", new JsonObject { ["name"] = model.Name, ["alias"] = alias, ["version"] = Text(number) }, cancel);
            else if (other != number)
                notes.LeaveOut($"model {model.Name}, alias {alias}", string.Create(CultureInfo.InvariantCulture, $"is version {other} here, which stays"));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(JsonElement version) => (int)(TrackingText.Whole(version, "version") ?? 0);

    private static JsonArray Tags(IReadOnlyDictionary<string, string> tags) => [.. tags.Select(tag => new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value })];
}

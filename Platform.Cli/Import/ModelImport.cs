using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Cli.Api;
using Platform.Core.Import;

namespace Platform.Cli.Import;

/// <summary>Enters registered models of a source: versions that are not here yet, in their order, and aliases that nothing has here. What is refused of a model costs itself, and a version its aliases.</summary>
internal sealed class ModelImport(TrackingApi api, ImportReport report, ImportNotes notes, VersionSources sources)
{
    public async Task ImportAsync(SourceModel model, CancellationToken cancel)
    {
        var where = $"model {model.Name}";
        await TakesAsync(where, async () =>
        {
            var here = await api.ModelAsync(model.Name, cancel);
            if (here is null)
            {
                report.Models++;
                if (!report.DryRun)
                    await CreateAsync(model, where, cancel);
            }
            var versions = await VersionsAsync(model, isNew: here is null, cancel);
            if (!report.DryRun)
                await AliasesAsync(model, versions, cancel);
        });
    }

    // Whether the platform takes it; what it refuses is noted.
    private async Task<bool> TakesAsync(string where, Func<Task> import)
    {
        try
        {
            await import();
            return true;
        }
        catch (ApiException refused) when (refused.Code is not null && (int)refused.Status is >= 400 and < 500)
        {
            notes.LeaveOut(where, refused.Message);
            return false;
        }
    }

    private async Task CreateAsync(SourceModel model, string where, CancellationToken cancel)
    {
        var body = new JsonObject { ["name"] = model.Name, ["description"] = model.Description };
        await WithTagsAsync("registered-models/create", body, model.Tags, where, _ => new JsonObject { ["name"] = model.Name }, "registered-models/set-tag", cancel);
    }

    // Perhaps it is refused for one of its tags: then it is made without them, and they follow one by one.
    private async Task<JsonElement> WithTagsAsync(
        string create, JsonObject body, IReadOnlyDictionary<string, string> tags, string where, Func<JsonElement, JsonObject> made, string setTag, CancellationToken cancel)
    {
        if (tags.Count > 0)
        {
            try
            {
                var all = (JsonObject)body.DeepClone();
                all["tags"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value })]);
                return await api.RegistryAsync(create, all, cancel);
            }
            catch (ApiException refused) when (refused.Code is not null && (int)refused.Status is 400 or 413)
            {
                // What is wrong is said of each tag, or of what is made without them.
            }
        }
        var answer = await api.RegistryAsync(create, body, cancel);
        foreach (var (key, value) in tags)
        {
            var tag = made(answer);
            (tag["key"], tag["value"]) = (key, value);
            await TakesAsync($"{where}, tag {key}", () => api.RegistryAsync(setTag, tag, cancel));
        }
        return answer;
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
            await TakesAsync(where, async () =>
            {
                if (await sources.FindAsync(version, where, cancel) is not { } source)
                    return;
                if (here.TryGetValue((source, run ?? ""), out var same) && same.TryDequeue(out var known))
                {
                    numbers[version.Number] = Number(known);
                    await CompareAsync(model.Name, version, known, where, cancel);
                    return;
                }
                report.ModelVersions++;
                if (!report.DryRun)
                    await RegisterAsync(model.Name, version, source, run, numbers, where, cancel);
            });
        }
        return numbers;
    }

    private async Task RegisterAsync(string model, SourceModelVersion version, string source, string? run, Dictionary<int, int> numbers, string where, CancellationToken cancel)
    {
        var body = new JsonObject { ["name"] = model, ["source"] = source, ["run_id"] = run, ["description"] = version.Description };
        if (VersionSources.LoggedModel(source) is { } logged)
            body["model_id"] = logged;
        var made = await WithTagsAsync(
            "model-versions/create", body, version.Tags, where, answer => new JsonObject { ["name"] = model, ["version"] = Text(Number(answer.GetProperty("model_version"))) }, "model-versions/set-tag", cancel);
        var number = Number(made.GetProperty("model_version"));
        numbers[version.Number] = number;
        if (number != version.Number)
            notes.LeaveOut(where, string.Create(CultureInfo.InvariantCulture, $"is version {number} here"));
        if (HasStage(version.Stage))
            await SetStageAsync(model, number, version.Stage, where, cancel);
    }

    // An import that was cut off may have left a version without them. What is here stays.
    private async Task CompareAsync(string model, SourceModelVersion version, JsonElement here, string where, CancellationToken cancel)
    {
        var stage = TrackingText.Text(here, "current_stage");
        if (HasStage(version.Stage) && !HasStage(stage) && !report.DryRun)
            await SetStageAsync(model, Number(here), version.Stage, where, cancel);
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
            if (report.DryRun || await TakesAsync($"{where}, tag {key}", () => api.RegistryAsync(
                "model-versions/set-tag", new JsonObject { ["name"] = model, ["version"] = Text(Number(here)), ["key"] = key, ["value"] = value }, cancel)))
                report.Tags++;
        }
    }

    private static bool HasStage(string stage) => stage is not ("None" or "");

    private Task<bool> SetStageAsync(string model, int number, string stage, string where, CancellationToken cancel) => TakesAsync(
        $"{where}, stage {stage}", () => api.RegistryAsync("model-versions/transition-stage", new JsonObject { ["name"] = model, ["version"] = Text(number), ["stage"] = stage }, cancel));

    private async Task AliasesAsync(SourceModel model, Dictionary<int, int> versions, CancellationToken cancel)
    {
        if (model.Aliases.Count == 0 || await api.ModelAsync(model.Name, cancel) is not { } here)
            return;
        var taken = TrackingText.List(here, "aliases").ToDictionary(alias => TrackingText.Text(alias, "alias"), Number, StringComparer.Ordinal);
        foreach (var (alias, there) in model.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal))
        {
            var where = $"model {model.Name}, alias {alias}";
            if (!versions.TryGetValue(there, out var number))
                notes.LeaveOut(where, string.Create(CultureInfo.InvariantCulture, $"its version {there} did not come"));
            else if (!taken.TryGetValue(alias, out var other))
                await TakesAsync(where, () => api.RegistryAsync("registered-models/alias", new JsonObject { ["name"] = model.Name, ["alias"] = alias, ["version"] = Text(number) }, cancel));
            else if (other != number)
                notes.LeaveOut(where, string.Create(CultureInfo.InvariantCulture, $"is version {other} here, which stays"));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(JsonElement version) => (int)(TrackingText.Whole(version, "version") ?? 0);
}

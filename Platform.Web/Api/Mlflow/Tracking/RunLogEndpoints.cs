using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>runs/…: what programs log. The calls that carry metrics are read without a document and answered from a constant.</summary>
internal sealed class RunLogEndpoints(TrackingStore store, TrackingViews views, LoggedModelStore models, LoggedModelViews modelViews, TimeProvider time)
{
    private const string HistoryTag = "mlflow.log-model.history";

    public void Map(MlflowRoutes routes)
    {
        routes.Raw("POST", "runs/log-metric", LogMetricAsync);
        routes.Raw("POST", "runs/log-batch", LogBatchAsync);
        routes.Add("POST", "runs/log-parameter", LogParamAsync);
        routes.Add("POST", "runs/set-tag", SetTagAsync);
        routes.Add("POST", "runs/delete-tag", DeleteTagAsync);
        routes.Add("POST", "runs/log-inputs", LogInputsAsync, MlflowBody.LargeBytes);
        routes.Add("POST", "runs/outputs", LogOutputsAsync);
        routes.Add("POST", "runs/log-model", LogModelAsync);
    }

    private async Task LogMetricAsync(MlflowCall call)
    {
        LogMetricBody metric;
        using (var body = await MlflowBody.ReadAsync(call.Context.Request, MlflowBody.SmallBytes, call.Stop))
            metric = MetricBodies.Metric(body.Span);
        if (metric.Model is null)
        {
            await store.LogMetricAsync(metric.RunId, metric.Key, metric.Point, call.Stop);
        }
        else
        {
            var points = MetricBatch.Of(metric.Key, metric.Point);
            await LogAsync(new LogBatchBody(metric.RunId, points, MeasuredModel.Series(points, [(metric.Model, 0)]), [], []), call.Stop);
        }
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task LogBatchAsync(MlflowCall call)
    {
        LogBatchBody batch;
        using (var body = await MlflowBody.ReadAsync(call.Context.Request, MlflowBody.SmallBytes, call.Stop))
            batch = MetricBodies.Batch(body.Span);
        await LogAsync(batch, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task LogAsync(LogBatchBody batch, CancellationToken stop)
    {
        if (batch.Models.Count > 0)
            await RequireModelsAsync(batch.Models.Select(series => series.ModelId), stop);
        var command = new LogBatch
        {
            Metrics = batch.Metrics.Count == 0 ? null : batch.Metrics, ModelMetrics = batch.Models, Params = batch.Params, Tags = batch.Tags, At = time.GetUtcNow(),
        };
        await store.ApplyAsync(batch.RunId, command, commandId: null, stop);
    }

    private async Task LogParamAsync(MlflowCall call)
    {
        var id = call.RunId();
        var key = MlflowKeys.Check(call.Text("key"), "key");
        var value = MlflowKeys.Cut(call.Text("value") ?? "", MlflowKeys.ParamValue);
        await store.ApplyAsync(id, new LogBatch { Params = [new(key, value)], At = time.GetUtcNow() }, commandId: null, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task SetTagAsync(MlflowCall call)
    {
        var id = call.RunId();
        var key = MlflowKeys.Check(call.Text("key"), "key");
        var value = MlflowKeys.Cut(call.Text("value") ?? "", MlflowKeys.TagValue);
        await store.ApplyAsync(id, new LogBatch { Tags = [new(key, value)], At = time.GetUtcNow() }, commandId: null, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task DeleteTagAsync(MlflowCall call)
    {
        var id = call.RunId();
        var key = call.Required("key");
        var run = await RequireAsync(id, call.Stop);
        if (!run.Tags.ContainsKey(key))
            throw MlflowException.Missing($"No tag with name: {key} in run with id {id}");
        await store.ApplyAsync(id, new LogBatch { Tags = [new(key, null)], At = time.GetUtcNow() }, commandId: null, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task LogInputsAsync(MlflowCall call)
    {
        var id = call.RunId();
        var inputs = call.List("datasets").Select(RunInputs.Read).ToList();
        var read = call.List("models").Select((item, i) => MlflowJson.Required(item, "model_id", $"models[{i}]")).Distinct(StringComparer.Ordinal).ToList();
        if (inputs.Count == 0 || read.Count > 0)
            await RequireAsync(id, read.Count > 0, call.Stop);
        if (read.Count > 0)
            await RequireModelsAsync(read, call.Stop);
        if (inputs.Count > 0)
            await store.ApplyAsync(id, new LogInputs(inputs) { At = time.GetUtcNow() }, commandId: null, call.Stop);
        foreach (var model in read)
            await models.ApplyAsync(model, new NameModelInput(id) { At = time.GetUtcNow() }, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task LogOutputsAsync(MlflowCall call)
    {
        var id = call.RunId();
        var outputs = call.List("models").Select((item, i) => (
            Model: MlflowJson.Required(item, "model_id", $"models[{i}]"), Step: MlflowJson.Member(item, "step") is { } step ? MlflowJson.Whole(step, $"models[{i}].step") : 0)).ToList();
        await RequireAsync(id, active: true, call.Stop);
        await RequireModelsAsync(outputs.Select(output => output.Model), call.Stop);
        foreach (var (model, step) in outputs)
            await models.ApplyAsync(model, new NameModelOutput(id, step) { At = time.GetUtcNow() }, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    // MLflow keeps the descriptions of logged models in a tag, as a list.
    private async Task LogModelAsync(MlflowCall call)
    {
        var id = call.RunId();
        var text = call.Required("model_json");
        JsonNode? model;
        try
        {
            model = JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException error)
        {
            throw MlflowException.Invalid($"model_json is not JSON: line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}.");
        }

        if (model is not JsonObject)
            throw MlflowException.Invalid("model_json is not a JSON object.");
        RequireWhole(model);
        await store.ApplyAsync(id, new ChangeRunTag(HistoryTag, known => Extended(known, model)) { At = time.GetUtcNow() }, commandId: null, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    // Texts inside may hold escaped halves of surrogate pairs, which cannot be written again.
    private static void RequireWhole(JsonNode model)
    {
        try
        {
            _ = model.ToJsonString();
        }
        catch (InvalidOperationException)
        {
            throw MlflowException.Invalid("model_json holds half of a Unicode character; remove it.");
        }
    }

    private static string Extended(string? known, JsonNode model)
    {
        var history = Parse(known);
        history.Add(model.DeepClone());
        var value = history.ToJsonString();
        while (value.Length > MlflowKeys.TagValue && history.Count > 1)
        {
            history.RemoveAt(0); // a tag holds the newest ones that fit
            value = history.ToJsonString();
        }

        return MlflowKeys.Length(value, "model_json", MlflowKeys.TagValue);
    }

    private static JsonArray Parse(string? history)
    {
        try
        {
            return history is null ? [] : JsonNode.Parse(history) as JsonArray ?? [];
        }
        catch (JsonException)
        {
            return []; // a program may have set the tag to anything
        }
    }

    private async Task<TrackedRun> RequireAsync(string id, CancellationToken stop) =>
        await views.RunAsync(id, stop) ?? throw new TrackingNotFoundException("run", id);

    private async Task RequireAsync(string id, bool active, CancellationToken stop)
    {
        if ((await RequireAsync(id, stop)).Lifecycle == Lifecycle.Deleted && active)
            throw new RunNotActiveException(id);
    }

    private async Task RequireModelsAsync(IEnumerable<string> named, CancellationToken stop)
    {
        string[] ids = [.. named.Distinct(StringComparer.Ordinal)];
        var present = await modelViews.PresentAsync(ids, stop);
        if (Array.Find(ids, id => !present.Contains(id)) is { } missing)
            throw MlflowException.Missing($"Logged model with ID {MlflowException.Shorten(missing)} not found.");
    }
}

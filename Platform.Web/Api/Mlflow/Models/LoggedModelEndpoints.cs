using System.Buffers;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>logged-models/…: what <c>log_model</c> of MLflow 3 stores before anybody registers it.</summary>
internal sealed class LoggedModelEndpoints(LoggedModelStore store, LoggedModelViews views, TrackingStore runs, TrackingViews tracking, ArtifactEndpoints artifacts, UndeliveredAnswers undelivered, TimeProvider time)
{
    private const int MostResults = 1_000;
    private const int MostName = 500;
    private const int MostDatasets = 100;

    // Points in an answer: of one model, of all models of a page, and of each of them at least.
    private const int MostPointsOfModel = 1_000;
    private const int MostPoints = 50_000;
    private const int FewestPoints = 50;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private static readonly SearchValues<char> NotInNames = SearchValues.Create("/:.%\"'");

    public void Map(MlflowRoutes routes)
    {
        routes.Raw("POST", "logged-models", undelivered.Around(CreateAsync));
        routes.Add("POST", "logged-models/search", SearchAsync);
        routes.Add("GET", "logged-models/", ReadAsync);
        routes.Add("PATCH", "logged-models/", ChangeAsync);
        routes.Add("POST", "logged-models/", LogAsync);
        routes.Add("DELETE", "logged-models/", DeleteAsync);
    }

    private async Task CreateAsync(MlflowCall call, CreationAttempt attempt)
    {
        var experimentId = call.Required("experiment_id");
        var name = call.Text("name") is { Length: > 0 } given ? CheckName(given) : RunNames.Next();
        var parameters = Last(KeyValues.Read(call, "params", MlflowKeys.ParamValue, cut: true));
        var tags = Last(KeyValues.Read(call, "tags", MlflowKeys.TagValue, cut: true));
        await runs.EnsureDefaultAsync(call.Stop);
        var experiment = await tracking.ExperimentAsync(experimentId, call.Stop) ?? throw new TrackingNotFoundException("experiment", experimentId);
        if (experiment.Lifecycle == Lifecycle.Deleted)
            throw MlflowException.Invalid($"The experiment {experimentId} must be in the 'active' state, but it is deleted; restore it first.");
        var run = call.Text("source_run_id") is { Length: > 0 } id ? id : null;
        if (run is not null && await tracking.RunAsync(run, call.Stop) is null)
            throw new TrackingNotFoundException("run", run);
        var modelId = call.Text("model_id") is { Length: > 0 } wanted ? CheckId(wanted) : $"m-{attempt.Mark}";
        if (attempt.Since is not null && await views.ModelAsync(modelId, call.Stop) is { Deleted: false } made && attempt.MayHaveMade(made.CreatedAt))
        {
            await AnswerAsync(call, modelId);
            return;
        }
        await store.ApplyAsync(modelId, new CreateLoggedModel(modelId, experimentId, name, $"{experiment.ArtifactLocation.TrimEnd('/')}/models/{modelId}/artifacts")
        {
            ModelType = MlflowKeys.Length(call.Text("model_type") ?? "", "model_type", MostName), RunId = run, Params = parameters, Tags = tags, At = time.GetUtcNow(),
        }, call.Stop);
        await AnswerAsync(call, modelId);
    }

    private async Task ReadAsync(MlflowCall call)
    {
        var (id, rest) = Split(call.Tail);
        switch (rest)
        {
            case "":
                await AnswerAsync(call, id, call.Flag("allow_deleted"));
                break;
            case "artifacts/directories":
                await artifacts.ListModelAsync(call, id);
                break;
            default:
                throw Unknown(call);
        }
    }

    private async Task ChangeAsync(MlflowCall call)
    {
        var (id, rest) = Split(call.Tail);
        switch (rest)
        {
            case "":
                var status = LoggedModelJson.Status(call.Argument("status") is { ValueKind: System.Text.Json.JsonValueKind.Number } number ? number.GetRawText() : call.Required("status"));
                await store.ApplyAsync(id, new FinalizeLoggedModel(status) { At = time.GetUtcNow() }, call.Stop);
                await AnswerAsync(call, id);
                break;
            case "tags":
                var tags = Last(KeyValues.Read(call, "tags", MlflowKeys.TagValue, cut: true));
                await store.ApplyAsync(id, new SetModelTags(tags.ToDictionary(tag => tag.Key, tag => (string?)tag.Value, StringComparer.Ordinal)) { At = time.GetUtcNow() }, call.Stop);
                await AnswerAsync(call, id);
                break;
            default:
                throw Unknown(call);
        }
    }

    private async Task LogAsync(MlflowCall call)
    {
        var (id, rest) = Split(call.Tail);
        if (rest != "params")
            throw Unknown(call);
        var parameters = Last(KeyValues.Read(call, "params", MlflowKeys.ParamValue, cut: true));
        await store.ApplyAsync(id, new LogModelParams(parameters) { At = time.GetUtcNow() }, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task DeleteAsync(MlflowCall call)
    {
        var (id, rest) = Split(call.Tail);
        if (rest.Length == 0)
        {
            await store.ApplyAsync(id, new DeleteLoggedModel { At = time.GetUtcNow() }, call.Stop);
        }
        else if (rest.StartsWith("tags/", StringComparison.Ordinal))
        {
            var key = rest["tags/".Length..];
            if (!(await RequireAsync(id, allowDeleted: false, call.Stop)).Tags.ContainsKey(key))
                throw MlflowException.Missing($"No tag with key {MlflowException.Shorten(key)} found for model with ID {id}.");
            await store.ApplyAsync(id, new SetModelTags(new Dictionary<string, string?>(StringComparer.Ordinal) { [key] = null }) { At = time.GetUtcNow() }, call.Stop);
        }
        else
        {
            throw Unknown(call);
        }

        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task SearchAsync(MlflowCall call)
    {
        var clauses = FilterParser.Parse(call.Text("filter"), FilterGrammar.LoggedModels);
        var orders = call.List("order_by").Select((item, i) => ModelOrder.Read(item, $"order_by[{i}]")).ToList();
        if (orders.Count > OrderClause.Most)
            throw MlflowException.Invalid($"order_by has {orders.Count} keys; at most {OrderClause.Most} are allowed.");
        var datasets = call.List("datasets").Select((item, i) => ModelOrder.ReadDataset(item, $"datasets[{i}]", required: true)!).ToList();
        if (datasets.Count > MostDatasets)
            throw MlflowException.Invalid($"datasets names {datasets.Count} data sets; at most {MostDatasets} are allowed.");
        var experiments = call.Texts("experiment_ids");
        var max = call.Whole("max_results", 1, MostResults, 50);
        var found = await FindAsync(experiments, clauses, datasets, call.Stop);
        var (page, next) = (await OrderAsync(found, orders, call.Stop)).Page(found, call.Text("page_token"), max);
        var metrics = await views.MetricsAsync([.. page.Select(model => model.Id)], Math.Clamp(MostPoints / Math.Max(page.Count, 1), FewestPoints, MostPointsOfModel), call.Stop);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.Objects("models", page, (w, model) => LoggedModelJson.Write(w, model, metrics[model.Id]));
            writer.Optional("next_page_token", next);
        });
    }

    // Any value counts that was ever measured, as in MLflow's database; of data sets those that are named, if any are.
    private async Task<IReadOnlyList<LoggedModelView>> FindAsync(
        IReadOnlyList<string> experiments, IReadOnlyList<FilterClause> clauses, List<ModelDataset> datasets, CancellationToken stop)
    {
        if (experiments.Count == 0)
            return [];
        var others = clauses.Where(clause => clause.Entity != FilterEntity.Metric).ToList();
        var metrics = clauses.Where(clause => clause.Entity == FilterEntity.Metric).ToList();
        var found = (await views.ModelsAsync(experiments, stop)).Where(model => others.TrueForAll(clause => LoggedModelJson.Matches(model, clause))).ToList();
        foreach (var clause in metrics)
            Keep(await views.MeasuredAsync(Ids(found), clause.Key, RunQueries.Comparison(clause.Operator), clause.Number!.Value, datasets, stop));
        if (metrics.Count == 0 && datasets.Count > 0)
            Keep(await views.MeasuredOnAsync(Ids(found), datasets, stop));
        return found;

        void Keep(IReadOnlySet<string> measured) => found.RemoveAll(model => !measured.Contains(model.Id));
    }

    // A value that is no number comes last, as one that is absent.
    private async Task<ListOrder<LoggedModelView>> OrderAsync(IReadOnlyList<LoggedModelView> models, IReadOnlyList<ModelOrder> orders, CancellationToken stop)
    {
        var keys = new List<(string Name, Func<LoggedModelView, IComparable?> Value, bool Descending)>();
        foreach (var order in orders)
        {
            var latest = order.IsMetric ? await views.LatestAsync(Ids(models), order.Key, order.Dataset, stop) : null;
            keys.Add(($"{order.IsMetric} {order.Key}\0{order.Dataset?.Name}\0{order.Dataset?.Digest}", latest is null ? model => LoggedModelJson.Value(model, order.Key) : model => Number(latest, model.Id), order.Descending));
        }
        return new ListOrder<LoggedModelView>(keys, model => -model.CreatedAt.ToUnixTimeMilliseconds(), model => model.Id);

        static IComparable? Number(IReadOnlyDictionary<string, double> latest, string id) => latest.TryGetValue(id, out var value) && !double.IsNaN(value) ? value : null;
    }

    private static string[] Ids(IReadOnlyList<LoggedModelView> models) => [.. models.Select(model => model.Id)];

    private async Task AnswerAsync(MlflowCall call, string id, bool allowDeleted = false)
    {
        var model = await RequireAsync(id, allowDeleted, call.Stop);
        var metrics = await views.MetricsAsync([id], MostPointsOfModel, call.Stop);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.WriteStartObject("model");
            LoggedModelJson.Write(writer, model, metrics[id]);
            writer.WriteEndObject();
        });
    }

    private async Task<LoggedModelView> RequireAsync(string id, bool allowDeleted, CancellationToken stop) =>
        await views.ModelAsync(id, stop) is { } model && (allowDeleted || !model.Deleted) ? model : throw MlflowException.Missing($"Logged model with ID {MlflowException.Shorten(id)} not found.");

    private static (string Id, string Path) Split(string tail)
    {
        var slash = tail.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (MlflowText.Check(tail, "model_id"), "") : (MlflowText.Check(tail[..slash], "model_id"), MlflowText.Check(tail[(slash + 1)..], "path"));
    }

    private static MlflowException Unknown(MlflowCall call) => MlflowException.NoEndpoint($"There is no endpoint {MlflowException.Shorten($"logged-models/{call.Tail}")} for {call.Context.Request.Method}.");

    private static Dictionary<string, string> Last(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
            last[key] = value;
        return last;
    }

    // For imports, which bring a model under the identity that it has elsewhere; MLflow's clients give none.
    private static string CheckId(string id) => id.Length == 34 && id.StartsWith("m-", StringComparison.Ordinal) && id.AsSpan(2).IndexOfAnyExcept(Hexadecimal) < 0
        ? id
        : throw MlflowException.Value("model_id", id, "give m- and 32 hexadecimal digits in lower case, or leave it out.");

    // It stands in addresses such as models:/NAME.
    private static string CheckName(string name) => name.AsSpan().IndexOfAny(NotInNames) < 0 && !name.Any(char.IsControl)
        ? MlflowKeys.Length(name, "name", MostName)
        : throw MlflowException.Value("name", name, "give a name without / : . % and quotes.");
}

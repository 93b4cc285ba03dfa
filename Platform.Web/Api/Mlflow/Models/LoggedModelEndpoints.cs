using System.Buffers;
using System.Security.Cryptography;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>logged-models/…: what <c>log_model</c> of MLflow 3 stores before anybody registers it.</summary>
internal sealed class LoggedModelEndpoints(LoggedModelStore store, LoggedModelViews views, TrackingStore runs, TrackingViews tracking, ArtifactEndpoints artifacts, TimeProvider time)
{
    private const int MostResults = 1_000;
    private const int MostName = 500;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private static readonly SearchValues<char> NotInNames = SearchValues.Create("/:.%\"'");

    public void Map(MlflowRoutes routes)
    {
        routes.Add("POST", "logged-models", CreateAsync);
        routes.Add("POST", "logged-models/search", SearchAsync);
        routes.Add("GET", "logged-models/", ReadAsync);
        routes.Add("PATCH", "logged-models/", ChangeAsync);
        routes.Add("POST", "logged-models/", LogAsync);
        routes.Add("DELETE", "logged-models/", DeleteAsync);
    }

    private async Task CreateAsync(MlflowCall call)
    {
        var experimentId = call.Required("experiment_id");
        var name = call.Text("name") is { Length: > 0 } given ? CheckName(given) : RunNames.Next();
        var parameters = Last(KeyValues.Read(call, "params", MlflowKeys.ParamValue, cut: true));
        var tags = Last(KeyValues.Read(call, "tags", MlflowKeys.TagValue, cut: true));
        await runs.EnsureDefaultAsync(call.Stop);
        var experiment = await tracking.ExperimentAsync(experimentId, call.Stop) ?? throw MlflowException.Missing($"No Experiment with id={experimentId} exists");
        if (experiment.Lifecycle == Lifecycle.Deleted)
            throw MlflowException.Invalid($"The experiment {experimentId} must be in the 'active' state, but it is deleted; restore it first.");
        var run = call.Text("source_run_id") is { Length: > 0 } id ? id : null;
        if (run is not null && await tracking.RunAsync(run, call.Stop) is null)
            throw MlflowException.Missing($"Run with id={run} not found");
        var modelId = call.Text("model_id") is { Length: > 0 } wanted ? CheckId(wanted) : "m-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
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
        var orders = call.List("order_by").Select((item, i) => LoggedModelJson.Order(item, $"order_by[{i}]")).ToList();
        var experiments = call.Texts("experiment_ids");
        var max = call.Whole("max_results", 1, MostResults, 50);
        var all = experiments.Count == 0 ? [] : await views.ModelsAsync(experiments, call.Stop);
        var sorted = ListOrder.Sort(
            all.Where(model => clauses.All(clause => LoggedModelJson.Matches(model, clause))), orders, LoggedModelJson.Value, model => -model.CreatedAt.ToUnixTimeMilliseconds(), model => model.Id);
        var (page, next) = PageToken.Page(sorted, call.Text("page_token"), max);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.Objects("models", page, LoggedModelJson.Write);
            writer.Optional("next_page_token", next);
        });
    }

    private async Task AnswerAsync(MlflowCall call, string id, bool allowDeleted = false)
    {
        var model = await RequireAsync(id, allowDeleted, call.Stop);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.WriteStartObject("model");
            LoggedModelJson.Write(writer, model);
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

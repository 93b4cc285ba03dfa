using System.Globalization;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Sweeps;

namespace Platform.Web.Api.Mlflow;

/// <summary>runs/…: their life, and searching them.</summary>
internal sealed class RunEndpoints(TrackingStore store, TrackingViews views, SweepRuns sweeps, RunSearch search, LoggedModelViews models, RunCreation creation, TimeProvider time)
{
    private const string NameTag = TrackedRun.NameTag;
    private const string UserTag = "mlflow.user";
    private const int MostResults = 50_000;

    public void Map(MlflowRoutes routes)
    {
        routes.Raw("POST", "runs/create", CreateAsync);
        routes.Add("GET", "runs/get", GetAsync);
        routes.Add("POST", "runs/update", UpdateAsync);
        routes.Add("POST", "runs/delete", call => ApplyAsync(call, new DeleteRun { At = time.GetUtcNow() }));
        routes.Add("POST", "runs/restore", call => ApplyAsync(call, new RestoreRun { At = time.GetUtcNow() }));
        routes.Add("POST", "runs/search", SearchAsync);
    }

    private async Task CreateAsync(MlflowCall call)
    {
        using var body = await MlflowBody.ReadAsync(call.Context.Request, MlflowBody.SmallBytes, call.Stop);
        call.Take(body.Memory);
        var command = Creation(call);
        // A caller that names the run itself needs no other mark: the same call again finds the run.
        var mark = command.RunId is null ? call.Whole("start_time") : null;
        var client = call.Context.Connection.RemoteIpAddress?.ToString() ?? "";
        await creation.CreateAsync(client, body.Memory, mark, async commandId =>
        {
            var run = await store.CreateRunAsync(command, commandId, call.Stop);
            await MlflowAnswer.WriteAsync(call.Context, writer =>
            {
                writer.WriteStartObject("run");
                TrackingJson.Run(writer, new RunWithMetrics(run, []), [], []);
                writer.WriteEndObject();
            });
        }, call.Stop);
    }

    private CreateRun Creation(MlflowCall call)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in KeyValues.Read(call, "tags", MlflowKeys.TagValue, cut: true))
            tags[key] = value;
        var given = call.Text("run_name");
        var tagged = tags.GetValueOrDefault(NameTag);
        if (!string.IsNullOrEmpty(given) && !string.IsNullOrEmpty(tagged) && given != tagged)
            throw MlflowException.Invalid($"Both 'run_name' argument and '{NameTag}' tag are specified, but with different values (run_name='{given}', {NameTag}='{tagged}').");
        var name = !string.IsNullOrEmpty(given) ? given : !string.IsNullOrEmpty(tagged) ? tagged : RunNames.Next();
        tags[NameTag] = MlflowKeys.Length(name, "run_name", TrackingLimits.RunName);
        var start = call.Whole("start_time") is { } at and > 0 ? at : time.GetUtcNow().ToUnixTimeMilliseconds();
        return new CreateRun(call.Text("experiment_id") is { Length: > 0 } id ? id : TrackedExperiment.DefaultId, name, call.Text("user_id") ?? tags.GetValueOrDefault(UserTag) ?? "", start)
        {
            RunId = call.Text("run_id") is { Length: > 0 } wanted ? wanted : null, ParentRunId = tags.GetValueOrDefault(TrackedRun.ParentTag) is { Length: > 0 } parent ? parent : null, Tags = tags, At = time.GetUtcNow(),
        };
    }

    private async Task GetAsync(MlflowCall call)
    {
        var id = call.RunId();
        if (await views.RunWithMetricsAsync(id, call.Stop) is not { } run)
        {
            var (trial, input) = await sweeps.RunAsync(id, call.Stop) ?? throw MlflowException.Missing($"Run with id={id} not found");
            await AnswerAsync(call, trial, input is null ? [] : [input], []);
            return;
        }
        var inputs = run.Run.Inputs.IsEmpty ? null : await views.InputsAsync([id], call.Stop);
        var uses = await models.UsesAsync([id], call.Stop);
        await AnswerAsync(call, run, inputs?[id] ?? [], uses[id]);
    }

    private static Task AnswerAsync(MlflowCall call, RunWithMetrics run, IEnumerable<RunInput> inputs, IEnumerable<ModelUse> uses) => MlflowAnswer.WriteAsync(call.Context, writer =>
    {
        writer.WriteStartObject("run");
        TrackingJson.Run(writer, run, inputs, uses);
        writer.WriteEndObject();
    });

    private async Task UpdateAsync(MlflowCall call)
    {
        var id = call.RunId();
        var status = TrackingJson.Status(call.Argument("status") is { ValueKind: System.Text.Json.JsonValueKind.Number } number ? Numbered(number.GetRawText()) : call.Text("status"));
        var name = call.Text("run_name") is { Length: > 0 } given ? MlflowKeys.Length(given, "run_name", TrackingLimits.RunName) : null;
        var run = await store.ApplyAsync(id, new UpdateRun(status, call.Whole("end_time"), name) { At = time.GetUtcNow() }, commandId: null, call.Stop);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.WriteStartObject("run_info");
            TrackingJson.Info(writer, run);
            writer.WriteEndObject();
        });
    }

    // Statuses by number as in MLflow's protocol file.
    private static string Numbered(string number) => number switch
    {
        "1" => "RUNNING", "2" => "SCHEDULED", "3" => "FINISHED", "4" => "FAILED", "5" => "KILLED", _ => number,
    };

    private async Task ApplyAsync(MlflowCall call, RunCommand command)
    {
        await store.ApplyAsync(call.RunId(), command, commandId: null, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task SearchAsync(MlflowCall call)
    {
        var experiments = call.Texts("experiment_ids");
        var query = new RunQuery(experiments)
        {
            Filter = RunQueries.Filter(FilterParser.Parse(call.Text("filter"), FilterGrammar.Runs)),
            Order = RunQueries.Order(OrderClause.Parse(call.Texts("order_by"), FilterGrammar.Runs)),
            View = TrackingJson.View(call.View("run_view_type"), "run_view_type"),
            MaxResults = call.Whole("max_results", 1, MostResults, 1_000),
            PageToken = call.Text("page_token") is { Length: > 0 } token ? token : null,
        };
        if (experiments.Count == 0)
        {
            await MlflowAnswer.EmptyAsync(call.Context);
            return;
        }

        RunSearch.Check(query);
        var trials = await sweeps.RunsOfAsync(experiments, call.Stop);
        var page = await search.FindAsync(query, trials, call.Stop);
        var runs = await sweeps.TimedAsync(trials, page.Runs, call.Stop);
        string[] reading = [.. runs.Where(run => run.Run is { Inputs.IsEmpty: false, Kind: TrackedRun.RunKind }).Select(run => run.Run.Id)];
        var inputs = reading.Length == 0 ? null : await views.InputsAsync(reading, call.Stop);
        var uses = await models.UsesAsync([.. runs.Select(run => run.Run.Id)], call.Stop);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.Objects("runs", runs, (w, run) => TrackingJson.Run(
                w, run, trials.InputOf(run.Run.Id) is { } input ? [input] : inputs?[run.Run.Id] ?? [], uses[run.Run.Id]));
            writer.Optional("next_page_token", page.NextPageToken);
        });
    }
}

using Platform.Core.Tracking;
using Platform.Core.Tracking.Sweeps;

namespace Platform.Web.Api.Mlflow;

/// <summary>experiments/…: where runs belong.</summary>
internal sealed class ExperimentEndpoints(TrackingStore store, TrackingViews views, SweepRuns sweeps, UndeliveredAnswers undelivered, TimeProvider time)
{
    private const int MostResults = 50_000;

    public void Map(MlflowRoutes routes)
    {
        routes.Raw("POST", "experiments/create", undelivered.Around(CreateAsync));
        routes.Add("GET", "experiments/get", GetAsync);
        routes.Add("GET", "experiments/get-by-name", GetByNameAsync);
        routes.Add("GET", "experiments/search", SearchAsync);
        routes.Add("POST", "experiments/search", SearchAsync);
        routes.Add("POST", "experiments/delete", call => ApplyAsync(call, new DeleteTrackedExperiment { At = time.GetUtcNow() }));
        routes.Add("POST", "experiments/restore", call => ApplyAsync(call, new RestoreTrackedExperiment { At = time.GetUtcNow() }));
        routes.Add("POST", "experiments/update", UpdateAsync);
        routes.Add("POST", "experiments/set-experiment-tag", SetTagAsync);
        routes.Add("POST", "experiments/delete-experiment-tag", DeleteTagAsync);
    }

    private async Task CreateAsync(MlflowCall call, CreationAttempt attempt)
    {
        var name = MlflowKeys.Length(call.Required("name"), "name", MlflowKeys.ExperimentName);
        var location = call.Text("artifact_location") is { Length: > 0 } given ? ArtifactAddress.CheckLocation(given) : null;
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in KeyValues.Read(call, "tags", MlflowKeys.ExperimentTagValue))
            tags[key] = value;
        if (attempt.Since is not null && await views.ExperimentByNameAsync(name, call.Stop) is { } made && attempt.MayHaveMade(made.CreatedAt))
        {
            await MlflowAnswer.WriteAsync(call.Context, writer => writer.WriteString("experiment_id", made.Id));
            return;
        }
        try
        {
            var experiment = await store.CreateExperimentAsync(
                new CreateTrackedExperiment(name) { ArtifactLocation = location, Tags = tags, At = time.GetUtcNow() }, commandId: null, call.Stop);
            await MlflowAnswer.WriteAsync(call.Context, writer => writer.WriteString("experiment_id", experiment.Id));
        }
        catch (ExperimentNameTakenException taken)
        {
            throw MlflowException.AlreadyExists($"Experiment '{name}' already exists. {taken.Message}");
        }
    }

    private async Task GetAsync(MlflowCall call)
    {
        var id = call.Required("experiment_id");
        await store.EnsureDefaultAsync(call.Stop);
        await AnswerAsync(call, await views.ExperimentAsync(id, call.Stop) ?? await sweeps.ExperimentAsync(id, call.Stop) ?? throw MlflowException.Missing($"No Experiment with id={id} exists"));
    }

    private async Task GetByNameAsync(MlflowCall call)
    {
        var name = call.Required("experiment_name");
        await store.EnsureDefaultAsync(call.Stop);
        await AnswerAsync(call, await views.ExperimentByNameAsync(name, call.Stop) ?? await sweeps.ExperimentByNameAsync(name, call.Stop) ?? throw MlflowException.Missing($"Could not find experiment with name '{name}'"));
    }

    private static Task AnswerAsync(MlflowCall call, TrackedExperiment experiment) => MlflowAnswer.WriteAsync(call.Context, writer =>
    {
        writer.WriteStartObject("experiment");
        TrackingJson.Experiment(writer, experiment);
        writer.WriteEndObject();
    });

    private async Task UpdateAsync(MlflowCall call)
    {
        var id = call.Required("experiment_id");
        var name = call.Required("new_name");
        await ApplyAsync(id, new RenameTrackedExperiment(MlflowKeys.Length(name, "new_name", MlflowKeys.ExperimentName)) { At = time.GetUtcNow() }, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task SetTagAsync(MlflowCall call)
    {
        var key = MlflowKeys.Check(call.Text("key"), "key");
        var value = MlflowKeys.Length(call.Text("value") ?? "", "value", MlflowKeys.ExperimentTagValue);
        await ApplyAsync(call, new SetTrackedExperimentTags([new(key, value)]) { At = time.GetUtcNow() });
    }

    private async Task DeleteTagAsync(MlflowCall call)
    {
        var id = call.Required("experiment_id");
        var key = call.Required("key");
        var experiment = await views.ExperimentAsync(id, call.Stop) ?? throw new TrackingNotFoundException("experiment", id);
        if (!experiment.Tags.ContainsKey(key))
            throw MlflowException.Missing($"No tag with name: {key} in experiment with id {id}");
        await ApplyAsync(call, new SetTrackedExperimentTags([new(key, null)]) { At = time.GetUtcNow() });
    }

    private async Task ApplyAsync(MlflowCall call, TrackedExperimentCommand command)
    {
        await ApplyAsync(call.Required("experiment_id"), command, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task ApplyAsync(string id, TrackedExperimentCommand command, CancellationToken stop)
    {
        try
        {
            await store.ApplyAsync(id, command, commandId: null, stop);
        }
        catch (ExperimentNameTakenException taken)
        {
            throw MlflowException.AlreadyExists(taken.Message);
        }
    }

    private async Task SearchAsync(MlflowCall call)
    {
        var clauses = FilterParser.Parse(call.Text("filter"), FilterGrammar.Experiments);
        var orders = OrderClause.Parse(call.Texts("order_by"), FilterGrammar.Experiments);
        var max = call.Whole("max_results", 1, MostResults, 1_000);
        await store.EnsureDefaultAsync(call.Stop);
        var view = TrackingJson.View(call.View(), "view_type");
        IEnumerable<TrackedExperiment> all = await views.ExperimentsAsync(view, call.Stop);
        if (view != LifecycleView.DeletedOnly)
            all = all.Concat(await sweeps.ExperimentsAsync(call.Stop));
        var found = all.Where(experiment => clauses.All(clause => Matches(experiment, clause)));
        var order = ListOrder<TrackedExperiment>.Of(orders, Value, experiment => -experiment.CreatedAt.ToUnixTimeMilliseconds(), experiment => experiment.Id);
        var (page, next) = order.Page(found, call.Text("page_token"), max);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.Objects("experiments", page, TrackingJson.Experiment);
            writer.Optional("next_page_token", next);
        });
    }

    private static bool Matches(TrackedExperiment experiment, FilterClause clause) => (clause.Entity, clause.Key) switch
    {
        (FilterEntity.Tag, _) => clause.Matches(experiment.Tags.GetValueOrDefault(clause.Key)),
        (_, "name") => clause.Matches(experiment.Name),
        (_, var key) => clause.Matches((double)(long)Value(experiment, key)!),
    };

    private static IComparable? Value(TrackedExperiment experiment, string key) => key switch
    {
        "name" => experiment.Name,
        "experiment_id" => experiment.Id,
        "creation_time" => experiment.CreatedAt.ToUnixTimeMilliseconds(),
        _ => experiment.UpdatedAt.ToUnixTimeMilliseconds(),
    };
}

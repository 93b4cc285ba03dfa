using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Registry;
using Platform.Core.Views;

namespace Platform.Web.Api.Mlflow;

/// <summary>registered-models/…: the platform's registry as MLflow's clients see it.</summary>
internal sealed class RegisteredModelEndpoints(PlatformCommands commands, PlatformViews views, ModelEvidence evidence, UndeliveredAnswers undelivered, TimeProvider time)
{
    private const int MostResults = 1_000;
    private const string Why = "set through MLflow's API";

    public void Map(MlflowRoutes routes)
    {
        routes.Raw("POST", "registered-models/create", undelivered.Around(CreateAsync));
        routes.Add("GET", "registered-models/get", async call => await AnswerAsync(call, RegistryInput.Name(call)));
        routes.Add("PATCH", "registered-models/update", UpdateAsync);
        routes.Add("POST", "registered-models/update", UpdateAsync);
        routes.Add("POST", "registered-models/rename", RenameAsync);
        routes.Add("DELETE", "registered-models/delete", DeleteAsync);
        routes.Add("GET", "registered-models/search", SearchAsync);
        routes.Add("GET", "registered-models/get-latest-versions", LatestAsync);
        routes.Add("POST", "registered-models/get-latest-versions", LatestAsync);
        routes.Add("POST", "registered-models/set-tag", SetTagAsync);
        routes.Add("DELETE", "registered-models/delete-tag", DeleteTagAsync);
        routes.Add("POST", "registered-models/alias", SetAliasAsync);
        routes.Add("DELETE", "registered-models/alias", DeleteAliasAsync);
        routes.Add("GET", "registered-models/alias", GetByAliasAsync);
    }

    private async Task CreateAsync(MlflowCall call, CreationAttempt attempt)
    {
        var name = RegistryInput.Name(call);
        var enter = new EnterModel(name, RegistryInput.Description(call), RegistryInput.Tags(call), User(call)) { At = time.GetUtcNow() };
        if (await views.ModelAsync(name, call.Stop) is not { } there)
            await commands.ApplyAsync(name, enter, commandId: null, call.Stop);
        else if (there.Entry.CreatedAt is not { } at || !attempt.MayHaveMade(at))
            throw MlflowException.AlreadyExists($"Registered Model (name={name}) already exists.");
        await AnswerAsync(call, name);
    }

    private async Task UpdateAsync(MlflowCall call)
    {
        var name = RegistryInput.Name(call);
        await ApplyAsync(call, name, new DescribeModel(RegistryInput.Description(call)) { At = time.GetUtcNow() });
        await AnswerAsync(call, name);
    }

    private async Task RenameAsync(MlflowCall call)
    {
        var name = RegistryInput.Name(call);
        var newName = RegistryInput.Name(call.Text("new_name"), "new_name");
        await RequireAsync(name, call.Stop);
        if (name != newName)
        {
            if (await views.ModelAsync(newName, call.Stop) is not null)
                throw MlflowException.AlreadyExists($"Registered Model (name={newName}) already exists.");
            await commands.RenameModelAsync(name, newName, User(call), time.GetUtcNow(), call.Stop);
        }

        await AnswerAsync(call, newName);
    }

    private async Task DeleteAsync(MlflowCall call)
    {
        await ApplyAsync(call, RegistryInput.Name(call), new DeleteModel(User(call)) { At = time.GetUtcNow() });
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task SetTagAsync(MlflowCall call)
    {
        var (key, value) = RegistryInput.Tag(call);
        await ApplyAsync(call, RegistryInput.Name(call), new SetModelEntryTags(new Dictionary<string, string?>(StringComparer.Ordinal) { [key] = value }) { At = time.GetUtcNow() });
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task DeleteTagAsync(MlflowCall call)
    {
        var key = MlflowKeys.Check(call.Text("key"), "key");
        await ApplyAsync(call, RegistryInput.Name(call), new SetModelEntryTags(new Dictionary<string, string?>(StringComparer.Ordinal) { [key] = null }) { At = time.GetUtcNow() });
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    // MLflow asks nobody whether a champion may become worse. Gates hold all the same; MLflow has no place for a reason to override them.
    private async Task SetAliasAsync(MlflowCall call)
    {
        var name = RegistryInput.Name(call);
        var alias = RegistryInput.Alias(call);
        var version = RegistryInput.Version(call);
        var model = await RequireAsync(name, call.Stop);
        ModelVersionEndpoints.Require(model, version);
        var to = model.Versions[version - 1];
        var moved = await evidence.UseAsync(name, alias, to.TrialId, to.Checkpoint, known => commands.ApplyAsync(
            name,
            new MoveAlias(alias, version, Confirmed: true, User(call), Why, time.GetUtcNow()) { Evidence = known.Evidence, EvidenceFor = known.Basis },
            commandId: null, call.Stop), call.Stop);
        if (moved.Refusal(alias, version) is { } refusal)
            throw new GatesRefused(refusal);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task DeleteAliasAsync(MlflowCall call)
    {
        var name = RegistryInput.Name(call);
        var alias = RegistryInput.Alias(call);
        await RequireAsync(name, call.Stop);
        await commands.ApplyAsync(name, new MoveAlias(alias, Version: null, Confirmed: true, User(call), Why, time.GetUtcNow()), commandId: null, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task GetByAliasAsync(MlflowCall call)
    {
        var model = await RequireAsync(RegistryInput.Name(call), call.Stop);
        var alias = call.Required("alias");
        if (!model.Aliases.TryGetValue(alias, out var version))
            throw MlflowException.Invalid($"Registered model alias {MlflowException.Shorten(alias)} not found."); // a 400 in MLflow too
        await ModelVersionEndpoints.AnswerAsync(call, model, ModelVersionEndpoints.Require(model, version));
    }

    private async Task LatestAsync(MlflowCall call)
    {
        var model = await RequireAsync(RegistryInput.Name(call), call.Stop);
        string[] stages = [.. call.Texts("stages").Select(RegistryInput.Stage)];
        await MlflowAnswer.WriteAsync(call.Context, writer =>
            writer.Objects("model_versions", RegistryJson.Latest(model, stages), (w, version) => RegistryJson.Version(w, model, version)));
    }

    private async Task SearchAsync(MlflowCall call)
    {
        var clauses = FilterParser.Parse(call.Text("filter"), FilterGrammar.RegisteredModels);
        var orders = OrderClause.Parse(call.Texts("order_by"), FilterGrammar.RegisteredModels);
        var max = call.Whole("max_results", 1, MostResults, 100);
        var found = (await views.ModelsAsync(call.Stop)).Where(model => clauses.All(clause =>
            clause.Entity == FilterEntity.Tag ? RegistryInput.Matches(model.Entry.Tags, clause) : clause.Matches(model.Name)));
        var (page, next) = ListOrder<ModelView>.Of(orders, Value, model => model.Name).Page(found, call.Text("page_token"), max);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.Objects("registered_models", page, RegistryJson.Model);
            writer.Optional("next_page_token", next);
        });
    }

    private static IComparable Value(ModelView model, string key) => key switch
    {
        "name" => model.Name,
        "creation_timestamp" => RegistryJson.Created(model),
        _ => model.UpdatedAt.ToUnixTimeMilliseconds(),
    };

    private async Task AnswerAsync(MlflowCall call, string name)
    {
        var model = await RequireAsync(name, call.Stop);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.WriteStartObject("registered_model");
            RegistryJson.Model(writer, model);
            writer.WriteEndObject();
        });
    }

    private async Task ApplyAsync(MlflowCall call, string name, ModelEntryCommand command)
    {
        await RequireAsync(name, call.Stop);
        await commands.ApplyAsync(name, command, commandId: null, call.Stop);
    }

    private async Task<ModelView> RequireAsync(string name, CancellationToken stop) =>
        await views.ModelAsync(name, stop) ?? throw MlflowException.Missing($"Registered Model with name={name} not found");

    internal static string User(MlflowCall call) => call.Context.Request.Headers[Caller.UserHeader] is [{ Length: > 0 and <= 100 } user] ? MlflowText.Check(user, Caller.UserHeader) : "mlflow";
}

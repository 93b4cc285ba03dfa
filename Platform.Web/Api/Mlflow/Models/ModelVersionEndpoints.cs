using System.Globalization;
using Platform.Core.Commands;
using Platform.Core.LoggedModels;
using Platform.Core.Registry;
using Platform.Core.Views;

namespace Platform.Web.Api.Mlflow;

/// <summary>model-versions/…: versions from outside are made here; those of the platform's own trials can be read, described and staged too.</summary>
internal sealed class ModelVersionEndpoints(PlatformCommands commands, PlatformViews views, LoggedModelViews loggedModelViews, UndeliveredAnswers undelivered, TimeProvider time)
{
    private const int MostResults = 200_000;
    private const int MostSource = 10_000;
    private const int MostId = 256;
    private const string ModelScheme = "models:/";

    public void Map(MlflowRoutes routes)
    {
        routes.Raw("POST", "model-versions/create", undelivered.Around(CreateAsync));
        routes.Add("GET", "model-versions/get", GetAsync);
        routes.Add("GET", "model-versions/get-download-uri", DownloadUriAsync);
        routes.Add("GET", "model-versions/search", SearchAsync);
        routes.Add("PATCH", "model-versions/update", call => ChangeAsync(call, version => new DescribeVersion(version, RegistryInput.Description(call)) { At = time.GetUtcNow() }));
        routes.Add("POST", "model-versions/transition-stage", call => ChangeAsync(
            call, version => new StageVersion(version, RegistryInput.Stage(call.Required("stage")), call.Flag("archive_existing_versions")) { At = time.GetUtcNow() }));
        routes.Add("DELETE", "model-versions/delete", DeleteAsync);
        routes.Add("POST", "model-versions/set-tag", SetTagAsync);
        routes.Add("DELETE", "model-versions/delete-tag", DeleteTagAsync);
    }

    /// <summary>A version that was not deleted.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public static ModelVersionRegistered Require(ModelView model, int version) =>
        model.Live.FirstOrDefault(v => v.Version == version)
        ?? throw MlflowException.Missing(string.Create(CultureInfo.InvariantCulture, $"Model Version (name={model.Name}, version={version}) not found"));

    public static Task AnswerAsync(MlflowCall call, ModelView model, ModelVersionRegistered version) => MlflowAnswer.WriteAsync(call.Context, writer =>
    {
        writer.WriteStartObject("model_version");
        RegistryJson.Version(writer, model, version);
        writer.WriteEndObject();
    });

    private async Task CreateAsync(MlflowCall call, CreationAttempt attempt)
    {
        var name = RegistryInput.Name(call);
        var (source, copied) = await ResolveAsync(CheckSource(MlflowKeys.Length(call.Required("source"), "source", MostSource)), call.Stop);
        var loggedModel = Optional(call, "model_id", MostId) ?? copied;
        var logged = loggedModel is null ? null : await loggedModelViews.ModelAsync(loggedModel, call.Stop);
        var register = new RegisterOutsideVersion(name, source, RegistryInput.Description(call), RegistryInput.Tags(call), RegisteredModelEndpoints.User(call))
        {
            RunId = Optional(call, "run_id", MostId) ?? logged?.RunId, RunLink = Optional(call, "run_link", MostSource), LoggedModelId = loggedModel, At = time.GetUtcNow(),
        };
        var before = await RequireAsync(name, call.Stop);
        if (before.Live.LastOrDefault(v => attempt.MayHaveMade(v.At) && before.Entry.Of(v.Version) is var entry && entry.Source == source && entry.RunId == register.RunId) is { } made)
        {
            await AnswerAsync(call, before, made);
            return;
        }
        if (loggedModel is not null && logged is not { Deleted: false })
            throw MlflowException.Missing($"Logged model with ID {MlflowException.Shorten(loggedModel)} not found.");
        var version = (await commands.RegisterAsync(name, register, call.Stop)).Versions[^1].Version;
        var model = await RequireAsync(name, call.Stop);
        await AnswerAsync(call, model, Require(model, version));
    }

    private async Task GetAsync(MlflowCall call)
    {
        var (model, version) = await FindAsync(call);
        await AnswerAsync(call, model, version);
    }

    private async Task DownloadUriAsync(MlflowCall call)
    {
        var (model, version) = await FindAsync(call);
        var source = RegistryJson.Source(model, version);
        // Older clients of MLflow know nothing of models:/m-…; a model that is deleted has no other address.
        if (source.StartsWith($"{ModelScheme}m-", StringComparison.Ordinal) && await loggedModelViews.ModelAsync(source[ModelScheme.Length..], call.Stop) is { Deleted: false } logged)
            source = logged.ArtifactUri;
        await MlflowAnswer.WriteAsync(call.Context, writer => writer.WriteString("artifact_uri", source));
    }

    private async Task ChangeAsync(MlflowCall call, Func<int, ModelEntryCommand> command)
    {
        var (found, version) = await FindAsync(call);
        await commands.ApplyAsync(found.Name, command(version.Version), commandId: null, call.Stop);
        var model = await RequireAsync(found.Name, call.Stop);
        await AnswerAsync(call, model, Require(model, version.Version));
    }

    private async Task DeleteAsync(MlflowCall call)
    {
        var (model, version) = await FindAsync(call);
        await commands.ApplyAsync(model.Name, new DeleteVersion(version.Version, RegisteredModelEndpoints.User(call)) { At = time.GetUtcNow() }, commandId: null, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task SetTagAsync(MlflowCall call)
    {
        var (key, value) = RegistryInput.Tag(call);
        await TagAsync(call, key, value);
    }

    private Task DeleteTagAsync(MlflowCall call) => TagAsync(call, MlflowKeys.Check(call.Text("key"), "key"), null);

    private async Task TagAsync(MlflowCall call, string key, string? value)
    {
        var (model, version) = await FindAsync(call);
        var tags = new Dictionary<string, string?>(StringComparer.Ordinal) { [key] = value };
        await commands.ApplyAsync(model.Name, new SetVersionTags(version.Version, tags) { At = time.GetUtcNow() }, commandId: null, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task SearchAsync(MlflowCall call)
    {
        var clauses = FilterParser.Parse(call.Text("filter"), FilterGrammar.ModelVersions);
        var orders = OrderClause.Parse(call.Texts("order_by"), FilterGrammar.ModelVersions);
        var max = call.Whole("max_results", 1, MostResults, 10_000);
        var found = (await views.ModelsAsync(call.Stop)).SelectMany(model => model.Live.Select(version => (Model: model, Version: version)))
            .Where(item => clauses.All(clause => Matches(item.Model, item.Version, clause)));
        var order = ListOrder<(ModelView Model, ModelVersionRegistered Version)>.Of(orders, (item, key) => Value(item.Model, item.Version, key), item => item.Model.Name, item => -(long)item.Version.Version);
        var (page, next) = order.Page(found, call.Text("page_token"), max);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.Objects("model_versions", page, (w, item) => RegistryJson.Version(w, item.Model, item.Version));
            writer.Optional("next_page_token", next);
        });
    }

    private static bool Matches(ModelView model, ModelVersionRegistered version, FilterClause clause) => (clause.Entity, clause.Key) switch
    {
        (FilterEntity.Tag, _) => RegistryInput.Matches(model.Entry.Of(version.Version).Tags, clause),
        (_, "name") => clause.Matches(model.Name),
        (_, "run_id") => clause.Matches(RegistryJson.RunId(model, version)),
        (_, "source_path") => clause.Matches(RegistryJson.Source(model, version)),
        _ => clause.Matches((double)version.Version),
    };

    private static IComparable Value(ModelView model, ModelVersionRegistered version, string key) => key switch
    {
        "name" => model.Name,
        "version_number" => (long)version.Version,
        "creation_timestamp" => version.At.ToUnixTimeMilliseconds(),
        _ => RegistryJson.Updated(model, version),
    };

    private async Task<(ModelView Model, ModelVersionRegistered Version)> FindAsync(MlflowCall call)
    {
        var number = RegistryInput.Version(call);
        var model = await RequireAsync(RegistryInput.Name(call), call.Stop);
        return (model, Require(model, number));
    }

    private async Task<ModelView> RequireAsync(string name, CancellationToken stop) =>
        await views.ModelAsync(name, stop) ?? throw MlflowException.Missing($"Registered Model with name={name} not found");

    // A copy of another version (models:/NAME/VERSION, models:/NAME@ALIAS, as copy_model_version gives it) lies where that one lies: it stays there when the other is renamed, moved
    // or deleted. Answers the address, and the logged model of that version.
    private async Task<(string Source, string? LoggedModel)> ResolveAsync(string source, CancellationToken stop)
    {
        if (!source.StartsWith(ModelScheme, StringComparison.Ordinal))
            return (source, null);
        var named = source[ModelScheme.Length..].Trim('/');
        if (named.LastIndexOfAny(['/', '@']) is var mark && mark <= 0)
        {
            return await loggedModelViews.ModelAsync(named, stop) is { Deleted: false }
                ? ($"{ModelScheme}{named}", null)
                : throw MlflowException.Missing($"Logged model with ID {MlflowException.Shorten(named)} not found.");
        }
        var model = await RequireAsync(named[..mark], stop);
        var version = Named(model, named[mark], named[(mark + 1)..]) ?? throw MlflowException.Missing($"{MlflowException.Shorten(source)} names no version of a registered model.");
        return (RegistryJson.Source(model, version), model.Entry.Of(version.Version).LoggedModelId);
    }

    private static ModelVersionRegistered? Named(ModelView model, char mark, string which) =>
        mark == '@' ? model.Aliases.TryGetValue(which, out var aliased) ? Require(model, aliased) : null
        : int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Require(model, number)
        : which == "latest" ? model.Live.LastOrDefault()
        : RegistryJson.Latest(model, [which]) is [.., var newest] ? newest : null;

    private static string? Optional(MlflowCall call, string name, int most) => call.Text(name) is { Length: > 0 } text ? MlflowKeys.Length(text, name, most) : null;

    // A source is kept as it is and never opened by the server; whoever opens it must not be led elsewhere by it.
    private static string CheckSource(string source)
    {
        var decoded = source;
        for (var i = 0; i < 5 && Uri.UnescapeDataString(decoded) is var next && next != decoded; i++)
            decoded = next;
        var local = decoded.StartsWith('/') || decoded.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || decoded.StartsWith('\\');
        if (local || decoded.Contains('\0', StringComparison.Ordinal) || decoded.Split('/', '\\').Contains("..", StringComparer.Ordinal))
            throw MlflowException.Invalid($"Invalid model version source: {MlflowException.Shorten(source)}. Give an address such as mlflow-artifacts:/…, runs:/… or s3://… without '..'; paths of the server's own disk are not taken.");
        return source;
    }
}

using System.Text.Json;
using Dapper;
using Platform.Core.Artifacts;
using Platform.Core.Commands;
using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Registry;
using Platform.Core.Tracking;
using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Views;

/// <summary>The views of registry entries, logged models and files equal the folds of their events, live and rebuilt.</summary>
public sealed class EntryViewTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TestDatabase _database;
    private readonly EventJournal _journal;

    public EntryViewTests(TestDatabase database)
    {
        _database = database;
        _journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task A_models_entry_is_what_folding_its_events_gives_and_so_it_is_rebuilt()
    {
        var commands = new PlatformCommands(_journal);
        var tags = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };
        await commands.ApplyAsync("first", new EnterModel("first", "one", tags, "me") { At = At });
        for (var i = 0; i < 3; i++)
            await commands.ApplyAsync("first", new RegisterOutsideVersion("first", $"s3://{i}", i == 0 ? "" : "said", tags, "me") { RunId = "r", At = At });
        await commands.ApplyAsync("first", new SetModelEntryTags(new Dictionary<string, string?> { ["a"] = null, ["c"] = "3" }) { At = At });
        await commands.ApplyAsync("first", new DescribeVersion(1, "good") { At = At });
        await commands.ApplyAsync("first", new SetVersionTags(1, new Dictionary<string, string?> { ["a"] = null, ["d"] = "4" }) { At = At });
        await commands.ApplyAsync("first", new StageVersion(2, "Production", true) { At = At });
        await commands.ApplyAsync("first", new MoveAlias("best", 3, true, "me", "", At));
        await commands.ApplyAsync("first", new DeleteVersion(3, "me") { At = At });
        await commands.ApplyAsync("gone", new EnterModel("gone", "", new Dictionary<string, string>(), "me") { At = At });
        await commands.ApplyAsync("gone", new DeleteModel("me") { At = At });
        await commands.RenameModelAsync("first", "second", "me", At);

        var views = new PlatformViews(_database.DataSource);
        var live = (await views.ModelAsync("second"))!;
        await SameAsync(commands, live);
        Assert.Null(await views.ModelAsync("first"));
        Assert.Null(await views.ModelAsync("gone"));
        await new ProjectionRebuild(_database.DataSource, PlatformEvents.Types, PlatformProjections.All).RunAsync();
        var rebuilt = (await views.ModelAsync("second"))!;
        await SameAsync(commands, rebuilt);
        Assert.Equal(live.UpdatedAt, rebuilt.UpdatedAt);
    }

    [Fact]
    public async Task The_models_of_a_trial_are_found_by_an_index()
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("set enable_seqscan = off"); // of a handful of models all would be read, whatever index there is
        var plan = string.Join('\n', await connection.QueryAsync<string>($"explain select name from model_view where {PlatformViews.OfTrial}", new { trialId = "abcd1234-1" }));
        Assert.Matches(@"Index Cond: \(jsonb_path_query_array\(versions, .* \? 'abcd1234-1'", plan); // its name is another once the view was made anew
    }

    [Fact]
    public async Task Logged_models_and_their_files_are_rebuilt_as_they_were()
    {
        var store = new LoggedModelStore(_journal);
        var none = new Dictionary<string, string>();
        await store.ApplyAsync("m-1", new CreateLoggedModel("m-1", "0", "net", "mlflow-artifacts:/0/models/m-1/artifacts") { Params = none, Tags = none, At = At });
        foreach (var command in new LoggedModelCommand[]
        {
            new LogModelParams(new Dictionary<string, string> { ["p"] = "1" }) { At = At }, new SetModelTags(new Dictionary<string, string?> { ["t"] = "2" }) { At = At },
            new StoreModelFile("a/b", "d1", 1) { At = At }, new StoreModelFile("a/b", "d2", 2) { At = At }, new StoreModelFile("c", "d3", 3) { At = At }, new RemoveModelFile("c") { At = At },
            new NameModelOutput("run", 7) { At = At }, new NameModelInput("run") { At = At }, new NameModelInput("other") { At = At }, new NameModelVersion("reader", 2) { At = At }, new FinalizeLoggedModel(LoggedModelStatus.Ready) { At = At.AddSeconds(1) },
        })
        {
            await store.ApplyAsync("m-1", command);
        }

        var measured = new ModelMetricsLogged(
            [new("m-1", "acc", "iris", "d", [1, 1, 2], [10, 10, 20], [0.5, 0.5, double.NaN]), new("m-1", "acc", null, null, [1], [10], [double.PositiveInfinity])], At);
        await _journal.AppendAsync(new AppendRequest(StreamNames.Run("run"), StreamNames.RunType, StreamAppend.Any, measured));
        await _journal.AppendAsync(new AppendRequest(StreamNames.Run("run"), StreamNames.RunType, StreamAppend.Any, measured)); // a retry
        Assert.Equal([(10L, double.PositiveInfinity), (10, 0.5), (20, double.NaN)], (await new LoggedModelViews(_database.DataSource).MetricsAsync(["m-1"], 10))["m-1"].Select(m => (m.Time, m.Value)));

        var live = await EverythingAsync();
        Assert.Contains("\"d2\"", live, StringComparison.Ordinal);
        var uses = await new LoggedModelViews(_database.DataSource).UsesAsync(["run", "other"]);
        Assert.Equal([new ModelUse("m-1", 7), new ModelUse("m-1", null)], uses["run"]);
        Assert.Equal([new ModelUse("m-1", null)], uses["other"]);
        Assert.DoesNotContain("\"d3\"", live, StringComparison.Ordinal);
        await Journal.Some.ExecuteAsync(_database.DataSource, "update logged_models set name = 'spoiled'; delete from artifacts; delete from logged_model_outputs; delete from logged_model_inputs; delete from logged_model_metrics");
        await new ProjectionRebuild(_database.DataSource, PlatformEvents.Types, PlatformProjections.All).RunAsync();
        Assert.Equal(live, await EverythingAsync());
    }

    private static async Task SameAsync(PlatformCommands commands, ModelView view)
    {
        var state = await commands.LoadModelAsync(view.Name);
        Assert.Equal(state.Versions.Select(v => (v.Version, v.Model, v.Why)), view.Versions.Select(v => (v.Version, v.Model, v.Why)));
        Assert.Equal(state.Aliases, view.Aliases);
        Assert.Equal(Text(state.Entry), Text(view.Entry));

        static string Text(ModelEntry entry) => JsonSerializer.Serialize(
            new { entry.Description, entry.CreatedAt, Tags = entry.Tags.OrderBy(t => t.Key, StringComparer.Ordinal), Versions = entry.Versions.OrderBy(v => v.Key).Select(v => new { v.Key, v.Value.Description, v.Value.Stage, v.Value.Deleted, v.Value.Source, v.Value.RunId, v.Value.UpdatedAt, Tags = v.Value.Tags.OrderBy(t => t.Key, StringComparer.Ordinal) }) },
            PlatformJson.Options);
    }

    private async Task<string> EverythingAsync()
    {
        var views = new LoggedModelViews(_database.DataSource);
        return JsonSerializer.Serialize(
            new { model = await views.ModelAsync("m-1"), metrics = (await views.MetricsAsync(["m-1"], 10))["m-1"], uses = (await views.UsesAsync(["run", "other"])).Select(uses => new { Run = uses.Key, Uses = uses.ToArray() }), files = await new ArtifactViews(_database.DataSource).ListAsync("m-1") },
            PlatformJson.Options);
    }
}

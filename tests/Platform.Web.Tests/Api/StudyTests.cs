using System.Globalization;
using System.Net;
using System.Text.Json;
using Search;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>Studies over a real HTTP client: ask, report, tell, repeats, refusals.</summary>
public sealed class StudyTests(WebServer web) : IClassFixture<WebServer>
{
    private const string Space = """{"x":{"type":"float","low":0,"high":1},"kind":{"type":"categorical","choices":["a","b"]}}""";

    [Fact]
    public async Task A_study_is_created_asked_and_told_and_knows_its_best_trial()
    {
        var id = await CreateAsync(web, "\"direction\":\"maximize\",\"name\":\"mine\"");
        var asked = Items(await web.PostAsync($"/api/v1/studies/{id}/ask", """{"count":3}"""));
        Assert.Equal([0, 1, 2], asked.Select(Number));
        Assert.All(asked, trial => Assert.True(trial.GetProperty("parameters").GetProperty("x").GetDouble() is >= 0 and <= 1 && trial.Text("state") == "running" && trial.Text("why")!.Length > 0));

        await web.PostAsync($"/api/v1/studies/{id}/trials/0/tell", """{"value":0.5}""");
        await web.PostAsync($"/api/v1/studies/{id}/trials/1/tell", """{"values":[0.75]}""");
        await web.PostAsync($"/api/v1/studies/{id}/trials/2/tell", """{"state":"failed"}""");

        var study = await web.GetAsync($"/api/v1/studies/{id}");
        Assert.Equal(("mine", 3, 2, 1, 0), (study.Text("name"), Get("asked"), Get("completed"), Get("failed"), Get("running")));
        var best = Assert.Single(Items(await web.GetAsync($"/api/v1/studies/{id}/best")));
        Assert.Equal((1, 0.75), (Number(best), best.GetProperty("values")[0].GetDouble()));
        Assert.Contains(id, Items(await web.GetAsync("/api/v1/studies")).Select(s => s.Text("id")));

        int Get(string member) => study.GetProperty(member).GetInt32();
    }

    [Fact]
    public async Task A_study_begins_with_the_best_of_a_table_of_earlier_results()
    {
        var id = await CreateAsync(web, "\"direction\":\"maximize\",\"sampler\":\"gp\",\"pastResults\":[{\"name\":\"spring\",\"table\":\"x,kind,value\\n0.25,a,1\\n0.75,b,3\\n0.5,a,2\\n\"}]");
        var trial = Items(await web.PostAsync($"/api/v1/studies/{id}/ask")).Single();
        Assert.Equal((0.75, "b"), (trial.GetProperty("parameters").GetProperty("x").GetDouble(), trial.GetProperty("parameters").Text("kind")));
        Assert.Contains("'spring' (rank 1)", trial.Text("why"), StringComparison.Ordinal);

        var refused = await web.PostAsync("/api/v1/studies", $$"""{"space":{{Space}},"pastResults":[{"name":"spring","table":"x,kind,value\n0.25,a,much\n"}]}""", HttpStatusCode.BadRequest);
        Assert.Contains("spring, row 1, value", refused.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proposals_are_the_samplers_own_for_the_same_history()
    {
        var id = await CreateAsync(web, "\"sampler\":{\"name\":\"tpe\",\"startup_trials\":3},\"seed\":11");
        var space = SearchSpace.Parse(JsonElement.Parse(Space));
        var sampler = Samplers.Create("tpe", new Dictionary<string, object>(StringComparer.Ordinal) { ["startup_trials"] = 3L });
        var history = new List<Observation>();
        for (var number = 0; number < 8; number++)
        {
            var trial = Items(await web.PostAsync($"/api/v1/studies/{id}/ask")).Single();
            var expected = sampler.Suggest(new StudyView(space, history, 11, 1), number);
            Assert.Equal(JsonSerializer.Serialize(expected.Parameters, Core.PlatformJson.Options), trial.GetProperty("parameters").GetRawText());
            Assert.Equal(expected.Why, trial.Text("why"));
            var value = Math.Abs(trial.GetProperty("parameters").GetProperty("x").GetDouble() - 0.3);
            await TellAsync(web, id, number, value);
            history.Add(new Observation(number, expected.Parameters, TrialState.Completed, value, []));
        }
    }

    [Fact]
    public async Task A_repeated_ask_gets_the_first_answer_and_a_repeated_tell_changes_nothing()
    {
        var id = await CreateAsync(web, "\"trials\":2");
        var first = await AskAsync("k1", HttpStatusCode.OK);
        await TellAsync(web, id, 0, 0.25);
        var events = await web.CountEventsAsync();

        Assert.Equal(Parameters(first), Parameters(await AskAsync("k1", HttpStatusCode.OK))); // also when no trial is left
        await TellAsync(web, id, 0, 0.25);
        Assert.Equal(events, await web.CountEventsAsync());

        var refused = await AskAsync("k2", HttpStatusCode.Conflict);
        Assert.Contains("2 of the study's 2 trials", refused.Text("detail"), StringComparison.Ordinal);
        var changed = await web.PostAsync($"/api/v1/studies/{id}/trials/0/tell", """{"value":0.5}""", HttpStatusCode.Conflict);
        Assert.Contains("told already", changed.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(events, await web.CountEventsAsync());

        async Task<JsonElement> AskAsync(string key, HttpStatusCode expected)
        {
            using var response = await web.SendAsync(HttpMethod.Post, $"/api/v1/studies/{id}/ask", """{"count":2}""", headers: ("Idempotency-Key", key));
            return await WebServer.ReadAsync(response, expected);
        }

        static IEnumerable<string> Parameters(JsonElement answer) => Items(answer).Select(trial => trial.GetProperty("parameters").GetRawText());
    }

    [Fact]
    public async Task A_study_created_twice_with_one_key_is_one_study()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 2; i++)
        {
            using var response = await web.SendAsync(HttpMethod.Post, "/api/v1/studies", $$"""{"space":{{Space}}}""", headers: ("Idempotency-Key", "create-once"));
            ids.Add((await WebServer.ReadAsync(response, HttpStatusCode.Created)).Text("id")!);
        }

        Assert.Single(ids);
    }

    [Fact]
    public async Task Reported_values_are_judged_and_a_worse_trial_should_be_pruned()
    {
        var id = await CreateAsync(web, "\"maxEpochs\":5,\"pruner\":{\"name\":\"median\",\"startup_trials\":2,\"warmup_epochs\":1}");
        await web.PostAsync($"/api/v1/studies/{id}/ask", """{"count":3}""");
        foreach (var good in new[] { 0, 1 })
        {
            await web.PostAsync($"/api/v1/studies/{id}/trials/{good}/report", """{"values":[0.5,0.4,0.3,0.2,0.1]}""");
            await TellAsync(web, id, good, 0.1);
        }

        var unknown = await web.GetAsync($"/api/v1/studies/{id}/trials/2/should-prune");
        Assert.False(unknown.GetProperty("prune").GetBoolean());
        await web.PostAsync($"/api/v1/studies/{id}/trials/2/report", """{"epoch":1,"value":0.9}""");
        var verdict = await web.PostAsync($"/api/v1/studies/{id}/trials/2/report", """{"epoch":2,"value":0.9}""");
        Assert.True(verdict.GetProperty("prune").GetBoolean());
        Assert.Equal(verdict.GetRawText(), (await web.GetAsync($"/api/v1/studies/{id}/trials/2/should-prune")).GetRawText());

        await web.PostAsync($"/api/v1/studies/{id}/trials/2/tell", """{"state":"pruned"}""");
        var trial = await web.GetAsync($"/api/v1/studies/{id}/trials/2");
        Assert.Equal(("pruned", 2, 0), (trial.Text("state"), trial.GetProperty("curve").GetArrayLength(), trial.GetProperty("values").GetArrayLength()));
    }

    [Fact]
    public async Task A_report_without_an_epoch_is_recorded_once_with_one_key()
    {
        var id = await CreateAsync(web, "\"maxEpochs\":5");
        await web.PostAsync($"/api/v1/studies/{id}/ask", """{"count":2}""");

        Assert.Equal(1, await ReportAsync(0, "r1"));
        Assert.Equal(1, await ReportAsync(0, "r1"));
        Assert.Equal(2, await ReportAsync(0, "r2"));
        Assert.Equal(1, await ReportAsync(1, "r1")); // another trial, another request

        async Task<int> ReportAsync(int trial, string key)
        {
            using var response = await web.SendAsync(HttpMethod.Post, $"/api/v1/studies/{id}/trials/{trial}/report", """{"value":0.4}""", headers: ("Idempotency-Key", key));
            await WebServer.ReadAsync(response, HttpStatusCode.OK);
            return (await web.GetAsync($"/api/v1/studies/{id}/trials/{trial}")).GetProperty("curve").GetArrayLength();
        }
    }

    [Fact]
    public async Task A_report_repeated_changes_nothing_and_a_gap_is_refused()
    {
        var id = await CreateAsync(web, "\"maxEpochs\":3");
        await web.PostAsync($"/api/v1/studies/{id}/ask");
        await web.PostAsync($"/api/v1/studies/{id}/trials/0/report", """{"epoch":1,"value":0.5}""");
        var events = await web.CountEventsAsync();
        await web.PostAsync($"/api/v1/studies/{id}/trials/0/report", """{"epoch":1,"value":0.5}""");
        Assert.Equal(events, await web.CountEventsAsync());

        foreach (var (body, message) in new[]
        {
            ("""{"epoch":3,"value":0.5}""", "report epoch 2 first"), ("""{"epoch":1,"value":0.6}""", "another value"), ("""{"epoch":2,"values":[1,2,3]}""", "larger maxEpochs"),
        })
        {
            var problem = await web.PostAsync($"/api/v1/studies/{id}/trials/0/report", body, HttpStatusCode.Conflict);
            Assert.Contains(message, problem.Text("detail"), StringComparison.Ordinal);
        }
        Assert.Equal(events, await web.CountEventsAsync());
    }

    [Fact]
    public async Task Several_objectives_have_a_front_of_feasible_trials()
    {
        var id = await CreateAsync(web, "\"directions\":[\"minimize\",\"maximize\"]");
        await web.PostAsync($"/api/v1/studies/{id}/ask", """{"count":4}""");
        foreach (var (trial, body) in new[]
        {
            (0, """{"values":[1,1]}"""), (1, """{"values":[2,2]}"""), (2, """{"values":[2,1]}"""), (3, """{"values":[0,3],"constraints":[0.5]}"""),
        })
            await web.PostAsync($"/api/v1/studies/{id}/trials/{trial}/tell", body);
        Assert.Equal([0, 1], Items(await web.GetAsync($"/api/v1/studies/{id}/best")).Select(Number).Order());
    }

    [Theory]
    [InlineData("""{"space":{"x":{"type":"float","low":1,"high":0}}}""", "space.x.high", "the range is empty")]
    [InlineData("""{"space":{}}""", "space", "at least one parameter")]
    [InlineData("""{}""", "space", "is missing")]
    [InlineData("""{"space":SPACE,"sampler":"tpee"}""", "sampler", "did you mean 'tpe'?")]
    [InlineData("""{"space":SPACE,"sampler":{"name":"tpe","startup_trials":0}}""", "sampler.startup_trials", "whole number from 1")]
    [InlineData("""{"space":SPACE,"pruner":3}""", "pruner", "give \"none\"")]
    [InlineData("""{"space":SPACE,"direction":"up"}""", "direction", "minimize or maximize")]
    [InlineData("""{"space":SPACE,"direction":"minimize","directions":["minimize"]}""", "directions", "one of the two")]
    [InlineData("""{"space":SPACE,"directions":[]}""", "directions", "1 to 10")]
    [InlineData("""{"space":SPACE,"seed":-1}""", "seed", "whole number from 0")]
    [InlineData("""{"space":SPACE,"trials":0}""", "trials", "whole number from 1")]
    [InlineData("""{"space":SPACE,"max_epochs":5}""", "max_epochs", "did you mean 'maxEpochs'?")]
    public async Task A_wrong_study_names_the_member_and_writes_nothing(string body, string field, string remedy)
    {
        var before = await web.CountEventsAsync();
        var problem = await web.PostAsync("/api/v1/studies", body.Replace("SPACE", Space, StringComparison.Ordinal), HttpStatusCode.BadRequest);
        var error = problem.GetProperty("errors").EnumerateArray().Single();
        Assert.Equal(field, error.Text("field"));
        Assert.Contains(remedy, error.Text("message"), StringComparison.Ordinal);
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Theory]
    [InlineData("ask", """{"count":0}""", HttpStatusCode.BadRequest, "1 to 1000")]
    [InlineData("trials/0/tell", """{"values":[1,2]}""", HttpStatusCode.BadRequest, "1 objectives")]
    [InlineData("trials/0/tell", """{}""", HttpStatusCode.BadRequest, "one number an objective")]
    [InlineData("trials/0/tell", """{"value":"0.5"}""", HttpStatusCode.BadRequest, "a finite number")]
    [InlineData("trials/0/tell", """{"value":1e999}""", HttpStatusCode.BadRequest, "finite")]
    [InlineData("trials/0/tell", """{"value":1,"state":"failed"}""", HttpStatusCode.BadRequest, "a failed trial has none")]
    [InlineData("trials/0/tell", """{"value":1,"state":"done"}""", HttpStatusCode.BadRequest, "completed, pruned or failed")]
    [InlineData("trials/0/report", """{}""", HttpStatusCode.BadRequest, "give the epoch's value")]
    [InlineData("trials/0/report", """{"values":[1,"a"]}""", HttpStatusCode.BadRequest, "a list of finite numbers")]
    [InlineData("trials/1/tell", """{"value":1}""", HttpStatusCode.NotFound, "trials 0 to 0")]
    [InlineData("trials/x/tell", """{"value":1}""", HttpStatusCode.NotFound, "no such trial")]
    public async Task A_wrong_request_to_a_study_says_how_to_mend_it(string route, string body, HttpStatusCode status, string remedy)
    {
        var id = await CreateAsync(web);
        await web.PostAsync($"/api/v1/studies/{id}/ask");
        var before = await web.CountEventsAsync();
        var problem = await web.PostAsync($"/api/v1/studies/{id}/{route}", body, status);
        Assert.Contains(remedy, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Theory]
    [InlineData("abcdefgh")]
    [InlineData("no%20identity")]
    public async Task An_unknown_study_is_not_found(string id)
    {
        using var response = await web.Http.GetAsync($"/api/v1/studies/{id}");
        await WebServer.ReadAsync(response, HttpStatusCode.NotFound);
    }

    internal static async Task<string> CreateAsync(WebServer server, string more = "\"seed\":3") =>
        (await server.PostAsync("/api/v1/studies", $$"""{"space":{{Space}},{{more}}}""", HttpStatusCode.Created)).Text("id")!;

    internal static Task<JsonElement> TellAsync(WebServer server, string id, int trial, double value) =>
        server.PostAsync($"/api/v1/studies/{id}/trials/{trial}/tell", string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{value:R}}}"""));

    internal static IReadOnlyList<JsonElement> Items(JsonElement answer) => [.. answer.GetProperty("items").EnumerateArray()];

    internal static int Number(JsonElement trial) => trial.GetProperty("trial").GetInt32();
}

using System.Net;
using System.Text.Json;
using Platform.Core;
using Platform.Core.Experiments;
using Xunit;

namespace Platform.Web.Tests.Api;

public sealed class SweepTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task A_launched_sweep_is_answered_with_its_place_and_found_there()
    {
        using var response = await web.SendAsync(HttpMethod.Post, "/api/v1/sweeps", Some.SweepFile("name: mine", "priority: 7"), "application/yaml", ("X-Platform-User", "ada"));
        var sweep = await WebServer.ReadAsync(response, HttpStatusCode.Created);

        var found = (await web.GetAsync(response.Headers.Location!.OriginalString)).GetProperty("sweep");
        Assert.Equal(sweep.GetRawText(), found.GetRawText());
        Assert.Equal(("mine", "running", "ada", 7), (found.Text("name"), found.Text("status"), found.Text("createdBy"), found.GetProperty("priority").GetInt32()));
    }

    [Fact]
    public async Task A_sweep_can_be_launched_as_json()
    {
        const string json = """{"name":"j","data":"digits","epochs":1,"trials":1,"space":{"dropout":{"type":"float","low":0,"high":0.5}}}""";
        Assert.Equal("j", (await web.PostAsync("/api/v1/sweeps", json, HttpStatusCode.Created)).Text("name"));
    }

    [Fact]
    public async Task Validating_answers_the_spec_and_its_yaml_and_writes_nothing()
    {
        var before = await web.CountEventsAsync();
        var answer = await web.PostAsync("/api/v1/sweeps/validate", Some.SweepFile("trials: 9"), type: "application/yaml");

        Assert.Equal(9, answer.GetProperty("spec").GetProperty("trials").GetInt32());
        Assert.Contains("\ntrials: 9\n", answer.Text("yaml"), StringComparison.Ordinal);
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_launches_nothing_new()
    {
        var first = await LaunchAsync("key-1");
        var events = await web.CountEventsAsync();
        var again = await LaunchAsync("key-1");
        var other = await LaunchAsync("key-2");

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(events + 1, await web.CountEventsAsync());

        async Task<string?> LaunchAsync(string key)
        {
            using var response = await web.SendAsync(HttpMethod.Post, "/api/v1/sweeps", Some.SweepFile(), "application/yaml", ("Idempotency-Key", key));
            return (await WebServer.ReadAsync(response, HttpStatusCode.Created)).Text("id");
        }
    }

    [Fact]
    public async Task A_sweep_is_paused_resumed_reprioritised_and_cancelled()
    {
        var id = await Some.SweepAsync(web);

        Assert.Equal("paused", (await web.PostAsync($"/api/v1/sweeps/{id}/pause")).Text("status"));
        Assert.Equal("paused", (await web.PostAsync($"/api/v1/sweeps/{id}/pause", "")).Text("status"));
        Assert.Equal("running", (await web.PostAsync($"/api/v1/sweeps/{id}/resume")).Text("status"));
        Assert.Equal(9, (await web.PutAsync($"/api/v1/sweeps/{id}/priority", """{"priority":9}""")).GetProperty("priority").GetInt32());
        Assert.Equal("cancelled", (await web.PostAsync($"/api/v1/sweeps/{id}/cancel", """{"reason":"enough"}""")).Text("status"));
        var refusal = await web.PostAsync($"/api/v1/sweeps/{id}/resume", expected: HttpStatusCode.Conflict);
        Assert.Contains("cancelled", refusal.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_sweep_is_in_no_list_until_it_is_restored_and_can_still_be_asked_for()
    {
        var id = await Some.SweepAsync(web);
        var refusal = await web.PostAsync($"/api/v1/sweeps/{id}/archive", expected: HttpStatusCode.Conflict);
        Assert.Contains("Cancel it first", refusal.Text("detail"), StringComparison.Ordinal);
        await web.PostAsync($"/api/v1/sweeps/{id}/cancel", """{"reason":"enough"}""");
        var before = (await web.Journal.ReadStreamAsync(StreamNames.Experiment(id)))[^1].Sequence;
        Assert.Equal((true, false), await ListsAsync());

        Assert.NotNull((await web.PostAsync($"/api/v1/sweeps/{id}/archive")).Text("archivedAt"));
        Assert.Equal((false, true), await ListsAsync());
        Assert.Equal((true, false), await ListsAsync($"&asOf={before}"));
        var shown = (await web.GetAsync($"/api/v1/sweeps/{id}")).GetProperty("sweep");
        Assert.Equal("cancelled", shown.Text("status"));
        Assert.Equal(2, (await web.Journal.ReadStreamAsync(StreamNames.Experiment(id))).Count(e => e.Data is ExperimentCancelled or ExperimentArchived));

        await web.PostAsync($"/api/v1/sweeps/{id}/restore");
        Assert.Equal((true, false), await ListsAsync());

        async Task<(bool Listed, bool Archived)> ListsAsync(string more = "") => (await HasAsync($"?limit=1000{more}"), await HasAsync($"?limit=1000&archived=true{more}"));

        async Task<bool> HasAsync(string query) => (await web.GetAsync($"/api/v1/sweeps{query}")).GetProperty("items").EnumerateArray().Any(s => s.Text("id") == id);
    }

    [Fact]
    public async Task The_list_is_bounded_and_can_be_filtered_by_status()
    {
        var id = await Some.SweepAsync(web);
        await web.PostAsync($"/api/v1/sweeps/{id}/pause");

        var paused = await web.GetAsync("/api/v1/sweeps?status=paused");
        Assert.Contains(id, paused.GetProperty("items").EnumerateArray().Select(s => s.Text("id")));
        Assert.All(paused.GetProperty("items").EnumerateArray(), s => Assert.Equal("paused", s.Text("status")));
        Assert.Equal(1, (await web.GetAsync("/api/v1/sweeps?limit=1")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("/api/v1/sweeps?limit=0", "limit")]
    [InlineData("/api/v1/sweeps?limit=a", "limit")]
    [InlineData("/api/v1/sweeps?status=lost", "status")]
    [InlineData("/api/v1/sweeps?archived=maybe", "archived")]
    public async Task A_wrong_query_names_its_parameter(string path, string field)
    {
        using var response = await web.Http.GetAsync(path);
        var problem = await WebServer.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(field, problem.GetProperty("errors")[0].Text("field"));
    }

    [Fact]
    public async Task The_queue_is_what_the_silos_scheduler_holds_and_a_sweep_shows_its_place_in_it()
    {
        var (first, second) = (await Some.SweepAsync(web, "priority: 9", "parallelism: 2"), await Some.SweepAsync(web, "priority: 10"));
        Assert.Equal(0, (await web.GetAsync("/api/v1/queue")).GetProperty("items").GetArrayLength()); // no silo has ever started

        // The columns of the scheduler's tables that are read. The sweep of the lower priority was queued first: its lane is due sooner.
        await using (var command = web.Database.DataSource.CreateCommand(
            $"""
            create table qrtz_job_details (sched_name text, job_name text, job_group text);
            create table qrtz_triggers (sched_name text, job_name text, job_group text, next_fire_time bigint, trigger_state text);
            create table qrtz_fired_triggers (sched_name text, job_name text, job_group text, state text);
            insert into qrtz_job_details values ('s', 'lane.{first}.0', 'lanes'), ('s', 'lane.{first}.1', 'lanes'), ('s', 'lane.{second}.0', 'lanes');
            insert into qrtz_fired_triggers values ('s', 'lane.{first}.0', 'lanes', 'EXECUTING');
            insert into qrtz_triggers values ('s', 'lane.{first}.1', 'lanes', 10, 'WAITING'), ('s', 'lane.{second}.0', 'lanes', 20, 'WAITING');
            """))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var queue = (await web.GetAsync("/api/v1/queue")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([(first, 1), (second, 2)], queue.Select(q => (q.Text("experimentId")!, Number(q, "position"))));
        var place = (await web.GetAsync($"/api/v1/sweeps/{first}")).GetProperty("queue");
        Assert.Equal((1, 1, 1), (Number(place, "position"), Number(place, "waitingLanes"), Number(place, "runningLanes")));
        var other = (await web.GetAsync($"/api/v1/sweeps/{await Some.SweepAsync(web)}")).GetProperty("queue");
        Assert.Equal((0, 0, 0), (Number(other, "position"), Number(other, "waitingLanes"), Number(other, "runningLanes")));
    }

    [Theory]
    [InlineData("GET", "/api/v1/sweeps/unknown1", null)]
    [InlineData("GET", "/api/v1/sweeps/unknown1/trials", null)]
    [InlineData("POST", "/api/v1/sweeps/unknown1/pause", "{}")]
    [InlineData("POST", "/api/v1/sweeps/..%2f..%2fetc/cancel", "{}")]
    [InlineData("POST", "/api/v1/sweeps/Sweep%0a/cancel", "{}")]
    [InlineData("PUT", "/api/v1/sweeps/unknown1/priority", "{\"priority\":1}")]
    public async Task An_unknown_sweep_is_not_found(string method, string path, string? body)
    {
        using var response = await web.SendAsync(new HttpMethod(method), path, body);
        await WebServer.ReadAsync(response, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{\"priority\":11}", "priority", "1 to 10")]
    [InlineData("{\"priority\":\"5\"}", "priority", "a whole number")]
    [InlineData("{}", "priority", "missing")]
    [InlineData("{\"priority\":5,\"priorty\":1}", "priorty", "did you mean 'priority'?")]
    [InlineData("[]", "body", "object")]
    [InlineData("{\"priority\":\n}", "body", "line 2, column")]
    public async Task A_wrong_body_names_the_member(string body, string field, string message)
    {
        var id = await Some.SweepAsync(web);
        var before = await web.CountEventsAsync();
        var problem = await web.PutAsync($"/api/v1/sweeps/{id}/priority", body, HttpStatusCode.BadRequest);

        var error = problem.GetProperty("errors").EnumerateArray().Single(e => e.Text("field") == field);
        Assert.Contains(message, error.Text("message"), StringComparison.Ordinal);
        Assert.Equal(before, await web.CountEventsAsync());
    }

    private static int Number(JsonElement json, string member) => json.GetProperty(member).GetInt32();
}

using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Commands;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Web.Api;
using Xunit;

namespace Platform.Web.Tests.Api;

public sealed class GateTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task Gates_are_set_shown_and_ended()
    {
        await PromoteAsync("gated", await TestedRunAsync(1, 0.95), "");
        var set = await web.PutAsync("/api/v1/models/gated/gates", """{"gates":["test_accuracy >= 0.97","test_accuracy worsens <= 0.002"],"why":"customers"}""");
        Assert.Equal(["test_accuracy >= 0.97", "test_accuracy worsens <= 0.002"], set.GetProperty("gates").EnumerateArray().Select(g => g.GetString()!));
        Assert.Equal(["champion"], set.GetProperty("protects").EnumerateArray().Select(g => g.GetString()!));
        Assert.Equal(set.GetRawText(), (await web.GetAsync("/api/v1/models/gated/gates")).GetRawText());
        Assert.Empty((await web.PutAsync("/api/v1/models/gated/gates", """{"gates":[]}""")).GetProperty("gates").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"gates":["test_accuracy > 0.97"]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"gates":[null]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"gates":["a >= 1","a >= 1"]}""", HttpStatusCode.Conflict)]
    [InlineData("""{"gates":["a >= 1"],"protects":["v1"]}""", HttpStatusCode.Conflict)]
    [InlineData("""{"protects":["champion"]}""", HttpStatusCode.BadRequest)]
    public async Task Wrong_gates_are_refused_and_nothing_is_written(string body, HttpStatusCode expected)
    {
        await PromoteAsync("wronged", await TestedRunAsync(2, 0.95), "");
        var before = await web.CountEventsAsync();
        await web.PutAsync("/api/v1/models/wronged/gates", body, expected);
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Fact]
    public async Task A_version_that_does_not_pass_is_refused_gate_by_gate_until_somebody_gives_a_reason()
    {
        await PromoteAsync("guarded", await TestedRunAsync(3, 0.98), """, "alias": "champion" """);
        await web.PutAsync("/api/v1/models/guarded/gates", """{"gates":["test_accuracy >= 0.97","test_accuracy worsens <= 0.5"]}""");
        var weak = await TestedRunAsync(4, 0.9);

        var problem = await web.PostAsync("/api/v1/models/guarded/versions", $$"""{"trialId":"{{weak}}","alias":"champion"}""", HttpStatusCode.Conflict);
        Assert.Equal("urn:platform:gates-refused", problem.Text("type"));
        var gates = problem.GetProperty("evaluation").GetProperty("gates").EnumerateArray().ToList();
        Assert.Equal([false, true], gates.Select(g => g.GetProperty("passed").GetBoolean()));
        Assert.Equal(0.9, gates[0].GetProperty("seen").GetDouble());

        var refused = await web.GetAsync("/api/v1/models/guarded");
        Assert.Equal((1, 2, 1), (refused.GetProperty("aliases").GetProperty("champion").GetInt32(), refused.GetProperty("versions").GetArrayLength(), refused.GetProperty("evaluations").GetArrayLength()));
        Assert.Equal("urn:platform:gates-refused", (await web.PutAsync("/api/v1/models/guarded/aliases/champion", """{"version":2,"confirm":true}""", HttpStatusCode.Conflict)).Text("type"));

        var moved = await web.PutAsync("/api/v1/models/guarded/aliases/champion", """{"version":2,"override":"for the trade fair"}""");
        Assert.Equal(2, moved.GetProperty("aliases").GetProperty("champion").GetInt32());
        Assert.Equal("for the trade fair", moved.GetProperty("evaluations")[0].Text("override"));
    }

    [Fact]
    public async Task An_alias_that_moves_while_evidence_is_collected_makes_it_collect_again_for_the_new_holder()
    {
        TestGroup[] groups = [new("sex", "f", 50, new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy"] = 0.9 })];
        var runs = new List<Trial>();
        for (var number = 20; number < 23; number++)
        {
            Some.StoreCheckpoint(web, Some.Digest(700 + number));
            var run = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), checkpoint: Some.Digest(700 + number));
            runs.Add(await web.Commands.ApplyAsync(run.Id, new RecordTestEvaluation(
                run.BestCheckpoint!, new Dictionary<string, double>(StringComparer.Ordinal) { ["test_accuracy"] = 0.9 }, "d", Some.Noon, Groups: groups)));
            await PromoteAsync("raced", run.Id, number == 20 ? """, "alias": "champion" """ : "");
        }
        await web.PutAsync("/api/v1/models/raced/gates", """{"gates":["accuracy worsens <= 0.01 in every group of sex"]}""");
        var evidence = web.Services.GetRequiredService<ModelEvidence>();

        var tries = 0;
        var after = await evidence.UseAsync("raced", "champion", runs[2].Id, runs[2].BestCheckpoint!, async known =>
        {
            if (++tries == 1)
                await web.PutAsync("/api/v1/models/raced/aliases/champion", """{"version":2}""");
            return await web.Commands.ApplyAsync("raced", new MoveAlias("champion", 3, Confirmed: false, "me", "", Some.Noon) { Evidence = known.Evidence, EvidenceFor = known.Basis });
        }, TestContext.Current.CancellationToken);

        Assert.Equal(2, tries);
        Assert.Equal((2, true), (after.LastEvaluation!.Against, after.LastEvaluation.Passed));
        Assert.Equal(3, after.Aliases["champion"]);
    }

    [Fact]
    public async Task What_stays_of_a_version_that_could_not_be_timed_tells_no_folder_of_the_server()
    {
        await PromoteAsync("untimed", await TestedRunAsync(13, 0.95), "");
        await web.PutAsync("/api/v1/models/untimed/gates", """{"gates":["latency_p99_ms <= 20"]}""");
        var problem = await web.PutAsync("/api/v1/models/untimed/aliases/champion", """{"version":1}""", HttpStatusCode.Conflict);
        Assert.Contains(Some.Digest(713), problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(web.Home, problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(web.Home, (await web.Commands.LoadModelAsync("untimed")).LastEvaluation!.Outcomes[0].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeat_with_its_key_is_answered_although_there_is_no_way_back_any_more()
    {
        await PromoteAsync("repeating", await TestedRunAsync(7, 0.95), """, "alias": "champion" """);
        await PromoteAsync("repeating", await TestedRunAsync(8, 0.96), """, "alias": "champion" """);
        for (var i = 0; i < 2; i++)
            Assert.Equal(1, (await RollBackAsync("back-1", HttpStatusCode.OK)).GetProperty("aliases").GetProperty("champion").GetInt32());
        await RollBackAsync("back-2", HttpStatusCode.Conflict);

        async Task<JsonElement> RollBackAsync(string key, HttpStatusCode expected)
        {
            using var response = await web.SendAsync(HttpMethod.Post, "/api/v1/models/repeating/aliases/champion/rollback", "{}", headers: ("Idempotency-Key", key));
            return await WebServer.ReadAsync(response, expected);
        }
    }

    [Fact]
    public async Task An_alias_is_rolled_back_and_that_is_undone()
    {
        await PromoteAsync("returning", await TestedRunAsync(5, 0.95), """, "alias": "champion" """);
        await PromoteAsync("returning", await TestedRunAsync(6, 0.96), """, "alias": "champion" """);
        Assert.Equal(1, Champion(await web.PostAsync("/api/v1/models/returning/aliases/champion/rollback", """{"why":"complaints"}""", HttpStatusCode.OK)));
        var undone = await web.PostAsync("/api/v1/models/returning/aliases/champion/rollback", """{"undo":true}""", HttpStatusCode.OK);
        Assert.Equal((2, "undone", "rolledBack"), (Champion(undone), undone.GetProperty("history")[0].Text("return"), undone.GetProperty("history")[1].Text("return")));
        await web.PostAsync("/api/v1/models/returning/aliases/champion/rollback", """{"undo":true}""", HttpStatusCode.Conflict);

        static int Champion(JsonElement model) => model.GetProperty("aliases").GetProperty("champion").GetInt32();
    }

    [Fact]
    public async Task A_version_can_be_held_against_the_gates_without_an_event()
    {
        await PromoteAsync("asked", await TestedRunAsync(7, 0.95), "");
        await web.GetAsync("/api/v1/models/asked/versions/1/evaluation", HttpStatusCode.Conflict);
        await web.PutAsync("/api/v1/models/asked/gates", """{"gates":["test_accuracy >= 0.9"]}""");
        var before = await web.CountEventsAsync();
        var evaluation = await web.GetAsync("/api/v1/models/asked/versions/1/evaluation");
        Assert.True(evaluation.GetProperty("passed").GetBoolean());
        Assert.False(evaluation.GetProperty("recorded").GetBoolean());
        Assert.Equal(before, await web.CountEventsAsync());
        await web.GetAsync("/api/v1/models/asked/versions/2/evaluation", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_card_holds_what_people_wrote_and_what_the_platform_knows()
    {
        var run = await TestedRunAsync(8, 0.95);
        await PromoteAsync("carded", run, "");
        var card = await web.PutAsync("/api/v1/models/carded/card", """{"text":"## What it is for\n\nDigits."}""");
        Assert.StartsWith("## What it is for", card.Text("text"), StringComparison.Ordinal);
        Assert.Contains(run, card.Text("facts"), StringComparison.Ordinal);
        Assert.Contains("## Limits", card.Text("facts"), StringComparison.Ordinal);
        await web.PutAsync("/api/v1/models/carded/card", """{"text":"\u0000"}""", HttpStatusCode.BadRequest);

        var next = await web.PutAsync("/api/v1/models/carded/card", $$"""{"text":"Next.","seen":"{{card.Text("at")}}"}""");
        await web.PutAsync("/api/v1/models/carded/card", $$"""{"text":"Mine.","seen":"{{card.Text("at")}}"}""", HttpStatusCode.Conflict);
        Assert.Equal(next.Text("text"), (await web.GetAsync("/api/v1/models/carded/card")).Text("text"));
    }

    [Fact]
    public async Task The_lineage_goes_from_the_data_to_the_alias_with_the_numbers_of_the_events()
    {
        await PromoteAsync("traced", await TestedRunAsync(9, 0.95), """, "alias": "champion" """);
        var steps = (await web.GetAsync("/api/v1/models/traced/versions/1/lineage")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["data", "sweep", "trial", "checkpoint", "test", "version", "alias"], steps.Select(s => s.Text("kind")));
        var numbers = steps.Where(s => s.Text("kind") != "data").Select(s => s.GetProperty("sequence").GetInt64()).ToList();
        Assert.Equal(numbers.Order(), numbers);
    }

    [Fact]
    public async Task The_lineage_of_a_name_that_was_taken_again_tells_nothing_of_its_former_model()
    {
        await PromoteAsync("handed-on", await TestedRunAsync(10, 0.95), """, "alias": "champion", "why": "the first" """);
        await web.Services.GetRequiredService<PlatformCommands>().RenameModelAsync("handed-on", "handed-over", "me", DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
        await PromoteAsync("handed-on", await TestedRunAsync(11, 0.96), """, "why": "the second" """);

        var again = await LineageAsync("handed-on");
        Assert.EndsWith(": the second", Assert.Single(again, step => step.Text("kind") == "version").Text("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain(again, step => step.Text("kind") == "alias");
        var moved = await LineageAsync("handed-over");
        Assert.Equal("Version 1, registered as one of handed-on", Assert.Single(moved, step => step.Text("kind") == "version").Text("title"));
        Assert.Contains(moved, step => step.Text("kind") == "alias");
    }

    [Fact]
    public async Task A_card_may_be_as_long_as_its_rule_says()
    {
        await PromoteAsync("long-card", await TestedRunAsync(12, 0.95), "");
        var text = new string('ä', 100_000);
        Assert.Equal(text, (await web.PutAsync("/api/v1/models/long-card/card", JsonSerializer.Serialize(new { text }))).Text("text"));
        await web.PutAsync("/api/v1/models/long-card/card", JsonSerializer.Serialize(new { text = text + "ä" }), HttpStatusCode.BadRequest);
    }

    private async Task<List<JsonElement>> LineageAsync(string model) =>
        [.. (await web.GetAsync($"/api/v1/models/{model}/versions/1/lineage")).GetProperty("items").EnumerateArray()];

    private async Task PromoteAsync(string model, string run, string more) =>
        await web.PostAsync($"/api/v1/models/{model}/versions", $$"""{"trialId":"{{run}}"{{more}}}""", HttpStatusCode.Created);

    private async Task<string> TestedRunAsync(int number, double accuracy)
    {
        Some.StoreCheckpoint(web, Some.Digest(700 + number));
        var run = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), checkpoint: Some.Digest(700 + number));
        return (await Some.TestedAsync(web, run, accuracy)).Id;
    }
}

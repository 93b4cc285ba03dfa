using System.Net;
using Platform.Core.Experiments;
using Platform.Core.Studies;
using Platform.Core.Trials;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>/sweeps/{id}/verify and /trials/{id}/story: what was decided, computed again and told.</summary>
public sealed class DecisionTests(WebServer web) : IClassFixture<WebServer>
{
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_sweep_as_a_silo_proposes_it_verifies_as_identical_and_nothing_is_written(string method)
    {
        var id = await Some.SweepAsync(web, "sampler: random");
        for (var number = 1; number <= 2; number++)
            await ProposeAsync(id, number, p => p);
        var before = await web.CountEventsAsync();

        using var response = await web.SendAsync(new HttpMethod(method), $"/api/v1/sweeps/{id}/verify", method == "POST" ? "{}" : null);
        var answer = await WebServer.ReadAsync(response, HttpStatusCode.OK);

        Assert.True(answer.GetProperty("identical").GetBoolean(), answer.Text("summary"));
        Assert.Equal((2, 0, 0), (answer.GetProperty("proposals").GetInt32(), answer.GetProperty("prunings").GetInt32(), answer.GetProperty("stops").GetInt32()));
        Assert.Equal($"Identical: 2 proposals and 0 prunings of sweep {id} came out again bit by bit.", answer.Text("summary"));
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Fact]
    public async Task The_first_difference_names_the_trial_the_part_and_both_values()
    {
        var id = await Some.SweepAsync(web, "sampler: random");
        await ProposeAsync(id, 1, p => p);
        await ProposeAsync(id, 2, p => p with { Why = "a hunch" });

        var answer = await web.GetAsync($"/api/v1/sweeps/{id}/verify");

        Assert.False(answer.GetProperty("identical").GetBoolean());
        var difference = answer.GetProperty("firstDifference");
        Assert.Equal(("proposal", $"{id}-2", "why", "a hunch"), (difference.Text("decision"), difference.Text("trialId"), difference.Text("what"), difference.Text("found")));
        Assert.NotEqual("a hunch", difference.Text("expected"));
    }

    [Fact]
    public async Task A_story_is_told_line_by_line_from_the_run_s_events()
    {
        var id = await Some.SweepAsync(web);
        var trial = await Some.StartedRunAsync(web, id);
        await web.Commands.ApplyAsync(trial.Id, new FailTrial(1, 1, "The loss diverged.", Some.Noon.AddSeconds(3)));

        var lines = (await web.GetAsync($"/api/v1/trials/{trial.Id}/story")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(["suggested", "began", "failed"], lines.Select(line => line.Text("kind")));
        Assert.Equal("Suggested by auto: a test Decided from the journal up to event 0.", lines[0].Text("text"));
        Assert.Equal("Failed in epoch 1: The loss diverged.", lines[2].Text("text"));
    }

    [Theory]
    [InlineData("/api/v1/sweeps/unknown1/verify")]
    [InlineData("/api/v1/trials/unknown1-1/story")]
    [InlineData("/api/v1/trials/..%2f..%2fetc/story")]
    public async Task What_does_not_exist_is_not_found(string path)
    {
        using var response = await web.Http.GetAsync(path);
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
        await WebServer.ReadAsync(response, response.StatusCode);
    }

    // As a lane does: the sampler's own proposal from the study as it is.
    private async Task ProposeAsync(string id, int number, Func<ProposeTrial, ProposeTrial> alter)
    {
        var reader = new StudyReader(web.Views, new PastStudies(web.Journal));
        var (study, search, basedOn) = (await reader.ReadAsync(id, m => Tuple.Create(m.Study.Before(number), m.Study, m.BasedOn)))!;
        var proposal = search.Suggest(study, number);
        var command = new ProposeTrial(number, proposal.Parameters, proposal.Why, basedOn, 0, Some.Noon) { Rationale = Decisions.Recorded(proposal.Rationale), Carried = proposal.Carried };
        Assert.NotNull(await web.Commands.ProposeAsync(id, alter(command), trialSeed: 1));
    }
}

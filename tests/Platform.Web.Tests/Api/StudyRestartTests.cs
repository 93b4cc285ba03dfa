using System.Text.Json;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>Studies under many clients, and after the server was replaced.</summary>
public sealed class StudyRestartTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task Parallel_askers_get_different_trials_and_no_tell_is_lost()
    {
        const int Askers = 8;
        const int Each = 6;
        var id = await StudyTests.CreateAsync(web, "\"sampler\":{\"name\":\"tpe\",\"startup_trials\":5}");
        var numbers = await Task.WhenAll(Enumerable.Range(0, Askers).Select(asker => Task.Run(async () =>
        {
            var mine = new List<int>();
            for (var i = 0; i < Each; i++)
            {
                var trial = StudyTests.Items(await web.PostAsync($"/api/v1/studies/{id}/ask")).Single();
                mine.Add(StudyTests.Number(trial));
                await StudyTests.TellAsync(web, id, mine[^1], trial.GetProperty("parameters").GetProperty("x").GetDouble());
            }

            return mine;
        })));

        Assert.Equal(Enumerable.Range(0, Askers * Each), numbers.SelectMany(n => n).Order());
        var trials = StudyTests.Items(await web.GetAsync($"/api/v1/studies/{id}/trials"));
        Assert.Equal(Askers * Each, trials.Count);
        Assert.All(trials, trial => Assert.Equal((trial.GetProperty("parameters").GetProperty("x").GetDouble(), "completed"), (trial.GetProperty("values")[0].GetDouble(), trial.Text("state"))));
        Assert.Equal(trials.Count, trials.Select(trial => trial.GetProperty("parameters").GetRawText()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Two_servers_on_one_database_share_a_study_without_conflicts()
    {
        await using var other = await WebServer.StartAsync(("ConnectionStrings:Platform", web.Database.ConnectionString));
        var id = await StudyTests.CreateAsync(web);
        var numbers = await Task.WhenAll(new[] { web, other, web, other }.Select(server => Task.Run(async () =>
        {
            var mine = new List<int>();
            for (var i = 0; i < 5; i++)
                mine.Add(StudyTests.Number(StudyTests.Items(await server.PostAsync($"/api/v1/studies/{id}/ask")).Single()));
            return mine;
        })));
        Assert.Equal(Enumerable.Range(0, 20), numbers.SelectMany(n => n).Order());
    }

    [Fact]
    public async Task After_a_restart_a_study_is_the_same_and_goes_on_as_if_nothing_had_happened()
    {
        // Twins: one is told everything by one server, the other goes on with a server that has only read the journal.
        const string More = "\"sampler\":{\"name\":\"tpe\",\"startup_trials\":4},\"maxEpochs\":3,\"pruner\":\"median\",\"direction\":\"maximize\",\"seed\":5";
        var (stays, moves) = (await StudyTests.CreateAsync(web, More), await StudyTests.CreateAsync(web, More));
        for (var number = 0; number < 8; number++)
        {
            Assert.Equal(await StepAsync(web, stays, number), await StepAsync(web, moves, number));
        }

        await using var restarted = await WebServer.StartAsync(("ConnectionStrings:Platform", web.Database.ConnectionString));
        foreach (var view in new[] { "", "/trials", "/best" })
            Assert.Equal((await web.GetAsync($"/api/v1/studies/{moves}{view}")).GetRawText(), (await restarted.GetAsync($"/api/v1/studies/{moves}{view}")).GetRawText());
        for (var number = 8; number < 12; number++)
            Assert.Equal(await StepAsync(web, stays, number), await StepAsync(restarted, moves, number));
    }

    private static async Task<string> StepAsync(WebServer server, string id, int number)
    {
        var trial = StudyTests.Items(await server.PostAsync($"/api/v1/studies/{id}/ask")).Single();
        var x = trial.GetProperty("parameters").GetProperty("x").GetDouble();
        var verdict = await server.PostAsync($"/api/v1/studies/{id}/trials/{number}/report", JsonSerializer.Serialize(new { values = new[] { x / 2, x } }));
        await StudyTests.TellAsync(server, id, number, -Math.Abs(x - 0.4));
        return trial.GetRawText() + verdict.GetRawText();
    }
}

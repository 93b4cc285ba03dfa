using System.Net;
using System.Text.Json;
using Platform.Core.Trials;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>What the API says that a sweep's trials teach.</summary>
public sealed class InsightTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task A_sweep_with_few_trials_says_how_many_are_needed()
    {
        var id = await Some.SweepAsync(web);
        var explained = await web.GetAsync($"/api/v1/sweeps/{id}/explain");
        Assert.Contains("at least 8 completed trials are needed; there are 0", explained.Text("problem"), StringComparison.Ordinal);
        Assert.Equal(0, explained.GetProperty("importance").GetArrayLength());
        var gain = await web.GetAsync($"/api/v1/sweeps/{id}/expected-gain");
        Assert.Equal(JsonValueKind.Null, gain.GetProperty("gain").ValueKind);
        Assert.Contains("at least 8 trials must have ended", gain.Text("why"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_is_explained_in_its_own_sense_and_again_when_a_trial_more_has_ended()
    {
        var id = await Some.SweepAsync(web, "trials: 30", "epochs: 1", "space: {learning_rate: {type: float, low: 1e-4, high: 1e-1, log: true}}");
        for (var i = 0; i < 12; i++)
            await Some.CompletedRunAsync(web, id, accuracy: 0.5 + 0.04 * i, learningRate: Math.Pow(10, -4 + 0.25 * i));

        var explained = await web.GetAsync($"/api/v1/sweeps/{id}/explain");
        Assert.Equal((12, "validation_accuracy"), (explained.GetProperty("trials").GetInt32(), explained.GetProperty("objective").Text("metric")));
        var importance = Assert.Single(explained.GetProperty("importance").EnumerateArray());
        Assert.Equal("learning_rate", importance.Text("name"));
        Assert.True(importance.GetProperty("share").GetDouble() > 0.9);
        var curve = explained.GetProperty("curves")[0].GetProperty("points").EnumerateArray().Select(p => p.GetProperty("mean").GetDouble()).ToList();
        Assert.True(curve[^1] > curve[0] && curve.TrueForAll(mean => mean is > 0.4 and < 1), string.Join(' ', curve)); // accuracies, not their negatives

        var gain = await web.GetAsync($"/api/v1/sweeps/{id}/expected-gain?trials=5");
        Assert.Equal((5, 0.94), (gain.GetProperty("trials").GetInt32(), Math.Round(gain.GetProperty("best").GetDouble(), 12)));
        Assert.True(gain.GetProperty("gain").GetDouble() >= 0 && gain.GetProperty("low").GetDouble() <= gain.GetProperty("high").GetDouble(), gain.GetRawText());

        Assert.Equal(explained.GetRawText(), (await web.GetAsync($"/api/v1/sweeps/{id}/explain")).GetRawText());
        await Some.CompletedRunAsync(web, id, accuracy: 0.99, learningRate: 0.1);
        Assert.Equal(13, (await web.GetAsync($"/api/v1/sweeps/{id}/explain")).GetProperty("trials").GetInt32());
    }

    [Fact]
    public async Task An_objective_that_a_sweep_does_not_have_is_refused()
    {
        var id = await Some.SweepAsync(web);
        using var response = await web.Http.GetAsync($"/api/v1/sweeps/{id}/explain?objective=1");
        var problem = await WebServer.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains("from 0 to 0", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_front_of_one_objective_is_its_best_trial()
    {
        var id = await Some.SweepAsync(web, "epochs: 1");
        Trial? best = null;
        foreach (var (accuracy, rate) in new[] { (0.7, 0.01), (0.9, 0.02), (0.8, 0.03) })
        {
            var run = await Some.CompletedRunAsync(web, id, accuracy, learningRate: rate);
            best = accuracy == 0.9 ? run : best;
        }

        var trial = Assert.Single((await web.GetAsync($"/api/v1/sweeps/{id}/front")).GetProperty("trials").EnumerateArray());
        Assert.Equal((best!.Id, 0.9), (trial.Text("id"), trial.GetProperty("values")[0].GetDouble()));
    }

    [Fact]
    public async Task A_pruner_that_would_have_stopped_the_weak_saves_epochs_and_loses_nothing()
    {
        var id = await Some.SweepAsync(web, "trials: 20", "epochs: 3", "space: {learning_rate: {type: float, low: 1e-4, high: 1e-1, log: true}}");
        for (var i = 0; i < 12; i++)
            await Some.CompletedRunAsync(web, id, accuracy: i < 6 ? 0.9 + 0.01 * i : 0.3, learningRate: 0.001 * (i + 1));

        var median = await web.GetAsync($"/api/v1/sweeps/{id}/counterfactuals?pruner=median&startup_trials=4&warmup_epochs=0&lanes=1");
        Assert.Equal((12, 1, "median"), (median.GetProperty("trials").GetInt32(), median.GetProperty("lanes").GetInt32(), median.Text("pruner")));
        Assert.Equal(36, median.GetProperty("epochs").GetInt32() + median.GetProperty("epochsSaved").GetInt32());
        Assert.Equal(12, median.GetProperty("epochsSaved").GetInt32()); // six weak trials, each stopped after the first of three epochs
        Assert.Equal(12.0 / 3600, median.GetProperty("hoursSaved").GetDouble(), 9);
        Assert.Equal((0.9 + 0.01 * 5, 0.9 + 0.01 * 5), (median.GetProperty("best").GetDouble(), median.GetProperty("bestWithPruner").GetDouble()));
        Assert.Equal(0, median.GetProperty("lost").GetArrayLength());
        Assert.Equal(0, (await web.GetAsync($"/api/v1/sweeps/{id}/counterfactuals?pruner=none")).GetProperty("epochsSaved").GetInt32());
    }

    [Theory]
    [InlineData("", "pruner", "give one of none, median")]
    [InlineData("?pruner=medan", "pruner", "did you mean 'median'?")]
    [InlineData("?pruner=median&startup=3", "pruner.startup", "startup_trials")]
    [InlineData("?pruner=median&startup_trials=0", "pruner.startup_trials", "whole number from 1")]
    [InlineData("?pruner=median&lanes=0", "lanes", "from 1 to 256")]
    public async Task A_wrong_question_about_pruners_names_the_parameter(string query, string field, string remedy)
    {
        var id = await Some.SweepAsync(web);
        using var response = await web.Http.GetAsync($"/api/v1/sweeps/{id}/counterfactuals{query}");
        var error = (await WebServer.ReadAsync(response, HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateArray().Single();
        Assert.Equal(field, error.Text("field"));
        Assert.Contains(remedy, error.Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("counterfactuals")]
    [InlineData("expected-gain")]
    [InlineData("explain")]
    [InlineData("front")]
    public async Task An_unknown_sweep_is_not_found(string route)
    {
        using var response = await web.Http.GetAsync($"/api/v1/sweeps/nothere2/{route}");
        await WebServer.ReadAsync(response, HttpStatusCode.NotFound);
    }
}

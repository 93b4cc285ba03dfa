using System.Globalization;
using System.Net;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Mlflow;
using Xunit;

namespace Platform.Web.Tests.Compare;

public sealed class CompareHttpTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _client = new(web);

    [Fact]
    public async Task Runs_of_sweeps_and_from_outside_are_compared_together()
    {
        var trial = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), checkpoint: Some.Digest(801));
        var outside = await RunAsync(await _client.ExperimentAsync("compared over http"), "0.1", 1, 0.5);
        var answer = await web.GetAsync($"/api/v1/compare?ids={trial.Id},{outside}");
        Assert.Equal([trial.Id, outside], answer.GetProperty("runs").EnumerateArray().Select(run => run.Text("id")));
        Assert.Equal(0.5, answer.GetProperty("runs")[1].GetProperty("metrics").GetProperty("loss").GetDouble());
        Assert.True(answer.GetProperty("runs")[0].GetProperty("metrics").TryGetProperty("validation_loss", out _));
    }

    [Fact]
    public async Task Repeats_are_tested_and_come_as_csv()
    {
        var experiment = await _client.ExperimentAsync("repeated over http");
        var ids = new List<string>();
        foreach (var (rate, seed, loss) in new[] { ("0.1", 1, 0.5), ("0.1", 2, 0.6), ("0.2", 1, 0.3), ("0.2", 2, 0.45) })
            ids.Add(await RunAsync(experiment, rate, seed, loss));
        var tests = (await web.GetAsync($"/api/v1/compare?ids={string.Join(',', ids)}&metric=loss")).GetProperty("repeats").GetProperty("tests").EnumerateArray().Single();
        Assert.Equal(("lr 0.1", 2), (tests.Text("first"), tests.GetProperty("pairs").GetInt32()));
        using var csv = await web.Http.GetAsync($"/api/v1/compare/repeats.csv?ids={string.Join(',', ids)}&metric=loss");
        Assert.Equal("text/csv", csv.Content.Headers.ContentType?.MediaType);
        Assert.Contains("loss,lr 0.1,2,0.55,", await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare?ids=a", HttpStatusCode.BadRequest)]
    [InlineData("compare?ids=a,b", HttpStatusCode.BadRequest)]
    [InlineData("compare/nothing.csv?ids=a,b", HttpStatusCode.NotFound)]
    public async Task Wrong_questions_are_refused(string path, HttpStatusCode expected) => await web.GetAsync($"/api/v1/{path}", expected);

    private async Task<string> RunAsync(string experiment, string rate, int seed, double loss)
    {
        var run = await _client.RunAsync(experiment);
        await _client.PostAsync("runs/log-batch", string.Create(CultureInfo.InvariantCulture,
            $$"""{"run_id":"{{run}}","metrics":[{"key":"loss","value":{{loss}},"timestamp":1,"step":0}],"params":[{"key":"lr","value":"{{rate}}"},{"key":"seed","value":"{{seed}}"}]}"""));
        await _client.PostAsync("runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED","end_time":2}""");
        return run;
    }
}

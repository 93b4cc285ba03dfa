using Platform.Testing;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

/// <summary>Arbitrary calls from a fixed seed: answered or refused in their interface's form, never a server error, and a refusal writes nothing.</summary>
public sealed class MlflowFuzzTests(WebServer web) : IClassFixture<WebServer>
{
    private const int Requests = 10_000;
    private const int MostFailures = 20;

    // Points that were logged one by one become events later, whatever comes meanwhile.
    private const string Written = "select count(*) from mt_events where type <> 'metrics_logged'";

    private readonly MlflowClient _mlflow = new(web);

    [Fact]
    public async Task Ten_thousand_arbitrary_calls_break_nothing_and_refusals_write_nothing()
    {
        var requests = new FuzzRequests(2026, await KnownAsync());
        var failures = new List<string>();
        var before = await _mlflow.CountAsync(Written);
        for (var i = 0; i < Requests && failures.Count < MostFailures; i++)
        {
            using var request = requests.Next();
            using var response = await web.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync(); // what fails behind the headers fails here
            var written = await _mlflow.CountAsync(Written);
            if (Problem(request.RequestUri!.AbsolutePath, response, text, written - before) is { } problem)
                failures.Add($"Request {i}: {request.Method} {request.RequestUri} {(request.Content is null ? "" : await request.Content.ReadAsStringAsync())} {problem}");
            before = written;
        }
        Assert.Empty(failures);
        await Eventually.HoldsAsync(async () => await _mlflow.CountAsync("select count(*) from metric_inbox") == 0);
    }

    private static string? Problem(string path, HttpResponseMessage response, string text, long written)
    {
        var status = (int)response.StatusCode;
        if (status >= 500 && status != 501)
            return $"answered {status}: {text}";
        if (status < 400)
            return null;
        if (written != 0)
            return $"answered {status} and wrote {written} events: {text}";
        if (path.StartsWith("/api/v1/", StringComparison.Ordinal) && response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return $"answered {status} in another form than a problem document: {text}";
        return path.StartsWith("/api/2.0/", StringComparison.Ordinal) && !text.Contains("\"error_code\":", StringComparison.Ordinal)
            ? $"answered {status} in another form than MLflow's: {text}" : null;
    }

    // One of everything that has an identity.
    private async Task<Dictionary<string, string>> KnownAsync()
    {
        var run = await _mlflow.RunAsync();
        await _mlflow.PostAsync("runs/log-metric", $$"""{"run_id":"{{run}}","key":"a","value":1,"timestamp":1,"step":1}""");
        var sweep = await Some.SweepAsync(web);
        var trial = await Some.CompletedRunAsync(web, sweep);
        await Some.TestedAsync(web, trial, 0.5);
        var (model, spare) = (await ModelAsync(), await ModelAsync());
        await _mlflow.PostAsync("registered-models/create", """{"name":"name"}""");
        var view = (await web.PostAsync("/api/v1/tracking/experiments/0/views", """{"name":"the best","filter":"metrics.a > 0"}""", System.Net.HttpStatusCode.Created)).Text("id")!;
        var upload = (await _mlflow.PostAsync($"/api/2.0/mlflow-artifacts/mpu/create/0/{run}/artifacts", """{"path":"name","num_parts":1}""")).Text("upload_id")!;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["run"] = run, ["experiment"] = "0", ["sweep"] = sweep, ["trial"] = trial.Id, ["model"] = model, ["spare"] = spare, ["view"] = view, ["upload"] = upload, ["name"] = "name",
        };
    }

    private async Task<string> ModelAsync() =>
        (await _mlflow.PostAsync("logged-models", """{"experiment_id":"0","name":"net"}""")).GetProperty("model").GetProperty("info").Text("model_id")!;
}

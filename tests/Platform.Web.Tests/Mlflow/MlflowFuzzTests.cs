using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

/// <summary>Arbitrary calls from a fixed seed: answered or refused in MLflow's form, never a server error, and a refusal writes nothing.</summary>
public sealed class MlflowFuzzTests(WebServer web) : IClassFixture<WebServer>
{
    private const int Requests = 4_000;

    private static readonly string[] Paths =
    [
        "POST experiments/create", "GET experiments/get", "GET experiments/get-by-name", "POST experiments/search", "GET experiments/search", "POST experiments/delete",
        "POST experiments/restore", "POST experiments/update", "POST experiments/set-experiment-tag", "POST experiments/delete-experiment-tag", "POST runs/create", "GET runs/get",
        "POST runs/update", "POST runs/delete", "POST runs/restore", "POST runs/search", "POST runs/log-metric", "POST runs/log-batch", "POST runs/log-parameter", "POST runs/set-tag",
        "POST runs/delete-tag", "POST runs/log-inputs", "POST runs/outputs", "POST runs/log-model", "GET metrics/get-history", "GET metrics/get-history-bulk",
        "GET metrics/get-history-bulk-interval", "GET artifacts/list", "POST registered-models/create", "GET registered-models/get", "PATCH registered-models/update",
        "POST registered-models/rename", "DELETE registered-models/delete", "GET registered-models/search", "GET registered-models/get-latest-versions", "POST registered-models/set-tag",
        "DELETE registered-models/delete-tag", "POST registered-models/alias", "DELETE registered-models/alias", "GET registered-models/alias", "POST model-versions/create",
        "GET model-versions/get", "GET model-versions/get-download-uri", "GET model-versions/search", "PATCH model-versions/update", "POST model-versions/transition-stage",
        "DELETE model-versions/delete", "POST model-versions/set-tag", "DELETE model-versions/delete-tag", "POST logged-models", "POST logged-models/search", "GET logged-models/{}",
        "PATCH logged-models/{}", "DELETE logged-models/{}", "PATCH logged-models/{}/tags", "DELETE logged-models/{}/tags/{}", "POST logged-models/{}/params",
        "GET logged-models/{}/artifacts/directories", "PUT /api/2.0/mlflow-artifacts/artifacts/{}/{}/artifacts/{}", "GET /api/2.0/mlflow-artifacts/artifacts/{}/{}/artifacts/{}",
        "DELETE /api/2.0/mlflow-artifacts/artifacts/{}/{}/artifacts/{}", "GET /api/2.0/mlflow-artifacts/artifacts", "POST {}", "GET /ajax-api/2.0/mlflow/{}",
    ];

    private static readonly string[] Names =
    [
        "experiment_id", "experiment_ids", "experiment_name", "name", "new_name", "run_id", "run_uuid", "run_ids", "key", "value", "timestamp", "step", "metrics", "params", "tags", "status",
        "end_time", "start_time", "run_name", "user_id", "filter", "order_by", "max_results", "page_token", "view_type", "run_view_type", "metric_key", "start_step", "end_step", "path",
        "version", "stage", "archive_existing_versions", "alias", "source", "description", "datasets", "models", "model_id", "model_json", "model_type", "source_run_id", "stages", "artifact_location",
    ];

    private static readonly string[] Words =
    [
        "0", "1", "-1", "RUN", "name", "a b", "", "x/y", "../..", "..%2f..", "%01", "%ff", "%ed%a0%80", "NaN", "1e999", "9223372036854775808", "FINISHED", "metrics.a > 1", "tags.a LIKE '%'",
        "name = 'x'", "start_time DESC", "metrics.`a` ASC", "None", "Production", "m-0", "ключ", "after:1", "true", "models:/x/1", "*", "'", "`",
    ];

    // Points that were logged one by one become events later, whatever comes meanwhile.
    private const string Written = "select (select count(*) from mt_events where type <> 'metrics_logged')";

    private readonly Sequence _random = new(2026);
    private readonly MlflowClient _mlflow = new(web);

    [Fact]
    public async Task Four_thousand_arbitrary_calls_break_nothing_and_refusals_write_nothing()
    {
        var run = await _mlflow.RunAsync();
        for (var i = 0; i < Requests; i++)
        {
            using var request = Next(run);
            var before = await _mlflow.CountAsync(Written);
            using var response = await web.Http.SendAsync(request);
            var status = (int)response.StatusCode;
            var text = await response.Content.ReadAsStringAsync();
            if (status >= 500 && status != 501)
                Assert.Fail($"Request {i}: {request} answered {status}: {text}");
            if (status < 400)
                continue;
            Assert.Contains("\"error_code\":", text, StringComparison.Ordinal);
            Assert.True(before == await _mlflow.CountAsync(Written), $"Request {i}: {request} answered {status} and wrote.");
        }
    }

    private HttpRequestMessage Next(string run)
    {
        var route = _random.Pick(Paths).Split(' ');
        var path = new StringBuilder(route[1].StartsWith('/') ? route[1] : MlflowClient.Prefix + route[1]);
        while (path.ToString().IndexOf("{}", StringComparison.Ordinal) is >= 0 and var hole)
            path.Remove(hole, 2).Insert(hole, Uri.EscapeDataString(Word(run)).Replace("%25", "%", StringComparison.Ordinal));
        if (route[0] == "GET" || _random.Next(10) == 0)
        {
            path.Append('?');
            for (var n = _random.Next(5); n > 0; n--)
                path.Append(CultureInfo.InvariantCulture, $"{_random.Pick(Names)}={Uri.EscapeDataString(Word(run)).Replace("%25", "%", StringComparison.Ordinal)}&");
        }

        var request = new HttpRequestMessage(new HttpMethod(_random.Next(30) == 0 ? "POST" : route[0]), path.ToString());
        if (request.Method == HttpMethod.Get)
            return request;
        var body = Encoding.UTF8.GetBytes(Value(run, 0));
        for (var changes = _random.Next(8) == 0 ? _random.Next(3) : 0; changes > 0; changes--)
            body[_random.Next(body.Length)] = (byte)_random.Next(256);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(_random.Next(20) == 0 ? "text/plain" : "application/json");
        return request;
    }

    // An object at the top, anything below.
    private string Value(string run, int depth)
    {
        switch (depth == 0 ? 0 : _random.Next(depth > 3 ? 6 : 9))
        {
            case 0 or 7:
                var members = Enumerable.Range(0, _random.Next(7)).Select(_ => $"\"{_random.Pick(Names)}\":{Value(run, depth + 1)}").ToList();
                return $"{{{string.Join(',', members)}}}";
            case 8:
                return $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Value(run, depth + 1)))}]";
            case 1:
                return (_random.Next(2_000) - 1_000).ToString(CultureInfo.InvariantCulture);
            case 2:
                return _random.Pick(["null", "true", "1.5", "1e999", "-9223372036854775808", "\"\\ud800\"", "\"\\u0000\""]);
            default:
                return $"\"{Word(run).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        }
    }

    private string Word(string run) => _random.Pick(Words).Replace("RUN", run, StringComparison.Ordinal);
}

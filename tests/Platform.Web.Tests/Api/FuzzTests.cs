using System.Globalization;
using System.Text;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>Arbitrary requests: refused or answered, never a server error, never an event.</summary>
public sealed class FuzzTests(WebServer web) : IClassFixture<WebServer>
{
    private const int Requests = 2_000;

    private static readonly string[] Paths =
    [
        "/api/v1/sweeps", "/api/v1/sweeps/validate", "/api/v1/sweeps/{}", "/api/v1/sweeps/{}/trials", "/api/v1/sweeps/{}/pause", "/api/v1/sweeps/{}/cancel",
        "/api/v1/sweeps/{}/priority", "/api/v1/trials/{}", "/api/v1/trials/{}/events", "/api/v1/trials/{}/test", "/api/v1/trials/{}/checkpoint", "/api/v1/runs/compare", "/api/v1/runs/{}/reproduce", "/api/v1/runs/{}/cancel",
        "/api/v1/runs/{}/evaluate", "/api/v1/models", "/api/v1/models/{}", "/api/v1/models/{}/versions", "/api/v1/models/{}/aliases/{}", "/api/v1/models/{}/versions/{}/download", "/api/v1/models/{}/retraining", "/api/v1/models/{}/retraining/run",
        "/api/v1/models/{}@{}/signature", "/api/v1/models/{}@{}/predict", "/api/v1/models/{}@{}/onnx", "/api/v1/models/{}@{}/explain", "/api/v1/datasets", "/api/v1/silos", "/api/v1/queue", "/api/v1/{}", "/{}",
        "/api/v1/datasets/{}/labels", "/api/v1/datasets/digits/labels/{}", "/api/v1/datasets/moons/labels", "/api/v1/datasets/moons/rows/{}/{}", "/api/v1/datasets/moons/rows/train/{}/image",
        "/api/v1/sweeps/{}/label-issues", "/api/v1/trials/{}/mistakes",
        "/api/v1/models/{}/gates", "/api/v1/models/{}/card", "/api/v1/models/{}/versions/{}/evaluation", "/api/v1/models/{}/versions/{}/lineage", "/api/v1/models/{}/aliases/{}/rollback",
        "/api/v1/models/{}@{}/serving", "/api/v1/models/{}@{}/serving/time", "/api/v1/compare", "/api/v1/compare/{}.csv", "/api/v1/reports", "/api/v1/reports/{}", "/api/v1/reports/{}/restore",
        "/api/v1/reports/{}/blocks/{}",
    ];

    private static readonly string[] Words =
    [
        "a", "ab2c3d4e", "ab2c3d4e-1", "ab2c3d4e-1-r1", "champion", "1", "-1", "99999999999999999999", "..%2f..", "%01", "%0a", "%ff", "%ed%a0%80", "a%20b", "'%3b--", "*", "~", "null",
        "%F0%9F%8E%AF", "{0}", "NaN", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];

    private static readonly string[] Bodies =
    [
        "", "{}", "[]", "null", "0", "\"\"", "{", "{\"priority\":1e999}", "{\"priority\":3}", "{\"reason\":\"\\u0000\"}", "{\"reason\":\"\\ud800\"}", "{\"trialId\":\"ab2c3d4e-1\"}",
        "{\"trialId\":null,\"confirm\":\"yes\"}", "{\"inputs\":[[1]]}", "{\"space\":{\"\\ud800\":\"\\ud800\"}}", "{\"inputs\":[[\"NaN\"]]}", "{\"version\":-1}", "{\"version\":null}", "{\"a\":1,\"a\":2}", "{\"\\ud800\":1}",
        "name: a\ntrials: [1\n", "&a [*a]", "a: {b: {c: {d: {e: {f: 1}}}}}", "name: \"\\0\"", "? ?", "%YAML 9.9\n---\n", "\u0001", "\ufeff{}", "name: a\ndata: digits\nepochs: 1\ntrials: 1\nspace: {lr: {type: float, low: .inf, high: .nan}}",
    ];

    private static readonly string[] Types = ["application/json", "application/yaml", "text/plain", "application/json; charset=utf-16", "*/*", ""];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"];

    private static readonly string[] Headers = ["X-Platform-User", "Idempotency-Key", "Range", "If-None-Match", "Accept", "Sec-Fetch-Site", "Expect"];

    private ulong _state = 42;

    [Fact]
    public async Task Two_thousand_arbitrary_requests_break_nothing_and_write_nothing()
    {
        for (var i = 0; i < Requests; i++)
        {
            using var request = NextRequest();
            using var response = await web.Http.SendAsync(request);
            if ((int)response.StatusCode >= 500)
                Assert.Fail($"Request {i}: {request} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            if ((int)response.StatusCode >= 400 && request.RequestUri!.OriginalString.StartsWith("/api", StringComparison.Ordinal) && request.Method != HttpMethod.Head)
                Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        Assert.Equal(0, await web.CountEventsAsync());
    }

    private HttpRequestMessage NextRequest()
    {
        var path = new StringBuilder(Pick(Paths));
        while (path.ToString().IndexOf("{}", StringComparison.Ordinal) is >= 0 and var hole)
            path.Remove(hole, 2).Insert(hole, Pick(Words).Replace("{}", "", StringComparison.Ordinal));
        if (Next(3) == 0)
            path.Append(CultureInfo.InvariantCulture, $"?{Pick(["ids", "limit", "status", "after", "x"])}={Pick(Words)},{Pick(Words)}");
        var request = new HttpRequestMessage(new HttpMethod(Pick(Methods)), path.ToString());
        if (request.Method.Method is "POST" or "PUT" or "PATCH" || Next(10) == 0)
        {
            request.Content = new ByteArrayContent(Mutate(Encoding.UTF8.GetBytes(Pick(Bodies))));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", Pick(Types));
        }

        if (Next(4) == 0)
            request.Headers.TryAddWithoutValidation(Pick(Headers), Pick(Words));
        return request;
    }

    private byte[] Mutate(byte[] body)
    {
        for (var changes = body.Length == 0 ? 0 : Next(3); changes > 0; changes--)
            body[Next(body.Length)] = (byte)Next(256);
        return body;
    }

    private string Pick(string[] from) => from[Next(from.Length)];

    private int Next(int below)
    {
        _state = unchecked(_state * 6364136223846793005UL + 1442695040888963407UL); // Knuth's linear congruential generator
        return (int)((_state >> 33) % (ulong)below);
    }
}

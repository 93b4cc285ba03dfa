using System.Net;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Security;

public sealed class GuardTests(WebServer web) : IClassFixture<WebServer>
{
    [Theory]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.BadRequest)]
    [InlineData("127.0.0.1.evil.example:8080", HttpStatusCode.BadRequest)]
    [InlineData("localhost:8080", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1234", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    public async Task Only_the_servers_own_names_are_answered(string host, HttpStatusCode expected)
    {
        using var response = await web.SendAsync(HttpMethod.Get, "/api/v1/sweeps", headers: ("Host", host));
        var answer = await WebServer.ReadAsync(response, expected);
        if (expected == HttpStatusCode.BadRequest)
            Assert.Contains("AllowedHosts", answer.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Further_names_can_be_allowed()
    {
        var other = await WebServer.StartAsync(("AllowedHosts", "platform.example;*.inside.example"));
        try
        {
            foreach (var (host, expected) in new[] { ("platform.example", HttpStatusCode.OK), ("a.inside.example", HttpStatusCode.OK), ("localhost", HttpStatusCode.BadRequest) })
            {
                using var response = await other.SendAsync(HttpMethod.Get, "/api/v1/sweeps", headers: ("Host", host));
                await WebServer.ReadAsync(response, expected);
            }
        }
        finally
        {
            await other.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "http://localhost:8081")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "nonsense")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_foreign_page_cannot_change_anything(string header, string value)
    {
        var before = await web.CountEventsAsync();
        using var response = await web.SendAsync(HttpMethod.Post, "/api/v1/sweeps", Some.SweepFile(), "application/yaml", (header, value));
        await WebServer.ReadAsync(response, HttpStatusCode.Forbidden);
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Theory]
    [InlineData("Origin", "http://localhost")]
    [InlineData("Origin", "https://localhost")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    public async Task The_own_page_and_programs_can(string header, string value)
    {
        using var response = await web.SendAsync(HttpMethod.Post, "/api/v1/sweeps/validate", Some.SweepFile(), "application/yaml", (header, value));
        await WebServer.ReadAsync(response, HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "POST")]
    [InlineData("/_blazor?id=1", "GET")]
    public async Task A_foreign_page_gets_no_circuit(string path, string method)
    {
        using var response = await web.SendAsync(new HttpMethod(method), path, headers: [("Origin", "http://evil.example"), ("Connection", "Upgrade"), ("Upgrade", "websocket")]);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task No_other_origin_is_ever_allowed_to_read()
    {
        using var response = await web.SendAsync(HttpMethod.Options, "/api/v1/sweeps", headers: [("Origin", "http://evil.example"), ("Access-Control-Request-Method", "POST")]);
        Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        using var read = await web.SendAsync(HttpMethod.Get, "/api/v1/sweeps", headers: ("Origin", "http://evil.example"));
        Assert.DoesNotContain(read.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/api/v1/sweeps", "default-src 'none'")]
    [InlineData("/api/v1/nothing", "default-src 'none'")]
    [InlineData("/", "script-src 'self'; style-src")]
    public async Task Every_answer_has_the_protecting_headers(string path, string policy)
    {
        using var response = await web.Http.GetAsync(path);
        Assert.Contains(policy, Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("DENY", Header("X-Frame-Options"));
        Assert.False(response.Headers.Contains("Server"));

        string Header(string name) => Assert.Single(response.Headers.GetValues(name));
    }

    [Theory]
    [InlineData("X-Platform-User", 101)]
    [InlineData("Idempotency-Key", 201)]
    public async Task Headers_are_bounded(string name, int length)
    {
        using var response = await web.SendAsync(HttpMethod.Post, "/api/v1/sweeps/unknown1/pause", "{}", headers: (name, new string('a', length)));
        var problem = await WebServer.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(name, problem.GetProperty("errors")[0].Text("field"));
    }

    [Theory]
    [InlineData("/../../etc/passwd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/js/..%2f..%2f..%2fPlatform.Web.dll")]
    [InlineData("/api/v1/models/..%2f..%2fetc/versions/1/download")]
    [InlineData("/api/v1/trials/%2e%2e%2fpasswd/checkpoint")]
    public async Task No_path_leads_out_of_what_is_served(string path)
    {
        using var response = await web.Http.GetAsync(path);
        Assert.DoesNotContain("root:", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEqual("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
    }
}

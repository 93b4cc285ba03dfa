using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>What theme.js asks in Blazor's place is what Blazor's script would ask: else both would be asked twice.</summary>
public sealed partial class EarlyQuestionsTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task The_page_asks_early_what_blazors_script_asks_before_it_connects()
    {
        var theme = await File.ReadAllTextAsync(Path.Combine(PageFilesTests.Web, "wwwroot", "js", "theme.js"));
        var asked = Question().Matches(theme).Select(m => (Path: m.Groups["path"].Value, Method: m.Groups["method"].Value)).ToList();
        Assert.Equal([("_blazor/initializers", "GET"), ("_blazor/negotiate?negotiateVersion=1", "POST")], asked);

        var script = await web.Http.GetStringAsync("/_framework/blazor.web.js");
        Assert.Contains("fetch(\"_blazor/initializers\"", script, StringComparison.Ordinal);
        Assert.Contains("withUrl(\"_blazor\")", script, StringComparison.Ordinal);
        Assert.Contains("_negotiateVersion=1,", script, StringComparison.Ordinal);

        foreach (var (path, method) in asked)
        {
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), "/" + path);
            using var answer = await web.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.NotEqual(JsonValueKind.Null, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).ValueKind);
        }
    }

    [GeneratedRegex("\\[\"(?<path>_blazor/[^\"]+)\", \"(?<method>GET|POST)\"\\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Question();
}

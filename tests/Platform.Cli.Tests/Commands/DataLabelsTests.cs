using System.Net;
using System.Text.Json;
using Platform.Cli.Tests.Support;

namespace Platform.Cli.Tests.Commands;

/// <summary>data labels against a running web server.</summary>
public class DataLabelsTests(WebPlatform platform) : IClassFixture<WebPlatform>
{
    [Fact]
    public async Task A_file_becomes_a_version_that_is_listed_and_what_is_wrong_with_one_is_said_in_the_platform_s_own_words()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("good.csv"), "row,label\n0,upper\n1,upper\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.Combine("bad.csv"), "row,label\n0,uper\n", TestContext.Current.CancellationToken);

        var made = await platform.RunAsync("data", "labels", "moons", "--from", folder.Combine("good.csv"), "--reason", "looked at");
        var bad = await platform.RunAsync("data", "labels", "moons", "--from", folder.Combine("bad.csv"));
        var absent = await platform.RunAsync("data", "labels", "moons", "--from", folder.Combine("absent.csv"));
        var listed = await platform.RunAsync("data", "labels", "moons");

        Assert.Equal(ExitCodes.Ok, made.ExitCode);
        Assert.Contains("looked at", made.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failed, bad.ExitCode);
        Assert.Contains("'uper' is not a class", bad.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, absent.ExitCode);
        Assert.Contains("absent.csv cannot be read", absent.Error, StringComparison.Ordinal);
        Assert.Contains("looked at", listed.Output, StringComparison.Ordinal);
        var version = JsonElement.Parse((await platform.RunAsync("data", "labels", "moons", "--json")).Output).GetProperty("versions")[0];
        Assert.Equal((1, 1), (version.GetProperty("version").GetInt32(), version.GetProperty("rows").GetInt32())); // row 1 was upper already
    }

    [Theory]
    [InlineData(24, HttpStatusCode.BadRequest)] // read, and found to have no header
    [InlineData(33, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_file_may_have_as_many_bytes_as_is_said(int megabytes, HttpStatusCode expected)
    {
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(60) }) { BaseAddress = new Uri(platform.Url) };
        using var content = new ByteArrayContent(new byte[megabytes << 20]) { Headers = { ContentType = new("text/csv") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/datasets/moons/labels") { Content = content };
        request.Headers.ExpectContinue = true; // a refusal comes before the body is sent

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }
}

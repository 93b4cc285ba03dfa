using System.Net;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Pages;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Tracking;

/// <summary>Files that programs have stored: what a browser makes of them.</summary>
public sealed partial class RunPagesTests
{
    [Fact]
    public async Task Files_are_shown_as_images_or_sent_as_downloads_and_never_run()
    {
        var experiment = await _client.ExperimentAsync("files");
        var run = await _client.RunAsync(experiment);
        foreach (var (name, content) in new[] { ("plots/a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"), ("page.html", "<script>alert(1)</script>"), ("t.csv", "a,b\n1,\"x,y\"\n"), ("wide.csv", string.Join(',', Enumerable.Range(0, 60)) + "\n") })
        {
            using var sent = await _client.RawAsync(HttpMethod.Put, $"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/{name}", content, "text/plain");
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        }

        using var image = await web.Http.GetAsync($"/api/v1/tracking/files/{run}/plots/a.svg");
        Assert.Equal("image/svg+xml", image.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "style-src 'unsafe-inline'", "sandbox"],
            image.Headers.GetValues("Content-Security-Policy").Single().Split("; "));
        using var page = await web.Http.GetAsync($"/api/v1/tracking/files/{run}/page.html");
        Assert.Equal("application/octet-stream", page.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", page.Content.Headers.ContentDisposition!.DispositionType);
        using var none = await web.Http.GetAsync($"/api/v1/tracking/files/{run}/nothing");
        await WebServer.ReadAsync(none, HttpStatusCode.NotFound);

        var body = await RenderAsync<TrackedRunPage>("", ("Id", run), ("Tab", "files"), ("File", $"{run}/page.html"));
        Assert.Equal("<script>alert(1)</script>", body.QuerySelector("pre")!.TextContent);
        body = await RenderAsync<TrackedRunPage>("", ("Id", run), ("Tab", "files"), ("File", $"{run}/t.csv"));
        Assert.Equal(["1", "x,y"], body.QuerySelectorAll("[data-preview=Table] td").Select(cell => cell.TextContent));
        Assert.Equal("The first 1 row.", body.QuerySelector("[data-preview=Table] footer")!.Words());
        body = await RenderAsync<TrackedRunPage>("", ("Id", run), ("Tab", "files"), ("File", $"{run}/wide.csv"));
        Assert.Equal("The first 0 rows and 50 of 60 columns.", body.QuerySelector("[data-preview=Table] footer")!.Words());
        body = await RenderAsync<TrackedRunPage>("", ("Id", run), ("Tab", "files"), ("File", $"{run}/plots/a.svg"));
        Assert.Equal($"api/v1/tracking/files/{run}/plots/a.svg", body.QuerySelector("img")!.GetAttribute("src"));
    }

    [Theory]
    [InlineData("a.mp3", "audio/mpeg", "Audio", "audio")]
    [InlineData("sounds/a.WAV", "audio/wav", "Audio", "audio")]
    [InlineData("a.ogg", "audio/ogg", "Audio", "audio")]
    [InlineData("a.mp4", "video/mp4", "Video", "video")]
    [InlineData("a.webm", "video/webm", "Video", "video")]
    public async Task Sound_and_film_are_played_with_a_type_by_their_name_in_ranges_and_never_sniffed(string name, string type, string kind, string element)
    {
        const string Content = "<!doctype html><script>alert(1)</script>"; // what a sniffing browser would take for a page
        var experiment = await _client.ExperimentAsync($"media {name}");
        var run = await _client.RunAsync(experiment);
        using (var sent = await _client.RawAsync(HttpMethod.Put, $"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/{name}", Content, "text/html"))
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        var address = $"/api/v1/tracking/files/{run}/{name}";

        using var whole = await web.Http.GetAsync(address);
        Assert.Equal((type, "nosniff", "bytes"), (whole.Content.Headers.ContentType!.ToString(), whole.Headers.GetValues("X-Content-Type-Options").Single(), whole.Headers.AcceptRanges.Single()));
        Assert.EndsWith("; sandbox", whole.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Null(whole.Content.Headers.ContentDisposition);
        using var part = await web.SendAsync(HttpMethod.Get, address, headers: ("Range", "bytes=2-8"));
        Assert.Equal((HttpStatusCode.PartialContent, type), (part.StatusCode, part.Content.Headers.ContentType!.ToString()));
        Assert.Equal(($"bytes 2-8/{Content.Length}", "doctype"), (part.Content.Headers.ContentRange!.ToString(), await part.Content.ReadAsStringAsync()));
        using var beyond = await web.SendAsync(HttpMethod.Get, address, headers: ("Range", $"bytes={Content.Length}-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        using var saved = await web.Http.GetAsync($"{address}?download=true");
        Assert.Equal(("application/octet-stream", "attachment"), (saved.Content.Headers.ContentType!.MediaType, saved.Content.Headers.ContentDisposition!.DispositionType));

        var player = (await RenderAsync<TrackedRunPage>("", ("Id", run), ("Tab", "files"), ("File", $"{run}/{name}"))).QuerySelector($"[data-preview={kind}] {element}[controls]")!;
        Assert.Equal(($"api/v1/tracking/files/{run}/{name}", name, false), (player.GetAttribute("src"), player.GetAttribute("aria-label"), player.HasAttribute("autoplay")));
    }
}

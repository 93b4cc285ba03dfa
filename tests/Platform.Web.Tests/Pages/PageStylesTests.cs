using System.IO.Compression;
using System.Text.RegularExpressions;
using Platform.Web.Components;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>The styles that every page names.</summary>
public sealed partial class PageStylesTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task A_page_names_one_style_sheet_which_holds_all_files_in_their_order_and_is_kept_by_browsers()
    {
        var page = await web.Http.GetStringAsync("/");
        var named = Assert.Single(Sheets().Matches(page).Select(m => m.Groups["path"].Value), path => path.StartsWith("css/", StringComparison.Ordinal));
        using var answer = await web.Http.GetAsync("/" + named);
        Assert.Equal("text/css", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.MaxAge > TimeSpan.FromDays(300));

        var folder = Path.Combine(PageFilesTests.Web, "wwwroot", "css");
        var files = Directory.GetFiles(folder, "*.css").Select(Path.GetFileNameWithoutExtension).ToList();
        Assert.Equal(files.Order(StringComparer.Ordinal), PageStyles.Parts.Order(StringComparer.Ordinal));
        var expected = string.Concat(PageStyles.Parts.Select(part => File.ReadAllText(Path.Combine(folder, part + ".css"))));
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task It_is_packed_for_those_who_take_it_so()
    {
        var named = Sheets().Matches(await web.Http.GetStringAsync("/")).Select(m => m.Groups["path"].Value).Single(path => path.StartsWith("css/", StringComparison.Ordinal));
        var plain = await web.Http.GetStringAsync("/" + named);
        using var head = await web.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/" + named));
        Assert.True(head.IsSuccessStatusCode);
        foreach (var (accepts, packed) in new[] { ("gzip, deflate, br", true), ("gzip;q=0", false), ("identity", false) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/" + named);
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepts);
            using var answer = await web.Http.SendAsync(request);
            Assert.Equal(packed, answer.Content.Headers.ContentEncoding.Contains("gzip"));
            await using var body = await answer.Content.ReadAsStreamAsync();
            using var text = new StreamReader(packed ? new GZipStream(body, CompressionMode.Decompress) : body);
            Assert.Equal(plain, await text.ReadToEndAsync());
        }
    }

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sheets();
}

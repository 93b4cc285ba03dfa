using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Platform.Testing;
using Platform.Web.Api.Mlflow;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class ArtifactTests(WebServer web) : IClassFixture<WebServer>
{
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    private readonly MlflowClient _mlflow = new(web);

    [Fact]
    public async Task A_path_that_the_databases_index_cannot_hold_is_refused()
    {
        var run = await _mlflow.RunAsync();
        var random = new Sequence(7);
        var path = string.Concat(Enumerable.Range(0, 940).Select(_ => (char)(0x4e00 + random.Next(20_000)))); // too many different characters to be packed
        await _mlflow.RefusedAsync(HttpMethod.Put, $"{Proxy}/0/{run}/artifacts/{Uri.EscapeDataString(path)}", "x");
        await PutAsync($"0/{run}/artifacts/{Uri.EscapeDataString(path[..600])}", "x");
        Assert.Single(await ListAsync(run, ""));
    }

    [Fact]
    public async Task A_file_is_stored_listed_read_in_parts_replaced_and_deleted()
    {
        var run = await _mlflow.RunAsync();
        await PutAsync($"0/{run}/artifacts/model/data/weights.bin", "some weights");
        await PutAsync($"0/{run}/artifacts/model/MLmodel", "old");
        await PutAsync($"0/{run}/artifacts/model/MLmodel", "new one");
        await PutAsync($"0/{run}/artifacts/notes%20%231.txt", "ü");

        Assert.Equal(["model/", "notes #1.txt 2"], await ListAsync(run, ""));
        Assert.Equal(["model/MLmodel 7", "model/data/"], await ListAsync(run, "model"));
        Assert.Empty(await ListAsync(run, "model/MLmodel"));
        var proxy = await _mlflow.GetAsync($"{Proxy}?path=0/{run}/artifacts/model");
        Assert.Equal(["MLmodel", "data"], proxy.GetProperty("files").EnumerateArray().Select(f => f.Text("path")));
        Assert.Equal("{}", (await _mlflow.GetAsync($"{Proxy}?path=0/{run}/artifacts/model/MLmodel")).GetRawText());

        Assert.Equal("new one", await GetAsync($"0/{run}/artifacts/model/MLmodel"));
        using var part = new HttpRequestMessage(HttpMethod.Get, $"{Proxy}/0/{run}/artifacts/model/data/weights.bin");
        part.Headers.Range = new RangeHeaderValue(5, null);
        using var answer = await web.Http.SendAsync(part);
        Assert.Equal((HttpStatusCode.PartialContent, "weights"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(("attachment", "nosniff"), (answer.Content.Headers.ContentDisposition?.DispositionType, answer.Headers.GetValues("X-Content-Type-Options").Single()));

        await _mlflow.SendAsync(HttpMethod.Delete, $"{Proxy}/0/{run}/artifacts/model", null);
        Assert.Equal(["notes #1.txt 2"], await ListAsync(run, ""));
        await _mlflow.GetAsync($"{Proxy}/0/{run}/artifacts/model/MLmodel", 404);
    }

    [Theory]
    [InlineData("0/RUN/artifacts/..%2f..%2fetc%2fpasswd", 400)]
    [InlineData("0/RUN/artifacts/%252e%252e/x", 400)] // stored as "%2e%2e/x", which a client decodes
    [InlineData("0/RUN/artifacts/a%25252fb", 400)]
    [InlineData("0/RUN/artifacts/a%5c..%5cb", 400)]
    [InlineData("0/RUN/artifacts/a%01b", 400)]
    [InlineData("0/RUN/artifacts/a//b", 400)]
    [InlineData("0/RUN/artifacts/c:/windows", 400)]
    [InlineData("0/RUN/artifacts", 400)]
    [InlineData("0/RUN/other/a", 400)]
    [InlineData("1/RUN/artifacts/a", 404)]
    [InlineData("0/00000000000000000000000000000000/artifacts/a", 404)]
    [InlineData("0/models/m-0/artifacts/a", 404)]
    public async Task A_name_that_leads_elsewhere_is_refused_and_nothing_is_kept(string path, int status)
    {
        var run = await _mlflow.RunAsync();
        path = path.Replace("RUN", run, StringComparison.Ordinal);
        var before = await web.CountEventsAsync();
        var files = Files();
        using var content = new StringContent("content");
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Proxy}/{path}") { Content = content };
        using var response = await web.Http.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(before, await web.CountEventsAsync());
        Assert.Equal(files, Files());
        Assert.Equal("mlflow", ErrorForm(await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("/etc")]
    [InlineData("a/../..")]
    [InlineData("a\\b")]
    public async Task A_folder_that_leads_elsewhere_is_not_listed(string folder)
    {
        var run = await _mlflow.RunAsync();
        await _mlflow.GetAsync($"artifacts/list?run_id={run}&path={Uri.EscapeDataString(folder)}", 400);
    }

    // Against the server as a process: only a real connection can be cut.
    [Fact]
    public async Task An_upload_of_ten_gigabytes_that_is_cut_leaves_nothing()
    {
        var run = await _mlflow.RunAsync();
        var before = await web.CountEventsAsync();
        using var server = WebProcess.Start(WebProcess.Folder, ("ConnectionStrings__Platform", web.Database.ConnectionString), ("PLATFORM_HOME", web.Home), ("Web__RequireSilo", "false"));
        var address = await server.ListeningAsync();
        var files = Files();
        var staging = Path.Combine(web.Home, "artifacts", "staging");
        using (var line = new TcpClient(address.Host, address.Port))
        {
            var head = $"PUT {Proxy}/0/{run}/artifacts/half HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Length: {10L << 30}\r\n\r\n";
            await line.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            await line.GetStream().WriteAsync(new byte[4 << 20]);
            await Eventually.HoldsAsync(() => Task.FromResult(Directory.EnumerateFiles(staging).Any(file => new FileInfo(file).Length > 1 << 20)));
            Assert.Empty(await ListAsync(run, "")); // nothing can be seen meanwhile
        }

        await Eventually.HoldsAsync(() => Task.FromResult(Files().SequenceEqual(files, StringComparer.Ordinal)));
        Assert.Equal(before, await web.CountEventsAsync());
        Assert.Empty(await ListAsync(run, ""));
    }

    [Fact]
    public async Task A_file_larger_than_allowed_is_refused_with_and_without_a_declared_length()
    {
        await using var small = await SmallAsync();
        var mlflow = new MlflowClient(small);
        var run = await mlflow.RunAsync();
        var before = await small.CountEventsAsync();
        foreach (var chunked in new[] { false, true })
        {
            using var content = new ByteArrayContent(new byte[101]);
            using var request = new HttpRequestMessage(HttpMethod.Put, $"{Proxy}/0/{run}/artifacts/large") { Content = content };
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await small.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }

        Assert.Equal(before, await small.CountEventsAsync());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(small.Home, "artifacts", "staging")));
    }

    [Fact]
    public async Task Only_what_there_is_can_be_done()
    {
        var run = await _mlflow.RunAsync();
        await _mlflow.GetAsync($"/api/2.0/mlflow-artifacts/presigned/0/{run}/artifacts/x", 404);
        await _mlflow.GetAsync("/api/2.0/mlflow-artifacts/other", 404, "ENDPOINT_NOT_FOUND");
        await _mlflow.PostAsync("runs/delete", $$"""{"run_id":"{{run}}"}""");
        using var content = new StringContent("content");
        using var response = await web.Http.PutAsync($"{Proxy}/0/{run}/artifacts/late", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static Task<WebServer> SmallAsync() => WebServer.StartAsync((ArtifactEndpoints.MaxBytesKey, "100"));

    private static string ErrorForm(string body) => JsonElement.Parse(body).TryGetProperty("error_code", out _) ? "mlflow" : body;

    private string[] Files() => [.. Directory.EnumerateFiles(Path.Combine(web.Home, "artifacts"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private async Task PutAsync(string path, string text)
    {
        using var content = new StringContent(text, Encoding.UTF8, "text/plain");
        using var response = await web.Http.PutAsync($"{Proxy}/{path}", content);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync());
    }

    private async Task<string> GetAsync(string path) => await web.Http.GetStringAsync($"{Proxy}/{path}");

    private async Task<string[]> ListAsync(string run, string folder)
    {
        var answer = await _mlflow.GetAsync($"artifacts/list?run_id={run}&path={folder}");
        Assert.Equal($"mlflow-artifacts:/0/{run}/artifacts", answer.Text("root_uri"));
        return answer.TryGetProperty("files", out var list)
            ? [.. list.EnumerateArray().Select(f => f.GetProperty("is_dir").GetBoolean() ? $"{f.Text("path")}/" : $"{f.Text("path")} {f.GetProperty("file_size")}")]
            : [];
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Artifacts;
using Platform.Web.Api.Mlflow;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

/// <summary>Files in parts, and the addresses from which they are read in ranges.</summary>
public sealed class MultipartTests(WebServer web) : IClassFixture<WebServer>
{
    private const string Api = "/api/2.0/mlflow-artifacts";

    private readonly MlflowClient _mlflow = new(web);

    [Fact]
    public async Task Parts_come_in_any_order_and_again_and_become_one_file()
    {
        var run = await _mlflow.RunAsync();
        var before = await web.CountEventsAsync();
        var (upload, parts) = await BeginAsync($"0/{run}/artifacts/a%20folder", "/home/me/weights #1.bin", 3);
        Assert.All(parts, part => Assert.StartsWith("http://localhost/", part, StringComparison.Ordinal));
        await PutAsync(parts[1], "an earlier try");
        var second = await PutAsync(parts[1], "second,");
        var (third, first) = (await PutAsync(parts[2], "third"), await PutAsync(parts[0], "first,"));
        Assert.False((await _mlflow.GetAsync($"artifacts/list?run_id={run}")).TryGetProperty("files", out _)); // nothing can be seen before it is whole
        Assert.Equal(before, await web.CountEventsAsync());

        var complete = Complete("/home/me/weights #1.bin", upload, (3, third), (1, first), (2, second));
        await _mlflow.PostAsync($"{Api}/mpu/complete/0/{run}/artifacts/a%20folder", complete);
        Assert.Equal(before + 1, await web.CountEventsAsync());
        await _mlflow.PostAsync($"{Api}/mpu/complete/0/{run}/artifacts/a%20folder", complete); // the answer was lost
        Assert.Equal(before + 1, await web.CountEventsAsync());
        Assert.Empty(Directory.EnumerateFiles(Uploads, "*.part", SearchOption.AllDirectories));

        var signed = await _mlflow.GetAsync($"{Api}/presigned/0/{run}/artifacts/a%20folder/weights%20%231.bin");
        Assert.Equal((18, "{}"), (signed.GetProperty("file_size").GetInt32(), signed.GetProperty("headers").GetRawText()));
        using var ranged = new HttpRequestMessage(HttpMethod.Get, signed.Text("url")) { Headers = { Range = new RangeHeaderValue(6, 11) } };
        using var answer = await web.Http.SendAsync(ranged);
        Assert.Equal((HttpStatusCode.PartialContent, "second"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("first,second,third", await web.Http.GetStringAsync(signed.Text("url")));
    }

    [Fact]
    public async Task A_logged_models_file_comes_in_parts_too()
    {
        var model = (await _mlflow.PostAsync("logged-models", """{"experiment_id":"0","name":"net"}""")).GetProperty("model").GetProperty("info").Text("model_id")!;
        var (upload, parts) = await BeginAsync($"0/models/{model}/artifacts", "model.pt", 1);
        await _mlflow.PostAsync($"{Api}/mpu/complete/0/models/{model}/artifacts", Complete("model.pt", upload, (1, await PutAsync(parts[0], "weights"))));
        Assert.Equal("weights", await web.Http.GetStringAsync(new Uri($"{Api}/artifacts/0/models/{model}/artifacts/model.pt", UriKind.Relative)));
    }

    [Fact]
    public async Task What_is_not_whole_is_not_completed_and_an_aborted_upload_is_gone()
    {
        var run = await _mlflow.RunAsync();
        var (upload, parts) = await BeginAsync($"0/{run}/artifacts", "x.bin", 2);
        var first = await PutAsync(parts[0], "first");
        var complete = $"{Api}/mpu/complete/0/{run}/artifacts";
        await _mlflow.RefusedAsync(HttpMethod.Post, complete, Complete("x.bin", upload, (1, first)));
        await _mlflow.RefusedAsync(HttpMethod.Post, complete, Complete("x.bin", upload, (1, first), (1, first)));
        await _mlflow.RefusedAsync(HttpMethod.Post, complete, Complete("x.bin", upload, (1, first), (2, first)));
        await _mlflow.RefusedAsync(HttpMethod.Post, complete, Complete("x.bin", upload, (1, first), (2, "../../etc")));
        await PutAsync(parts[1], "second");
        await _mlflow.RefusedAsync(HttpMethod.Post, complete, Complete("x.bin", upload, (1, first), (2, $"\"{new string('0', 64)}\"")));
        await _mlflow.RefusedAsync(HttpMethod.Post, complete, Complete("y.bin", upload, (1, first), (2, first)), 404);
        await _mlflow.RefusedAsync(HttpMethod.Post, complete, Complete("x.bin", "../staging", (1, first), (2, first)), 404);

        await _mlflow.PostAsync($"{Api}/mpu/abort/0/{run}/artifacts", $$"""{"path":"x.bin","upload_id":"{{upload}}"}""");
        await _mlflow.RefusedAsync(HttpMethod.Post, complete, Complete("x.bin", upload, (1, first), (2, first)), 404);
        await _mlflow.RefusedAsync(HttpMethod.Put, new Uri(parts[0]).AbsolutePath, "late", 404);
        Assert.False(Directory.Exists(Path.Combine(Uploads, upload)));
    }

    [Theory]
    [InlineData("0/RUN/artifacts", """{"num_parts":2}""", 400)]
    [InlineData("0/RUN/artifacts", """{"path":"a/..","num_parts":2}""", 400)]
    [InlineData("0/RUN/artifacts", """{"path":"a","num_parts":0}""", 400)]
    [InlineData("0/RUN/artifacts", """{"path":"a","num_parts":10001}""", 400)]
    [InlineData("0/RUN/other", """{"path":"a","num_parts":1}""", 400)]
    [InlineData("1/RUN/artifacts", """{"path":"a","num_parts":1}""", 404)]
    [InlineData("0/00000000000000000000000000000000/artifacts", """{"path":"a","num_parts":1}""", 404)]
    public async Task An_upload_that_cannot_be_is_not_begun(string address, string body, int status)
    {
        var run = await _mlflow.RunAsync();
        var before = Open();
        await _mlflow.RefusedAsync(HttpMethod.Post, $"{Api}/mpu/create/{address.Replace("RUN", run, StringComparison.Ordinal)}", body, status);
        Assert.Equal(before, Open());
    }

    [Fact]
    public async Task Parts_have_together_no_more_bytes_than_a_file()
    {
        await using var small = await WebServer.StartAsync((ArtifactEndpoints.MaxBytesKey, "10"));
        var mlflow = new MlflowClient(small);
        var run = await mlflow.RunAsync();
        var created = await mlflow.PostAsync($"{Api}/mpu/create/0/{run}/artifacts", """{"path":"x.bin","num_parts":2}""");
        var parts = created.GetProperty("credentials").EnumerateArray().Select(part => part.Text("url")!).ToList();
        await mlflow.SendAsync(HttpMethod.Put, new Uri(parts[0]).AbsolutePath, "123456");
        await mlflow.RefusedAsync(HttpMethod.Put, new Uri(parts[1]).AbsolutePath, "78901", 413);
        await mlflow.SendAsync(HttpMethod.Put, new Uri(parts[1]).AbsolutePath, "7890");
        await mlflow.RefusedAsync(HttpMethod.Put, new Uri(parts[1]).AbsolutePath + "0", "7", 400);
    }

    [Fact]
    public async Task What_nobody_goes_on_with_is_cleared_away()
    {
        var run = await _mlflow.RunAsync();
        var (upload, parts) = await BeginAsync($"0/{run}/artifacts", "x.bin", 2);
        await PutAsync(parts[0], "first");
        var uploads = web.Services.GetRequiredService<ArtifactUploads>();
        Assert.Equal(0, uploads.Clear(DateTimeOffset.UtcNow.AddDays(-1)));
        Assert.True(uploads.Clear(DateTimeOffset.UtcNow.AddDays(1)) >= 1);
        Assert.Null(uploads.Find(upload));
        await _mlflow.RefusedAsync(HttpMethod.Put, new Uri(parts[1]).AbsolutePath, "second", 404);
    }

    private string Uploads => Path.Combine(web.Home, "artifacts", "staging", "uploads");

    private int Open() => Directory.Exists(Uploads) ? Directory.GetDirectories(Uploads).Length : 0;

    private async Task<(string Upload, string[] Parts)> BeginAsync(string folder, string path, int parts)
    {
        var created = await _mlflow.PostAsync($"{Api}/mpu/create/{folder}", JsonSerializer.Serialize(new { path, num_parts = parts }));
        Assert.Equal(Enumerable.Range(1, parts), created.GetProperty("credentials").EnumerateArray().Select(part => part.GetProperty("part_number").GetInt32()));
        return (created.Text("upload_id")!, [.. created.GetProperty("credentials").EnumerateArray().Select(part => part.Text("url")!)]);
    }

    private async Task<string> PutAsync(string part, string text)
    {
        using var content = new StringContent(text);
        using var answer = await web.Http.PutAsync(new Uri(part), content);
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync());
        return answer.Headers.ETag!.Tag;
    }

    private static string Complete(string path, string upload, params (int Number, string Tag)[] parts) =>
        JsonSerializer.Serialize(new { path, upload_id = upload, parts = parts.Select(part => new { part_number = part.Number, etag = part.Tag, url = "" }) });
}

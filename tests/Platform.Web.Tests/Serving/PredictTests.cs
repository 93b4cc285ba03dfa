using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Checkpoints;
using Platform.Web.Tests.Api;
using Training.Core;
using Xunit;

namespace Platform.Web.Tests.Serving;

public sealed class PredictTests(ServedModel served) : IClassFixture<ServedModel>
{
    private WebServer web => served.Web;

    [Fact]
    public async Task Predictions_are_the_models_own_probabilities()
    {
        var rows = Enumerable.Range(0, 5).Select(r => Enumerable.Range(0, 784).Select(i => (float)((i * 7 + r * 31) % 256)).ToArray()).ToArray();
        var answer = await web.PostAsync("/api/v1/models/served@champion/predict", Body(rows));

        using var model = TrainedModel.Load(web.Services.GetRequiredService<CheckpointStore>().PathOf(served.Digest), served.Digest);
        var expected = model.PredictProbabilities(rows);
        Assert.Equal(("served", 1), (answer.Text("model"), answer.GetProperty("version").GetInt32()));
        var predictions = answer.GetProperty("predictions").EnumerateArray().ToList();
        Assert.Equal(expected, predictions.Select(p => p.GetProperty("probabilities").EnumerateArray().Select(v => v.GetSingle()).ToArray()));
        Assert.Equal(expected.Select(p => model.Signature.Classes[Array.IndexOf(p, p.Max())]), predictions.Select(p => p.Text("class")));
        Assert.All(expected, p => Assert.Equal(1, p.Sum(), 1e-5));
    }

    [Fact]
    public async Task A_checkpoint_that_is_gone_is_named_by_its_digest_and_not_by_its_place()
    {
        var digest = Some.Digest(0xbad);
        await TrainedCheckpoint.RegisterAsync(web, "gone", digest);
        var problem = await web.PostAsync("/api/v1/models/gone@champion/predict", Body([new float[784]]), HttpStatusCode.ServiceUnavailable);
        Assert.Contains(digest, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains("Restore the file", problem.Text("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain(web.Home, problem.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("champion")]
    [InlineData("1")]
    public async Task The_signature_says_what_the_model_takes(string alias)
    {
        var signature = (await web.GetAsync($"/api/v1/models/served@{alias}/signature")).GetProperty("signature");

        Assert.Equal([1, 28, 28], signature.GetProperty("inputShape").EnumerateArray().Select(v => v.GetInt32()));
        Assert.Equal((0.0, 255.0, 10), (signature.GetProperty("low").GetDouble(), signature.GetProperty("high").GetDouble(), signature.GetProperty("classes").GetArrayLength()));
    }

    [Theory]
    [InlineData("{}", "inputs", "784 numbers from 0 to 255")]
    [InlineData("{\"inputs\":3}", "inputs", "784 numbers from 0 to 255")]
    [InlineData("{\"inputs\":[]}", "inputs", "1 to 1000")]
    [InlineData("{\"inputs\":[3]}", "inputs[0]", "not a list")]
    [InlineData("{\"inputs\":[[1,2,3]]}", "inputs[0]", "has 3 values; expected 784 numbers from 0 to 255 (shape [1, 28, 28]")]
    [InlineData("{\"inputs\":[[ROW,\"NaN\"]]}", "inputs[0][783]", "\"NaN\"; expected a number")]
    [InlineData("{\"inputs\":[[ROW,0],[ROW,256]]}", "inputs[1][783]", "is 256; expected a number from 0 to 255")]
    [InlineData("{\"inputs\":[[ROW,-0.5]]}", "inputs[0][783]", "-0.5")]
    [InlineData("{\"inputs\":[[ROW,1e999]]}", "inputs[0][783]", "expected a number")]
    [InlineData("{\"inputs\":[[ROW,null]]}", "inputs[0][783]", "null")]
    [InlineData("{\"inputs\":[[ROW,0]],\"more\":1}", "body", "remove")]
    [InlineData("{\"inputs\":[[ROW,0]],\"inputs\":[]}", "body", "Duplicate property 'inputs'")]
    [InlineData("{\"inputs\":[[ROW,", "body", "line 1, column")]
    public async Task Wrong_input_is_refused_with_what_was_expected(string body, string field, string message)
    {
        body = body.Replace("ROW", string.Join(',', Enumerable.Repeat("0", 783)), StringComparison.Ordinal);
        var problem = await web.PostAsync("/api/v1/models/served@champion/predict", body, HttpStatusCode.BadRequest);

        var error = problem.GetProperty("errors")[0];
        Assert.Equal(field, error.Text("field"));
        Assert.Contains(message, error.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_rows_and_too_large_bodies_are_refused()
    {
        await web.PostAsync("/api/v1/models/served@champion/predict", Body(Enumerable.Repeat(new float[784], 1_001)), HttpStatusCode.BadRequest);
        await web.PostAsync("/api/v1/models/served@champion/predict", new string(' ', 17_000_000), HttpStatusCode.RequestEntityTooLarge);
        await web.PostAsync("/api/v1/models/served@champion/predict", "a,b", HttpStatusCode.UnsupportedMediaType, "text/csv");
    }

    [Theory]
    [InlineData("served@challenger")]
    [InlineData("served@2")]
    [InlineData("served@..%2f..")]
    [InlineData("unknown@champion")]
    public async Task An_unknown_version_is_not_found(string reference)
    {
        await web.PostAsync($"/api/v1/models/{reference}/predict", Body([new float[784]]), HttpStatusCode.NotFound);
        using var response = await web.Http.GetAsync($"/api/v1/models/{reference}/signature");
        await WebServer.ReadAsync(response, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("truncated", -100, 0, 101)]
    [InlineData("altered", 0, 1, 102)]
    [InlineData("emptied", -1_000_000, 0, 103)]
    public async Task A_damaged_checkpoint_is_refused_with_both_digests_and_the_remedy(string model, int cut, int flip, long seed)
    {
        var digest = TrainedCheckpoint.Store(web, seed);
        var path = web.Services.GetRequiredService<CheckpointStore>().PathOf(digest);
        var good = await File.ReadAllBytesAsync(path);
        var bad = good[..Math.Max(0, good.Length + cut)];
        if (flip > 0)
            bad[^flip] ^= 1;
        await File.WriteAllBytesAsync(path, bad);
        await TrainedCheckpoint.RegisterAsync(web, model, digest);
        var before = await web.CountEventsAsync();

        var problem = await web.PostAsync($"/api/v1/models/{model}@champion/predict", Body([new float[784]]), HttpStatusCode.ServiceUnavailable);

        Assert.Contains($"expected {digest}", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains("Restore", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(before, await web.CountEventsAsync());

        await File.WriteAllBytesAsync(path, good);
        await web.PostAsync($"/api/v1/models/{model}@champion/predict", Body([new float[784]]));
    }

    [Fact]
    public async Task A_checkpoint_that_is_gone_is_refused_with_the_remedy()
    {
        await TrainedCheckpoint.RegisterAsync(web, "gone", Some.Digest(5));
        using var response = await web.Http.GetAsync("/api/v1/models/gone@champion/signature");
        Assert.Contains("Restore the file", (await WebServer.ReadAsync(response, HttpStatusCode.ServiceUnavailable)).Text("detail"), StringComparison.Ordinal);
    }

    private static string Body(IEnumerable<float[]> rows) =>
        JsonSerializer.Serialize(new { inputs = rows }, JsonSerializerOptions.Web);
}

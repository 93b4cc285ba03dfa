using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Checkpoints;
using Platform.Web.Tests.Api;
using Training.Core;
using Xunit;

namespace Platform.Web.Tests.Serving;

public sealed class OnnxTests(ServedModel served) : IClassFixture<ServedModel>
{
    [Fact]
    public async Task A_version_is_downloaded_as_the_onnx_file_that_the_library_writes()
    {
        using var response = await served.Web.Http.GetAsync("/api/v1/models/served@champion/onnx");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("served-v1.onnx", response.Content.Headers.ContentDisposition?.FileName);
        using var model = TrainedModel.Load(served.Web.Services.GetRequiredService<CheckpointStore>().PathOf(served.Digest), served.Digest);
        Assert.Equal(model.ToOnnx(), await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_model_without_a_form_in_onnx_is_refused_with_what_to_do_instead()
    {
        await TrainedCheckpoint.RegisterAsync(served.Web, "wood", TrainedCheckpoint.Store(served.Web, data: "moons", model: "trees"));
        using var response = await served.Web.Http.GetAsync("/api/v1/models/wood@1/onnx");

        var problem = await WebServer.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains("Download the checkpoint instead", problem.Text("detail"), StringComparison.Ordinal);
        using var unknown = await served.Web.Http.GetAsync("/api/v1/models/wood@challenger/onnx");
        await WebServer.ReadAsync(unknown, HttpStatusCode.NotFound);
    }
}

using System.Text;
using Platform.Cli.Tests.Support;
using Platform.Core.Checkpoints;
using Platform.Core.Registry;
using Training.Core;
using Training.Core.Data;

namespace Platform.Cli.Tests.Commands;

/// <summary>model export against a running web server.</summary>
public class ModelExportTests(WebPlatform platform) : IClassFixture<WebPlatform>
{
    [Fact]
    public async Task A_version_is_written_as_onnx_or_as_its_checkpoint_and_an_unknown_one_leaves_no_file()
    {
        var store = CheckpointStore.In(platform.Home);
        var spec = TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = "digits", ["mlp.width"] = 8L, ["train_samples"] = 100L, ["epochs"] = 1L });
        string digest;
        using (var session = TrainingSession.Start(spec, DatasetCatalog.Open("digits", "nowhere"), new TrainingOptions()))
        {
            session.RunEpoch(CancellationToken.None);
            var saved = session.SaveCheckpoint(store.StagingFolder());
            store.Adopt(saved.File, digest = saved.Digest);
        }

        await platform.Commands.ApplyAsync("digits", new PromoteVersion(
            "digits", "ab2c3d4e-1", "ab2c3d4e", 1, digest, "digits", "d", new Dictionary<string, double>(StringComparer.Ordinal) { ["test_accuracy"] = 0.5 }, "champion", true, "ada", "", DateTimeOffset.UnixEpoch));
        using var folder = new TemporaryFolder();

        var onnx = await platform.RunAsync("model", "export", "digits@champion", "--output", folder.Combine("digits.onnx"));
        var checkpoint = await platform.RunAsync("model", "export", "digits@1", "--format", "safetensors", "--output", folder.Combine("digits.safetensors"));
        var unknown = await platform.RunAsync("model", "export", "digits@challenger", "--output", folder.Combine("none.onnx"));

        Assert.Equal((ExitCodes.Ok, ExitCodes.Ok, ExitCodes.Failed), (onnx.ExitCode, checkpoint.ExitCode, unknown.ExitCode));
        Assert.Contains("Training.Core", Encoding.UTF8.GetString(File.ReadAllBytes(folder.Combine("digits.onnx"))), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(store.PathOf(digest)), File.ReadAllBytes(folder.Combine("digits.safetensors")));
        Assert.Contains("no such alias", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }
}

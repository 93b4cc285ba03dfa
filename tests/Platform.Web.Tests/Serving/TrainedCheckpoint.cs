using Platform.Core.Checkpoints;
using Platform.Core.Registry;
using Microsoft.Extensions.DependencyInjection;
using Platform.Web.Tests.Api;
using Training.Core;
using Training.Core.Data;

namespace Platform.Web.Tests.Serving;

/// <summary>A really trained checkpoint, as a silo would have stored it, and its version in the registry.</summary>
internal static class TrainedCheckpoint
{
    /// <summary>Trains a tiny network, for one epoch unless told otherwise, and puts its checkpoint into the server's store; answers the digest.</summary>
    public static string Store(WebServer web, long seed = 1, string data = "digits", string model = "mlp", params (string Name, object Value)[] more)
    {
        var store = web.Services.GetRequiredService<CheckpointStore>();
        var fields = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data"] = data, ["model"] = model, ["mlp.layers"] = 1L, ["mlp.width"] = 8L, ["train_samples"] = 200L, ["epochs"] = 1L, ["seed"] = seed,
        };
        foreach (var (name, value) in more)
            fields[name] = value;
        var spec = TrainingSpec.Parse(fields);
        using var session = TrainingSession.Start(spec, DatasetCatalog.Open(data, web.Data), new TrainingOptions());
        while (session.CompletedEpochs < spec.Epochs)
            session.RunEpoch(CancellationToken.None);
        var saved = session.SaveCheckpoint(store.StagingFolder());
        store.Adopt(saved.File, saved.Digest);
        return saved.Digest;
    }

    /// <summary>Registers a checkpoint as the model's next version with the alias champion.</summary>
    public static Task<RegisteredModel> RegisterAsync(WebServer web, string model, string digest) => web.Commands.ApplyAsync(model, new PromoteVersion(
        model, "ab2c3d4e-1", "ab2c3d4e", 1, digest, "digits", "d", new Dictionary<string, double>(StringComparer.Ordinal) { ["test_accuracy"] = 0.5 }, "champion", true, "ada", "", Some.Noon));
}

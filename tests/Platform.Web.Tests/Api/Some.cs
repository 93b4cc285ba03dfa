using System.Globalization;
using System.Net;
using System.Text.Json;
using Platform.Core.Checkpoints;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Microsoft.Extensions.DependencyInjection;
using Search;

namespace Platform.Web.Tests.Api;

/// <summary>Builders of what tests need: sweep files, and runs as a silo would have recorded them.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly RunEnvironment Environment = new("0.1.0", "1.13.1", "openblas", 1, "cpu", "a cpu", "linux");

    /// <summary>A good sweep file of the generated data set; lines replace or add keys.</summary>
    public static string SweepFile(params string[] lines)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = "a sweep", ["data"] = "digits", ["epochs"] = "3", ["trials"] = "4",
            ["space"] = "{learning_rate: {type: float, low: 1e-4, high: 1e-1, log: true}}",
        };
        foreach (var line in lines)
            keys[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return string.Concat(keys.Select(k => $"{k.Key}: {k.Value}\n"));
    }

    /// <summary>Launches over REST and answers the sweep's identity.</summary>
    public static async Task<string> SweepAsync(WebServer web, params string[] lines)
    {
        var sweep = await web.PostAsync("/api/v1/sweeps", SweepFile(lines), HttpStatusCode.Created, "application/yaml");
        return sweep.GetProperty("id").GetString()!;
    }

    /// <summary>A run that completed its epochs; <paramref name="accuracy"/> is that of the last, best epoch.</summary>
    public static async Task<Trial> CompletedRunAsync(
        WebServer web, string sweep, double accuracy = 0.9, string? checkpoint = null, double learningRate = 0.01)
    {
        var trial = await StartedRunAsync(web, sweep, learningRate);
        for (var epoch = 1; epoch <= trial.MaxEpochs; epoch++)
        {
            var score = accuracy - (trial.MaxEpochs - epoch) * 0.01;
            trial = await web.Commands.ApplyAsync(trial.Id, new ReportEpoch(
                1, epoch, 1 - score, 1.1 - score, new Dictionary<string, double>(StringComparer.Ordinal) { ["train_accuracy"] = score, ["validation_accuracy"] = score },
                learningRate, 1_000, TimeSpan.FromSeconds(1), epoch == trial.MaxEpochs ? checkpoint ?? Digest(trial.Number) : Digest(1_000 + epoch), Noon.AddSeconds(epoch)));
        }

        return trial;
    }

    public static async Task<Trial> StartedRunAsync(WebServer web, string sweep, double learningRate = 0.01)
    {
        var experiment = await web.Commands.LoadExperimentAsync(sweep);
        var trial = await web.Commands.ProposeAsync(
            sweep, new ProposeTrial(experiment.Proposed + 1, ParameterSet.Of(("learning_rate", learningRate)), "a test", 0, 0, Noon), trialSeed: 1);
        return await web.Commands.ApplyAsync(trial!.Id, new BeginAttempt("silo-1", Environment, Digest(1), Noon));
    }

    /// <summary>What a silo records after measuring a run on the test set.</summary>
    public static Task<Trial> TestedAsync(WebServer web, Trial trial, double accuracy, string data = "d") => web.Commands.ApplyAsync(trial.Id, new RecordTestEvaluation(
        trial.BestCheckpoint!, new Dictionary<string, double>(StringComparer.Ordinal) { ["test_accuracy"] = accuracy, ["test_loss"] = 1 - accuracy }, data, Noon));

    /// <summary>Puts a file into the checkpoint store under a name that need not fit its content.</summary>
    public static string StoreCheckpoint(WebServer web, string digest, byte[]? content = null)
    {
        var path = web.Services.GetRequiredService<CheckpointStore>().PathOf(digest);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content ?? "some weights"u8.ToArray());
        return path;
    }

    public static string Digest(int number) => number.ToString("x64", CultureInfo.InvariantCulture);

    public static string? Text(this JsonElement json, string member) => json.GetProperty(member).GetString();
}

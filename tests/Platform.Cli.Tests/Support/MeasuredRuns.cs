using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Core.Experiments;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Search;

namespace Platform.Cli.Tests.Support;

/// <summary>Trained and measured runs as a silo would have recorded them.</summary>
internal static class MeasuredRuns
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>A sweep of digits whose trials are still to come.</summary>
    public static Task SweepAsync(WebPlatform platform, string id, int trials)
    {
        var spec = new SweepSpec(
            "a sweep", "digits", ParameterSet.Empty, JsonSerializer.SerializeToElement(new { learning_rate = new { type = "float", low = 1e-4, high = 1e-1, log = true } }), Objective.Default, new("random"),
            new("none"), 1, trials, 1, 1, "cpu", 5);
        return platform.Commands.ApplyAsync(id, new CreateExperiment(id, spec, "me", At));
    }

    /// <summary>One of its trials, measured on the test set.</summary>
    public static async Task<Trial> TrialAsync(WebPlatform platform, string sweep, int number, double accuracy)
    {
        var trial = (await platform.Commands.ProposeAsync(sweep, new ProposeTrial(number, ParameterSet.Of(("learning_rate", 0.01)), "", 0, 0, At), trialSeed: number))!;
        await platform.Commands.ApplyAsync(trial.Id, new BeginAttempt("silo", new RunEnvironment("0.1.0", "1.13.1", "openblas", 1, "cpu", "a cpu", "linux"), "d", At));
        var (metrics, checkpoint) = (new Dictionary<string, double>(StringComparer.Ordinal) { ["validation_accuracy"] = accuracy }, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(trial.Id))));
        await platform.Commands.ApplyAsync(trial.Id, new ReportEpoch(1, 1, 0.1, 0.2, metrics, 0.01, 100, TimeSpan.FromSeconds(1), checkpoint, At));
        return await platform.Commands.ApplyAsync(trial.Id, new RecordTestEvaluation(checkpoint, new Dictionary<string, double>(StringComparer.Ordinal) { ["test_accuracy"] = accuracy }, "d", At));
    }

    /// <summary>Makes it the next version of a model.</summary>
    public static Task PromoteAsync(WebPlatform platform, string model, Trial trial, string? alias) =>
        platform.Commands.ApplyAsync(model, Promotion.Of(model, trial, trial.Test!, alias, confirmed: true, "me", "", At, usualHorizon: 96));
}

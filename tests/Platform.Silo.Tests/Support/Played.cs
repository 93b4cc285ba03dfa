using System.Security.Cryptography;
using System.Text;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Search;

namespace Platform.Silo.Tests.Support;

/// <summary>Trials in the hands of silos that are not there: what they do is played by commands.</summary>
internal static class Played
{
    public static RunEnvironment Machine { get; } = new("0.1", "1.13.1", "openblas", 1, "cpu", "some CPU", "Debian");

    /// <summary>Begins the only trial of a new sweep and returns its identity.</summary>
    /// <param name="silo">Who has it; one of which nothing was ever heard, as a rule.</param>
    public static async Task<string> BeginTrialAsync(this SiloPlatform platform, int epochs, string silo = "lost")
    {
        var id = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: epochs));
        await platform.Commands.ProposeAsync(id, new ProposeTrial(1, ParameterSet.Of(("learning_rate", 0.01)), "", 0, 0, SiloPlatform.Now), 7);
        await platform.Commands.ApplyAsync($"{id}-1", new BeginAttempt(silo, Machine, "digest", SiloPlatform.Now));
        return $"{id}-1";
    }

    /// <summary>Reports the first epochs of the first attempt, each with a checkpoint that has no file.</summary>
    public static async Task ReportAsync(this SiloPlatform platform, string trial, params double[] accuracies)
    {
        foreach (var (i, accuracy) in accuracies.Index())
        {
            await platform.Commands.ApplyAsync(trial, new ReportEpoch(
                1, i + 1, 0.5, 0.5, new Dictionary<string, double> { ["validation_accuracy"] = accuracy }, 0.01, 100, TimeSpan.FromSeconds(1), Digest(trial, i + 1), SiloPlatform.Now));
        }
    }

    /// <summary>The name of the checkpoint of an epoch.</summary>
    public static string Digest(string trial, int epoch) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{trial} {epoch}")));
}

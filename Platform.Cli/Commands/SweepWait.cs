using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>Follows one sweep to its end, then shows its summary with the test accuracy of the best trial by validation.</summary>
internal static class SweepWait
{
    /// <returns>0 if the sweep completed and has a best trial.</returns>
    public static async Task<int> RunAsync(CliHost host, PlatformClient client, SweepItem sweep, bool asJson, CancellationToken cancel)
    {
        var path = $"/api/v1/sweeps/{sweep.Id}";
        host.Say($"Sweep {sweep.Id} '{sweep.Name}': {client.Url}/sweeps/{sweep.Id}");
        await new SweepProgress(host.Progress, host.Say).RunAsync(async token =>
        {
            sweep = await Patience.ReadAsync(async t => PlatformClient.Read<SweepItem>((await client.GetAsync(path, t)).GetProperty("sweep")), token);
            var trials = await Patience.ReadAsync(t => client.GetAsync<Items<TrialItem>>($"{path}/trials", t), token);
            return ([new SweepMoment(sweep, trials.List)], sweep.HasEnded);
        }, cancel);

        var best = sweep.Status == "completed" && sweep.BestTrialId is { } id ? await Evaluation.EnsureAsync(client, id, cancel) : null;
        var trials = await client.GetAsync($"{path}/trials", cancel);
        if (asJson)
        {
            var answer = new JsonObject
            {
                ["sweep"] = JsonNode.Parse((await client.GetAsync(path, cancel)).GetProperty("sweep").GetRawText()),
                ["trials"] = JsonNode.Parse(trials.GetProperty("items").GetRawText()),
            };
            CommonOptions.PrintJson(host, JsonSerializer.SerializeToElement(answer, PlatformClient.Json));
        }
        else
        {
            host.Results.Write(SweepTables.Trials(sweep, PlatformClient.Read<Items<TrialItem>>(trials).List, host.Results.Profile.Width));
            foreach (var trial in PlatformClient.Read<Items<TrialItem>>(trials).List.Where(trial => trial.Status == "failed"))
                host.Output.WriteLine($"{trial.Id} failed: {trial.EndReason}");
            host.Output.WriteLine(Verdict(sweep, best));
        }
        return best is null ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static string Verdict(SweepItem sweep, TrialItem? best)
    {
        if (best is null) return $"{sweep.Name}: {sweep.Status}, without a best trial ({sweep.Failed} failed).";
        var test = best.TestMetrics is { } metrics
            ? string.Join(", ", metrics.Select(metric => $"{metric.Key} {Show.Number(metric.Value)}"))
            : "no test metrics";
        return $"{sweep.Name}: {sweep.Status}. Best trial by {sweep.Spec.Objective.Metric}: {best.Id} ({Show.Number(best.BestValue)} at epoch {best.BestEpoch}); {test}.";
    }
}

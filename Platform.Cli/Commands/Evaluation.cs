using Platform.Cli.Api;

namespace Platform.Cli.Commands;

/// <summary>Test metrics of a run: asked for at most once, then waited for.</summary>
internal static class Evaluation
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>The run with its test metrics; without them when no silo made them in time.</summary>
    public static async Task<TrialItem> EnsureAsync(PlatformClient client, string trialId, CancellationToken cancel)
    {
        var path = $"/api/v1/trials/{Uri.EscapeDataString(trialId)}";
        var trial = await client.GetAsync<TrialItem>(path, cancel);
        if (trial.TestMetrics is not null) return trial;

        await client.PostAsync($"/api/v1/runs/{Uri.EscapeDataString(trialId)}/evaluate", body: null, cancel);
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        var deadline = DateTime.UtcNow + Limit;
        while (trial.TestMetrics is null && DateTime.UtcNow < deadline && await clock.WaitForNextTickAsync(cancel))
            trial = await Patience.ReadAsync(token => client.GetAsync<TrialItem>(path, token), cancel);
        return trial;
    }
}

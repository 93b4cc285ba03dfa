using Platform.Core.Commands;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Web.Serving;

namespace Platform.Web.Api;

/// <summary>Collects what a model's gates may ask about a version and about the one that has the alias: the tests' groups, and how fast the version answers.</summary>
public sealed class ModelEvidence(PlatformCommands commands, ServingTimer timer)
{
    /// <summary>The evidence; none where no gate protects the alias.</summary>
    public async Task<IReadOnlyList<VersionEvidence>> CollectAsync(string model, string? alias, string trialId, string checkpoint, CancellationToken cancellation = default)
    {
        var state = await commands.LoadModelAsync(model, cancellation);
        if (alias is null || state.Gates is not { Gates: [_, ..] gates } set || !set.Protects.Contains(alias, StringComparer.Ordinal))
            return [];
        var evidence = new List<VersionEvidence>();
        if (checkpoint.Length > 0)
        {
            var found = new VersionEvidence(checkpoint, await GroupsAsync(trialId, checkpoint, cancellation));
            evidence.Add(gates.Any(gate => gate.Metric == PromotionGate.Latency) ? await TimedAsync(found, cancellation) : found);
        }
        if (state.Aliases.TryGetValue(alias, out var number) && state.Versions[number - 1] is { Checkpoint.Length: > 0 } holder && holder.Checkpoint != checkpoint)
            evidence.Add(new VersionEvidence(holder.Checkpoint, await GroupsAsync(holder.TrialId, holder.Checkpoint, cancellation)));
        return evidence;
    }

    private async Task<IReadOnlyList<TestGroup>> GroupsAsync(string trialId, string checkpoint, CancellationToken cancellation) =>
        (await commands.LoadTrialAsync(trialId, cancellation)).Test is { Groups: { } groups } test && test.Checkpoint == checkpoint ? groups : [];

    // A version that cannot be asked now has no time: its gate is not passed and says why.
    private async Task<VersionEvidence> TimedAsync(VersionEvidence version, CancellationToken cancellation)
    {
        try
        {
            var times = await timer.TimeAsync(version.Checkpoint, cancellation);
            return version with { LatencyMs = times.P99Ms, LatencyProblem = times.Problem };
        }
        catch (Exception refused) when (refused is ServiceUnavailableException or Training.Core.CheckpointException)
        {
            return version with { LatencyProblem = refused.Message };
        }
    }
}

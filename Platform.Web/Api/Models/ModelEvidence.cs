using Platform.Core.Commands;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Web.Serving;
using Training.Core;

namespace Platform.Web.Api;

/// <summary>Collects what a model's gates may ask about a version and about the one that has the alias: the tests' groups, and how fast the version answers.</summary>
public sealed class ModelEvidence(PlatformCommands commands, ServingTimer timer, ILogger<ModelEvidence> logger)
{
    private const int MostCollections = 5;

    /// <summary>Does something with the evidence; where the alias has moved or other gates were set before that was done, again with what answers these.</summary>
    /// <exception cref="EvidenceOutdated">That happened time and again.</exception>
    public async Task<T> UseAsync<T>(
        string model, string? alias, string trialId, string checkpoint, Func<CollectedEvidence, Task<T>> use, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(use);
        for (var collections = 1; ; collections++)
        {
            try
            {
                return await use(await CollectAsync(model, alias, trialId, checkpoint, cancellation));
            }
            catch (EvidenceOutdated) when (collections < MostCollections)
            {
                logger.LogDebug("The alias {Alias} of {Model} or its gates have changed while evidence was collected; it is collected again.", alias, model);
            }
        }
    }

    /// <summary>The evidence as it is now.</summary>
    public async Task<CollectedEvidence> CollectAsync(string model, string? alias, string trialId, string checkpoint, CancellationToken cancellation = default)
    {
        var state = await commands.LoadModelAsync(model, cancellation);
        if (alias is null)
            return new CollectedEvidence([], null);
        var basis = EvidenceBasis.Of(state, alias);
        if (!state.IsGated(alias))
            return new CollectedEvidence([], basis);
        var evidence = new List<VersionEvidence>();
        if (checkpoint.Length > 0)
        {
            var found = new VersionEvidence(checkpoint, await GroupsAsync(trialId, checkpoint, cancellation));
            evidence.Add(state.Gates!.Gates.Any(gate => gate.Metric == PromotionGate.Latency) ? await TimedAsync(found, cancellation) : found);
        }
        if (state.Aliases.TryGetValue(alias, out var number) && state.Versions[number - 1] is { Checkpoint.Length: > 0 } holder && holder.Checkpoint != checkpoint)
            evidence.Add(new VersionEvidence(holder.Checkpoint, await GroupsAsync(holder.TrialId, holder.Checkpoint, cancellation)));
        return new CollectedEvidence(evidence, basis);
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
        catch (ServiceUnavailableException refused)
        {
            return version with { LatencyProblem = refused.Message };
        }
        catch (CheckpointException unreadable)
        {
            logger.LogWarning("A version cannot be timed: {Message}", unreadable.Message);
            return version with { LatencyProblem = unreadable.Told }; // it becomes an event
        }
    }
}

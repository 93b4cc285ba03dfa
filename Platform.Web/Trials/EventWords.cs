using Platform.Core.Trials;
using Platform.Web.Components;

namespace Platform.Web.Trials;

/// <summary>A run's events told in words.</summary>
internal static class EventWords
{
    /// <summary>What happened, more about it (or null), and its tone: good, bad, warn, running or nothing.</summary>
    public static (string Title, string? Detail, string Tone) Of(object data) => data switch
    {
        TrialCreated e => e.ReproducesTrialId is null
            ? ("Proposed", $"Lane {e.Lane} asked the sampler for parameters", "")
            : ("Reproduction created", $"To be compared with {e.ReproducesTrialId}, bit by bit", ""),
        StartWeightsTaken e => (
            $"Took {Show.Count(e.Taken.Count, "weight")} from {e.Source}",
            $"Content {e.Digest}" + (e.Fresh.Count == 0 ? "" : $"; afresh: {string.Join("; ", e.Fresh)}") + (e.Unused.Count == 0 ? "" : $"; not used: {string.Join(", ", e.Unused)}")
                + (e.Frozen.Count == 0 ? "" : $"; frozen: {string.Join(", ", e.Frozen)}"), ""),
        TrialStarted e => ($"Started on {e.Silo}", null, "running"),
        TrialResumed e => ($"Attempt {e.Attempt} resumed on {e.Silo}", e.FromEpoch == 0 ? "From the start: no epoch had been completed" : $"From the checkpoint of epoch {e.FromEpoch}", "running"),
        EpochCompleted { Health.Warnings: { Count: > 0 } warnings } e => (Epoch(e), string.Join(" ", warnings), "warn"),
        EpochCompleted e => (Epoch(e), null, ""),
        TrialSuspended e => ("Suspended", e.Reason, "warn"),
        TrialPruned e => ($"Pruned after epoch {e.Epoch}", e.Why, "warn"),
        TrialCompleted e => (
            e.StoppedEarly is null ? "Completed" : $"Completed after {Show.Count(e.Epochs, "epoch")}",
            $"Best epoch {e.BestEpoch}: {Show.Number(e.BestValue)}" + (e.StoppedEarly is { } why ? $". {why}" : ""), "good"),
        TrialFailed e => ($"Failed in epoch {e.Epoch}", e.Cause, "bad"),
        TrialCancelled e => ("Cancelled", e.Reason, "warn"),
        TrialErased e => ("Erased", e.Erasure.Reason, "bad"),
        TestEvaluationRequested e => ($"{e.By} asked for the test set", null, ""),
        TestEvaluated e => ("Measured on the test set", string.Join(", ", e.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{Show.Words(m.Key)} {Show.Metric(m.Key, m.Value)}")), "good"),
        TestEvaluationFailed e => ("Could not be measured on the test set", e.Cause, "bad"),
        ReproductionVerified e => (e.Identical ? "Verified: identical to the last bit" : "Verified: differs from the original", e.Summary, e.Identical ? "good" : "bad"),
        CheckpointsCollected e => ($"{Show.Count(e.Checkpoints.Count, "checkpoint")} deleted", "Nothing refers to them any more", ""),
        _ => (data.GetType().Name, null, ""),
    };

    private static string Epoch(EpochCompleted e) =>
        $"Epoch {e.Epoch}: validation loss {Show.Number(e.ValidationLoss)}" + (e.Metrics.TryGetValue("validation_accuracy", out var accuracy) ? $", accuracy {Show.Metric("accuracy", accuracy)}" : "");
}

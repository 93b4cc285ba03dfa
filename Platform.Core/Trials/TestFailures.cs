using Platform.Core.Journal;

namespace Platform.Core.Trials;

/// <summary>Why runs could not be measured on the test set.</summary>
public static class TestFailures
{
    /// <summary>The cause of a run's last failed test evaluation; null if none ever failed.</summary>
    public static async Task<string?> LastCauseAsync(EventJournal journal, string trialId, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var events = await journal.ReadStreamAsync(StreamNames.Trial(trialId), cancellation: cancellation);
        return events.Select(e => e.Data).OfType<TestEvaluationFailed>().LastOrDefault()?.Cause;
    }
}

using Platform.Core.Journal;
using Platform.Core.Tracking;

namespace Platform.Silo.Telemetry;

/// <summary>Samples of one attempt that wait to be recorded together. Not thread-safe.</summary>
internal sealed class UseSamples(string trialId, int attempt, int firstStep, DateTimeOffset since)
{
    public string TrialId => trialId;

    public int Attempt => attempt;

    /// <summary>When the first of them was taken.</summary>
    public DateTimeOffset Since => since;

    /// <summary>The number of the next sample in its attempt.</summary>
    public int NextStep { get; private set; } = firstStep;

    public MetricBatch Batch { get; } = new(256);

    /// <summary>Names the append, so that one whose answer was lost is not written twice.</summary>
    public string CommandId { get; } = CommandRetention.NewId();

    public void Add(IReadOnlyList<KeyValuePair<string, double>> sample, DateTimeOffset at)
    {
        foreach (var (key, value) in sample)
            Batch.Add(key, new MetricPoint(NextStep, at.ToUnixTimeMilliseconds(), value));
        NextStep++;
    }
}

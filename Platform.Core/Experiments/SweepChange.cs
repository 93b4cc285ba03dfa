namespace Platform.Core.Experiments;

/// <summary>One change of a running sweep's space or budget.</summary>
/// <param name="AfterTrial">Trials up to this number were proposed before it.</param>
/// <param name="Before">The spec that it replaced.</param>
/// <param name="Reason">Why; for people, may be empty.</param>
public sealed record SweepChange(int AfterTrial, SweepSpec Before, string By, string Reason, DateTimeOffset At)
{
    /// <summary>What a sweep was to do over time: the number of the first trial and the spec of each part, oldest first.</summary>
    /// <param name="now">The spec in force.</param>
    /// <param name="changes">Oldest first.</param>
    public static IReadOnlyList<(int First, SweepSpec Spec)> Parts(SweepSpec now, IReadOnlyList<SweepChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return
        [
            .. Enumerable.Range(0, changes.Count + 1).Select(part => (
                part == 0 ? 1 : changes[part - 1].AfterTrial + 1, part < changes.Count ? changes[part].Before : now)),
        ];
    }
}

namespace Platform.Core.Tracking;

/// <summary>A question for the runs of an experiment as it was asked: everything as typed, so that a later version reads it anew.</summary>
/// <param name="Filter">In the language of questions; empty for every run.</param>
/// <param name="Status">Only runs of this status; null for all.</param>
/// <param name="Order">Such as <c>metrics.loss asc</c>; null for the newest first.</param>
/// <param name="Columns">Such as <c>params.lr</c>; null for the experiment's usual ones.</param>
/// <param name="Group">The field by which runs are grouped; null for none.</param>
/// <param name="Measure">The metric that groups are compared by; null for the first.</param>
public sealed record SavedQuestion(
    string Filter = "", string? Status = null, string? Order = null, IReadOnlyList<string>? Columns = null, string? Group = null, string? Measure = null)
{
    /// <summary>Whether another asks the same.</summary>
    public bool IsSame(SavedQuestion other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Columns = null } == other with { Columns = null }
            && (Columns is null ? other.Columns is null : other.Columns is not null && Columns.SequenceEqual(other.Columns, StringComparer.Ordinal));
    }
}

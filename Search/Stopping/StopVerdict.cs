namespace Search;

/// <summary>Whether a sweep should propose further trials.</summary>
/// <param name="Rule">The rule that ends it; null to go on.</param>
/// <param name="Why">One plain sentence for people, with the numbers compared; trials are counted from 1.</param>
public sealed record StopVerdict(StoppingRule? Rule, string Why)
{
    /// <summary>True to propose no more.</summary>
    public bool Stop => Rule is not null;
}

namespace Search;

/// <summary>Whether a sweep should propose further trials.</summary>
/// <param name="Stop">True to propose no more.</param>
/// <param name="Why">One plain sentence for people, with the numbers compared.</param>
public sealed record StopVerdict(bool Stop, string Why);

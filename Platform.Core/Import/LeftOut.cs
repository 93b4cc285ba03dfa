namespace Platform.Core.Import;

/// <summary>Something that an import did not take over, or not as it was.</summary>
/// <param name="Where">In the source.</param>
/// <param name="Why">And how to mend it, where that is possible.</param>
/// <param name="Count">How often.</param>
public sealed record LeftOut(string Where, string Why, long Count);

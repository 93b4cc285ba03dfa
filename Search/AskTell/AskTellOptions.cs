namespace Search;

/// <summary>Options of an <see cref="AskTellSession"/>.</summary>
/// <param name="Seed">Fixes every proposal, together with what is told.</param>
/// <param name="Maximise">Whether larger values are better; told and reported values keep the caller's sign.</param>
/// <param name="Trials">How many trials may be asked for; null for no bound.</param>
public sealed record AskTellOptions(long Seed = 0, bool Maximise = false, int? Trials = null);

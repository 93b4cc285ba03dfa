namespace Platform.Web.Tracking;

/// <summary>What is wrong with a filter.</summary>
/// <param name="Text">What was found and what was expected.</param>
/// <param name="Position">Where, 1 first; null if it is no single place.</param>
public sealed record FilterProblem(string Text, int? Position);

namespace Platform.Client;

/// <summary>Something that went wrong in the background; the program goes on.</summary>
/// <param name="RunId">The run; empty when it is about none in particular.</param>
/// <param name="Kind">What kind it is.</param>
/// <param name="Message">What happened and what becomes of the entries.</param>
public sealed record TrackingProblem(string RunId, TrackingProblemKind Kind, string Message);

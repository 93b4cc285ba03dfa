namespace Platform.Core.Tracking;

/// <summary>How many runs an experiment has that are not deleted.</summary>
/// <param name="Running">Of them, how many say that they go on.</param>
/// <param name="Latest">When the last of them began, Unix milliseconds.</param>
public sealed record RunTotals(int Runs, int Running, long Latest);

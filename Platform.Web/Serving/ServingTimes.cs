namespace Platform.Web.Serving;

/// <summary>Single answers, timed one after the other.</summary>
/// <param name="Answers">How many.</param>
/// <param name="P50Ms">Milliseconds that half of them did not exceed; null if none were timed.</param>
/// <param name="P99Ms">The same of 99 of 100.</param>
/// <param name="Problem">Why none were; null if they were.</param>
public sealed record ServingTimes(int Answers, double? P50Ms, double? P99Ms, string? Problem);

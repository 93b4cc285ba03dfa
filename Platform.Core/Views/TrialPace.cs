namespace Platform.Core.Views;

/// <summary>How fast a past trial was trained.</summary>
/// <param name="Model">Its family; empty if its fields do not say.</param>
/// <param name="TrainSamples">The rows that it was limited to; 0 for all.</param>
/// <param name="SecondsAnEpoch">Training and evaluation.</param>
public sealed record TrialPace(string Model, long TrainSamples, double SecondsAnEpoch);

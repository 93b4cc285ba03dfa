namespace Search;

/// <summary>The hypervolume after a trial, all trials with smaller numbers counted.</summary>
/// <param name="Trial">0-based trial number.</param>
/// <param name="Volume">At least 0; never falls from one trial to the next.</param>
public sealed record HypervolumeStep(int Trial, double Volume);

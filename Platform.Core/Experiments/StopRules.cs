namespace Platform.Core.Experiments;

/// <summary>When a sweep proposes no more trials before its number of trials is reached. Trials that run then are finished.</summary>
/// <param name="WallClockSeconds">Seconds since the launch, pauses not counted.</param>
/// <param name="Target">A value of the main objective that is good enough.</param>
/// <param name="NoImprovement">So many trials in a row ended without a better best value.</param>
public sealed record StopRules(double? WallClockSeconds = null, double? Target = null, int? NoImprovement = null);

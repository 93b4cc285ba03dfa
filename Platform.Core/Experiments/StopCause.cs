namespace Platform.Core.Experiments;

/// <summary>Which rule ended a search before its number of trials was reached.</summary>
public enum StopCause
{
    WallClock,
    Target,
    NoImprovement,
}

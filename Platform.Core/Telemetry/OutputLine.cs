namespace Platform.Core.Telemetry;

/// <summary>A line of a silo's log about a trial.</summary>
/// <param name="Level">As loggers call it: debug, information, warning, error or critical.</param>
/// <param name="Text">May have several lines, as an exception has; at most <see cref="MostCharacters"/> characters.</param>
public sealed record OutputLine(DateTimeOffset At, string Level, string Text)
{
    /// <summary>What is longer is cut.</summary>
    public const int MostCharacters = 8_000;
}

namespace Platform.Core.Telemetry;

/// <summary>What a silo logged about a trial.</summary>
/// <param name="Silo">Whose log it was.</param>
/// <param name="Lines">In their order.</param>
/// <param name="LeftOut">Lines that came faster than they could be recorded and are missing before these.</param>
public sealed record TrialOutputLogged(string Silo, IReadOnlyList<OutputLine> Lines, int LeftOut, DateTimeOffset At) : TelemetryEvent;

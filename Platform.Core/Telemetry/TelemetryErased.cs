using Platform.Core.Erasures;

namespace Platform.Core.Telemetry;

/// <summary>The contents of what silos told of a trial were erased, after those of its sweep.</summary>
public sealed record TelemetryErased(string TrialId, Erasure Erasure) : TelemetryEvent, IErasureEvent;

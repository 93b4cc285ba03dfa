namespace Platform.Core.Telemetry;

/// <summary>
/// What a silo tells of a trial besides its training, in a stream of its own: it decides nothing, several silos may add to it at any time, and a trial's
/// own stream stays as short as its epochs. Closed: only this assembly adds cases.
/// </summary>
public abstract record TelemetryEvent
{
    private protected TelemetryEvent() { }
}

namespace Search;

/// <summary>A moment of a replay at which the best value so far improved.</summary>
/// <param name="Seconds">Seconds after the start, in virtual time.</param>
/// <param name="Epochs">Epochs trained by then over all trials.</param>
/// <param name="Recorded">The recorded trial that reached it.</param>
/// <param name="Value">The new best value, minimised.</param>
public sealed record ReplayPoint(double Seconds, int Epochs, int Recorded, double Value);

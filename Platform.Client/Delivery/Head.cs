namespace Platform.Client.Delivery;

/// <summary>The entry at the head of a spool.</summary>
/// <param name="Entry">What it says.</param>
/// <param name="Length">Bytes of its line.</param>
internal sealed record Head(Entry Entry, int Length);

namespace Training.Core;

/// <summary>A picture for people.</summary>
/// <param name="Title">What it shows, in one line.</param>
/// <param name="Png">A PNG file.</param>
public sealed record Picture(string Title, ReadOnlyMemory<byte> Png);

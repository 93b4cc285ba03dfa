namespace Training.Core.Data;

/// <summary>The shape of one sample, (channels, height, width) in pixels.</summary>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Values in one sample.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>For people: <c>28×28 grey</c>, <c>32×32 colour</c>.</summary>
    public override string ToString() => $"{Height}×{Width} {(Channels == 1 ? "grey" : "colour")}";
}

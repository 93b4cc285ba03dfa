namespace Training.Core.Data;

/// <summary>An image, (channels, height, width) in pixels; batches are (N, C, H, W) float32.</summary>
public sealed record ImageShape(int Channels, int Height, int Width) : SampleShape
{
    /// <inheritdoc/>
    public override string Kind => "images";

    internal override long Values => (long)Channels * Height * Width;

    /// <summary>Values in one sample.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>For people: <c>28×28 grey</c>, <c>32×32 colour</c>.</summary>
    public override string ToString() => $"{Height}×{Width} {(Channels == 1 ? "grey" : "colour")}";
}

namespace Training.Core.Data;

/// <summary>Labelled samples in memory, read-only and shared by all trials.</summary>
public sealed class DataPool : IPixels
{
    private readonly byte[] _pixels;
    private readonly long[] _labels;

    internal DataPool(byte[] pixels, long[] labels, ImageShape shape)
    {
        if (pixels.Length != labels.LongLength * shape.Size)
            throw new ArgumentException($"{labels.Length} samples of {shape.Size} values need {labels.LongLength * shape.Size} pixels, not {pixels.Length}.", nameof(pixels));
        _pixels = pixels;
        _labels = labels;
        Shape = shape;
    }

    /// <summary>Number of samples.</summary>
    public int Count => _labels.Length;

    /// <summary>Shape of one sample.</summary>
    public ImageShape Shape { get; }

    /// <summary>(Count, C, H, W) row-major, 0 to 255.</summary>
    public ReadOnlyMemory<byte> Pixels => _pixels;

    /// <summary>(Count), 0 to classes - 1.</summary>
    public ReadOnlyMemory<long> Labels => _labels;

    bool IPixels.Resident => true;

    PixelBlock IPixels.Read(int[] rows) => new(_pixels, rows);

    /// <summary>The pixels of one sample, (C, H, W).</summary>
    public ReadOnlySpan<byte> Sample(int index) => _pixels.AsSpan(index * Shape.Size, Shape.Size);

    /// <summary>The same pixels, shared, with other labels.</summary>
    internal DataPool WithLabels(long[] labels) => new(_pixels, labels, Shape);
}

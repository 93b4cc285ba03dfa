namespace Training.Core.Data;

/// <summary>Labelled images of one shape, wherever they lie. Safe for use from many threads.</summary>
internal interface IPixels
{
    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Shape of an image.</summary>
    ImageShape Shape { get; }

    /// <summary>(Count), 0 to classes - 1.</summary>
    ReadOnlyMemory<long> Labels { get; }

    /// <summary>Whether all images lie in memory, so that reading ahead gains nothing.</summary>
    bool Resident { get; }

    /// <summary>Some images; equal bytes on every call.</summary>
    /// <exception cref="DatasetException">A file cannot be read or decoded any more.</exception>
    PixelBlock Read(int[] rows);
}

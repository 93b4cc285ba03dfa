namespace Training.Core.Data.Images;

/// <summary>Bounds on what is read, so that no file can fill memory or disk.</summary>
internal static class ImageLimits
{
    /// <summary>Of all decoded images of a data set: up to this they are kept in memory as bytes, beyond it each is decoded when it is needed.</summary>
    public const long ResidentBytes = 1L << 30;

    /// <summary>Of one image file.</summary>
    public const int FileBytes = 1 << 26;

    /// <summary>Images of a data set.</summary>
    public const int Images = 20_000_000;

    /// <summary>A packed archive that unpacks to more than this multiple of its size is refused: images hardly shrink, but a tar's small files do.</summary>
    public const long Expansion = 100;

    /// <summary>Longest side of images when nothing says otherwise.</summary>
    public const int DefaultSide = 224;

    /// <summary>Largest number of folders below a part.</summary>
    public const int Classes = 10_000;
}

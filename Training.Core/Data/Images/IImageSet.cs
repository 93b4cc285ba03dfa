using Training.Core.Data.Labels;

namespace Training.Core.Data.Images;

/// <summary>A data set whose rows are images, wherever they lie.</summary>
public interface IImageSet
{
    /// <summary>Shape of one sample.</summary>
    ImageShape Shape { get; }

    /// <summary>The pixels of one row, (C, H, W), 0 to 255.</summary>
    /// <exception cref="DatasetException">Its file cannot be read or decoded any more.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    byte[] PixelsOf(DataPart part, int row);
}

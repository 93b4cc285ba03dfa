using System.Runtime.ExceptionServices;

namespace Training.Core.Data.Images;

/// <summary>Image files that are decoded whenever they are needed, by several threads; the threads change nothing but the time.</summary>
/// <param name="dataset">For messages.</param>
/// <param name="entries">One a row.</param>
/// <param name="labels">One a row.</param>
/// <param name="shape">What every image is brought to.</param>
internal sealed class ImagePool(string dataset, IReadOnlyList<ImageEntry> entries, long[] labels, ImageShape shape) : IPixels
{
    public int Count => labels.Length;

    public ImageShape Shape => shape;

    public ReadOnlyMemory<long> Labels => labels;

    public bool Resident => false;

    /// <summary>The file of a row.</summary>
    public ImageEntry Entry(int row) => entries[row];

    public PixelBlock Read(int[] rows)
    {
        var pixels = new byte[checked(rows.Length * shape.Size)];
        try
        {
            Parallel.For(0, rows.Length, i => Decode(rows[i], pixels.AsSpan(i * shape.Size, shape.Size)));
        }
        catch (AggregateException several)
        {
            // The same file is named whichever thread came first.
            var first = several.InnerExceptions.OfType<DatasetException>().MinBy(e => e.Message, StringComparer.Ordinal) ?? several.InnerExceptions[0];
            ExceptionDispatchInfo.Throw(first);
        }

        return new PixelBlock(pixels, [.. Enumerable.Range(0, rows.Length)]);
    }

    /// <summary>All images decoded, in memory.</summary>
    public DataPool Load() => new(Read([.. Enumerable.Range(0, Count)]).Samples.ToArray(), labels, shape);

    /// <summary>The same files with other labels.</summary>
    public ImagePool WithLabels(long[] others) => new(dataset, entries, others, shape);

    private void Decode(int row, Span<byte> pixels)
    {
        var entry = entries[row];
        try
        {
            ImageDecoder.Decode(entry.Bytes(), shape, pixels);
        }
        catch (ImageException wrong)
        {
            throw new DatasetException(dataset, entry.Path, $"{entry.Place}: cannot be decoded: {wrong.Message}. Replace the file or take it out.", wrong);
        }
    }
}

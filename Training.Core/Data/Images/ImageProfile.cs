using System.Globalization;
using System.Security.Cryptography;

namespace Training.Core.Data.Images;

/// <summary>Counts what a set of images holds and looks for what often goes wrong.</summary>
internal static class ImageProfile
{
    // Of the rows that each class had if all had the same.
    private const double RareShare = 0.2;

    public static DatasetProfile Of(ImageDataset data)
    {
        var classes = Classes(data.ClassNames, data.Train.Labels.Span, data.Test.Labels.Span);
        return new(
            data.Name, data.Title, data.Digest, data.ShapeText, data.TrainRows, data.TestRows, classes, data.Mean, data.Std, Columns: null,
            [.. Doubles(data.Train, data.Test), .. Rare(classes, data.TrainRows)]);
    }

    /// <summary>Without a look for doubles, which would decode every image.</summary>
    public static DatasetProfile Of(StreamedImageDataset data)
    {
        var classes = Classes(data.ClassNames, data.Train.Labels.Span, data.Test.Labels.Span);
        return new(
            data.Name, data.Title, data.Digest, data.ShapeText, data.TrainRows, data.TestRows, classes, data.Mean, data.Std, Columns: null, [.. Rare(classes, data.TrainRows)]);
    }

    private static ClassRows[] Classes(IReadOnlyList<string> names, ReadOnlySpan<long> train, ReadOnlySpan<long> test)
    {
        var counts = new (int Train, int Test)[names.Count];
        foreach (var label in train)
            counts[label].Train++;
        foreach (var label in test)
            counts[label].Test++;
        return [.. names.Zip(counts, (name, count) => new ClassRows(name, count.Train, count.Test))];
    }

    private static IEnumerable<string> Doubles(DataPool train, DataPool test)
    {
        var known = new HashSet<UInt128>();
        for (var row = 0; row < train.Count; row++)
            known.Add(Fingerprint(train.Sample(row)));
        if (known.Count < train.Count)
            yield return string.Create(CultureInfo.InvariantCulture, $"{train.Count - known.Count:#,0} of {train.Count:#,0} training images are there more than once, pixel for pixel: validation may judge a model too well.");
        var leaked = Enumerable.Range(0, test.Count).Count(row => known.Contains(Fingerprint(test.Sample(row))));
        if (leaked > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{leaked:#,0} of {test.Count:#,0} test images are also training images, pixel for pixel: the test judges them too well.");
    }

    private static IEnumerable<string> Rare(ClassRows[] classes, int rows) => classes
        .Where(one => one.Train < RareShare * rows / classes.Length)
        .Select(one => string.Create(CultureInfo.InvariantCulture, $"Class {one.Name} has {one.Train:#,0} of {rows:#,0} training images: a model may ignore it. Consider a stratified split with data.balance or class_weights."));

    private static UInt128 Fingerprint(ReadOnlySpan<byte> pixels)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(pixels, digest);
        return new UInt128(BitConverter.ToUInt64(digest), BitConverter.ToUInt64(digest[8..]));
    }
}

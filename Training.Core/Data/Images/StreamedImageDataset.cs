using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Training.Core.Torch;

namespace Training.Core.Data.Images;

/// <summary>Labelled images that are too many for memory: only their places are known, each is decoded when it is needed.</summary>
public sealed class StreamedImageDataset : Dataset
{
    // Enough for a mean to three digits.
    private const int Measured = 2_000;
    private readonly ImagePool _train;
    private readonly ImagePool _test;

    internal StreamedImageDataset(string name, string title, IReadOnlyList<string> classNames, ImagePool train, ImagePool test)
        : base(name, title, ComputeDigest(name, classNames, train, test))
    {
        (ClassNames, _train, _test) = (classNames, train, test);
        var rows = CounterRandom.For(seed: 0, stream: 2).Permutation(train.Count)[..Math.Min(Measured, train.Count)];
        (Mean, Std) = PixelStatistics.Of(train.Read(rows).Samples.Span, train.Shape);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames { get; }

    /// <summary>Shape of one sample.</summary>
    public ImageShape Shape => _train.Shape;

    /// <inheritdoc/>
    public override string ShapeText => Shape.ToString();

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Class;

    /// <inheritdoc/>
    public override int TrainRows => _train.Count;

    /// <inheritdoc/>
    public override int TestRows => _test.Count;

    /// <summary>Mean of pixel / 255 over at most 2,000 training images, one for each channel.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Standard deviation of pixel / 255 over the same images; 1 for a constant channel.</summary>
    public IReadOnlyList<double> Std { get; }

    internal IPixels Train => _train;

    internal IPixels Test => _test;

    private protected override int Strata => ClassNames.Count;

    private protected override int Stratum(int row) => (int)_train.Labels.Span[row];

    internal override PreparedData Prepare(TrainingSpec spec, torch.Device device) => new PreparedImages(
        _train, _test, ClassNames, Split(spec.Data), new ImagePreparation(Mean, Std), spec.Data.Augment, device);

    internal override PreparedData Reopen(TrainingSpec spec, Preparation preparation, torch.Device device) =>
        new PreparedImages(_train, _test, ClassNames, DataSplit.None, Fitting<ImagePreparation>(preparation), spec.Data.Augment, device);

    // Of the files' bytes, all of which are read once for it; decoding them would take many times as long.
    private static string ComputeDigest(string name, IReadOnlyList<string> classes, params ReadOnlySpan<ImagePool> pools)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"files {pools[0].Shape} classes {string.Join('\u001f', classes)}\n"));
        foreach (var pool in pools)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"part {pool.Count}\n")));
            var digests = new byte[pool.Count][];
            Parallel.For(0, pool.Count, row => digests[row] = DigestOf(name, pool.Entry(row)));
            for (var row = 0; row < pool.Count; row++)
            {
                hash.AppendData(digests[row]);
                hash.AppendData(BitConverter.GetBytes(pool.Labels.Span[row]));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] DigestOf(string name, ImageEntry entry)
    {
        try
        {
            return SHA256.HashData(entry.Bytes());
        }
        catch (ImageException wrong)
        {
            throw new DatasetException(name, entry.Path, $"{entry.Place}: cannot be read: {wrong.Message}. Check that the file may be read.", wrong);
        }
    }
}

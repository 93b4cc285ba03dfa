using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Training.Core.Data.Labels;
using Training.Core.Torch;

namespace Training.Core.Data.Images;

/// <summary>Labelled images that are too many for memory: only their places are known, each is decoded when it is needed.</summary>
public sealed class StreamedImageDataset : Dataset, IImageSet
{
    // Enough for a mean to three digits.
    private const int Measured = 2_000;
    private const int AtOnce = 64; // images that are in memory while they are measured
    private readonly ImagePool _train;
    private readonly ImagePool _test;
    private readonly byte[] _files; // SHA-256 of each training file, then of each test file: with other labels they make another digest

    private readonly ConcurrentDictionary<int, PixelSums> _sums; // of the training rows that were measured
    private readonly int[] _order; // in which they are

    internal StreamedImageDataset(string name, string title, IReadOnlyList<string> classNames, ImagePool train, ImagePool test)
        : this(name, title, classNames, train, test, DigestsOf(name, train, test), new(), CounterRandom.For(seed: 0, stream: 2).Permutation(train.Count)) =>
        (Mean, Std) = Measure(_order);

    private StreamedImageDataset(
        string name, string title, IReadOnlyList<string> classNames, ImagePool train, ImagePool test, byte[] files, ConcurrentDictionary<int, PixelSums> sums, int[] order)
        : base(name, title, ComputeDigest(classNames, files, train, test)) =>
        (ClassNames, _train, _test, _files, _sums, _order, Mean, Std) = (classNames, train, test, files, sums, order, [], []);

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
    public IReadOnlyList<double> Mean { get; private init; }

    /// <summary>Standard deviation of pixel / 255 over the same images; 1 for a constant channel.</summary>
    public IReadOnlyList<double> Std { get; private init; }

    /// <inheritdoc/>
    public byte[] PixelsOf(DataPart part, int row)
    {
        CheckRow(part, row);
        return PoolOf(part).Read([row]).Samples.ToArray();
    }

    /// <inheritdoc/>
    public override string LabelOf(DataPart part, int row) => ClassNames[ClassOf(part, row)];

    internal IPixels Train => _train;

    internal IPixels Test => _test;

    internal override int ClassOf(DataPart part, int row)
    {
        CheckRow(part, row);
        return (int)PoolOf(part).Labels.Span[row];
    }

    private protected override Dataset Relabelled(int version, IReadOnlyList<LabelCorrection> corrections)
    {
        var (train, test) = (_train.Labels.ToArray(), _test.Labels.ToArray());
        foreach (var (at, correction) in corrections.Index())
            (correction.Part == DataPart.Train ? train : test)[correction.Row] = LabelText.Class(ClassNames, correction, at);
        return new StreamedImageDataset(Name, Title, ClassNames, _train.WithLabels(train), _test.WithLabels(test), _files, _sums, _order)
        {
            LabelVersion = version, PublishedDigest = Digest, Mean = Mean, Std = Std,
        };
    }

    private protected override int Strata => ClassNames.Count;

    private protected override int Stratum(int row) => (int)_train.Labels.Span[row];

    internal override PreparedData Prepare(TrainingSpec spec, torch.Device device, Preparation? earlier = null)
    {
        var split = Split(spec.Data);
        return new PreparedImages(_train, _test, ClassNames, split, ImagePreparation.Kept(earlier, Shape) ?? Fit(split.Train), spec.Data.Augment, device);
    }

    internal override PreparedData Reopen(TrainingSpec spec, Preparation preparation, torch.Device device) =>
        new PreparedImages(_train, _test, ClassNames, DataSplit.None, Fitting<ImagePreparation>(preparation), spec.Data.Augment, device);

    private ImagePreparation Fit(IReadOnlyList<int> rows)
    {
        var learnt = rows.ToHashSet();
        var (mean, std) = Measure(_order.Where(learnt.Contains));
        return new ImagePreparation(mean, std);
    }

    // Over the first so many rows; what one trial has decoded for it another needs not.
    private (double[] Mean, double[] Std) Measure(IEnumerable<int> rows)
    {
        int[] measured = [.. rows.Take(Measured)];
        foreach (var part in measured.Where(row => !_sums.ContainsKey(row)).ToArray().Chunk(AtOnce))
        {
            foreach (var (row, sums) in part.Zip(PixelSums.OfEach(_train.Read(part).Samples.Span, Shape)))
                _sums[row] = sums;
        }

        return PixelSums.Total(measured.Select(row => _sums[row]), Shape.Channels).Statistics();
    }

    private ImagePool PoolOf(DataPart part) => part == DataPart.Train ? _train : _test;

    private void CheckRow(DataPart part, int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowsOf(part));
    }

    // Of the files' bytes, all of which are read once for it; decoding them would take many times as long.
    private static byte[] DigestsOf(string name, params ImagePool[] pools)
    {
        var digests = new byte[pools.Sum(pool => pool.Count) * SHA256.HashSizeInBytes];
        var begin = 0;
        foreach (var pool in pools)
        {
            var first = begin;
            Parallel.For(0, pool.Count, row => DigestOf(name, pool.Entry(row)).CopyTo(digests, (first + row) * SHA256.HashSizeInBytes));
            begin += pool.Count;
        }

        return digests;
    }

    private static string ComputeDigest(IReadOnlyList<string> classes, byte[] files, params ReadOnlySpan<ImagePool> pools)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"files {pools[0].Shape} classes {string.Join('\u001f', classes)}\n"));
        var file = 0;
        foreach (var pool in pools)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"part {pool.Count}\n")));
            for (var row = 0; row < pool.Count; row++, file++)
            {
                hash.AppendData(files, file * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes);
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

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Training.Core.Data.Images;
using Training.Core.Data.Labels;
using Training.Core.Torch;

namespace Training.Core.Data;

/// <summary>Labelled images in memory: a training pool, from which trials take training and validation rows, and a test pool.</summary>
public sealed class ImageDataset : Dataset, IImageSet
{
    private readonly PixelSums[] _sums; // of each row of the training pool

    internal ImageDataset(string name, string title, IReadOnlyList<string> classNames, DataPool train, DataPool test)
        : base(name, title, ComputeDigest(classNames.Count, train, test))
    {
        if (train.Shape != test.Shape)
            throw new ArgumentException($"The training pool's samples are {train.Shape}, the test pool's {test.Shape}.", nameof(test));
        ClassNames = classNames;
        Train = train;
        Test = test;
        _sums = PixelSums.OfEach(train.Pixels.Span, train.Shape);
        (Mean, Std) = PixelSums.Total(_sums, train.Shape.Channels).Statistics();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of classes.</summary>
    public int Classes => ClassNames.Count;

    /// <summary>Shape of one sample.</summary>
    public ImageShape Shape => Train.Shape;

    /// <inheritdoc/>
    public override string ShapeText => Shape.ToString();

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Class;

    /// <inheritdoc/>
    public override int TrainRows => Train.Count;

    /// <inheritdoc/>
    public override int TestRows => Test.Count;

    /// <summary>Rows for training and validation.</summary>
    public DataPool Train { get; }

    /// <summary>Rows for the final judgement only: no split, choice or normalisation looks at them.</summary>
    public DataPool Test { get; }

    /// <summary>Mean of pixel / 255 over the training pool, one for each channel; from exact integer sums, so equal on every machine. Trials normalise by <see cref="Fit"/>.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Standard deviation of pixel / 255 over the training pool, one for each channel; 1 for a constant channel.</summary>
    public IReadOnlyList<double> Std { get; }

    /// <summary>What a trial normalises by that learns from some rows of the training pool.</summary>
    public ImagePreparation Fit(IReadOnlyList<int> rows)
    {
        var (mean, std) = PixelSums.Total(rows.Select(row => _sums[row]), Shape.Channels).Statistics();
        return new ImagePreparation(mean, std);
    }

    /// <summary>The rows of one part.</summary>
    public DataPool PoolOf(DataPart part) => part == DataPart.Train ? Train : Test;

    /// <inheritdoc/>
    public byte[] PixelsOf(DataPart part, int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowsOf(part));
        return PoolOf(part).Sample(row).ToArray();
    }

    /// <inheritdoc/>
    public override string LabelOf(DataPart part, int row) => ClassNames[ClassOf(part, row)];

    internal override int ClassOf(DataPart part, int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowsOf(part));
        return (int)PoolOf(part).Labels.Span[row];
    }

    private protected override Dataset Relabelled(int version, IReadOnlyList<LabelCorrection> corrections)
    {
        var (train, test) = (Train.Labels.ToArray(), Test.Labels.ToArray());
        foreach (var (at, correction) in corrections.Index())
            (correction.Part == DataPart.Train ? train : test)[correction.Row] = LabelText.Class(ClassNames, correction, at);
        return new ImageDataset(Name, Title, ClassNames, Train.WithLabels(train), Test.WithLabels(test)) { LabelVersion = version, PublishedDigest = Digest };
    }

    private protected override int Strata => Classes;

    private protected override int Stratum(int row) => (int)Train.Labels.Span[row];

    internal override PreparedData Prepare(TrainingSpec spec, torch.Device device, Preparation? earlier = null)
    {
        var split = Split(spec.Data);
        return new PreparedImages(Train, Test, ClassNames, split, ImagePreparation.Kept(earlier, Shape) ?? Fit(split.Train), spec.Data.Augment, device);
    }

    internal override PreparedData Reopen(TrainingSpec spec, Preparation preparation, torch.Device device) =>
        new PreparedImages(Train, Test, ClassNames, DataSplit.None, Fitting<ImagePreparation>(preparation), spec.Data.Augment, device);

    private static string ComputeDigest(int classes, params ReadOnlySpan<DataPool> pools)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var pool in pools)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"u8 {pool.Count}x{pool.Shape.Channels}x{pool.Shape.Height}x{pool.Shape.Width} classes {classes}\n"));
            hash.AppendData(pool.Pixels.Span);
            var labels = new byte[8 * pool.Count];
            for (var i = 0; i < pool.Count; i++)
                BinaryPrimitives.WriteInt64LittleEndian(labels.AsSpan(8 * i), pool.Labels.Span[i]);
            hash.AppendData(labels);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

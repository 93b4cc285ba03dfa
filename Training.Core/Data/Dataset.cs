using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Training.Core.Data;

/// <summary>A data set in memory: a training pool, from which trials take training and validation rows, and a test pool. Read-only; shared by all trials of the process.</summary>
public sealed class Dataset
{
    internal Dataset(string name, string title, IReadOnlyList<string> classNames, DataPool train, DataPool test)
    {
        if (train.Shape != test.Shape)
            throw new ArgumentException($"The training pool's samples are {train.Shape}, the test pool's {test.Shape}.", nameof(test));
        Name = name;
        Title = title;
        ClassNames = classNames;
        Train = train;
        Test = test;
        (Mean, Std) = Normalisation(train);
        Digest = ComputeDigest(classNames.Count, train, test);
    }

    /// <summary>The value of the field <c>data</c>.</summary>
    public string Name { get; }

    /// <summary>For people.</summary>
    public string Title { get; }

    /// <summary>SHA-256 (lower-case hex) of the decoded pixels and labels with their shape; equal content has an equal digest, whatever its files' packing.</summary>
    public string Digest { get; }

    /// <summary>The name of each class; a label is an index into it.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of classes.</summary>
    public int Classes => ClassNames.Count;

    /// <summary>Shape of one sample.</summary>
    public ImageShape Shape => Train.Shape;

    /// <summary>Rows for training and validation.</summary>
    public DataPool Train { get; }

    /// <summary>Rows for the final judgement only: no split, choice or normalisation looks at them.</summary>
    public DataPool Test { get; }

    /// <summary>Mean of pixel / 255 over the training pool, one for each channel; from exact integer sums, so equal on every machine.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Standard deviation of pixel / 255 over the training pool, one for each channel; 1 for a constant channel.</summary>
    public IReadOnlyList<double> Std { get; }

    /// <summary>
    /// Splits the training pool: shuffles its rows by <paramref name="seed"/>, keeps the first <paramref name="trainSamples"/> (0 = all),
    /// gives the first round(n · fraction), at least one, to validation and the rest to training. The same arguments give the same rows on every machine.
    /// </summary>
    /// <exception cref="SpecException">More rows are wanted than there are, or no training row would be left.</exception>
    public DataSplit Split(double validationFraction, long seed, int trainSamples)
    {
        if (trainSamples > Train.Count)
            throw new SpecException("train_samples", $"{trainSamples} rows are wanted, but the training pool of '{Name}' has {Train.Count}. Give at most {Train.Count}, or 0 for all.");
        var rows = trainSamples == 0 ? Train.Count : trainSamples;
        var held = Math.Max(1, (int)Math.Round(rows * validationFraction, MidpointRounding.AwayFromZero));
        if (held >= rows)
            throw new SpecException("train_samples", $"{rows} rows leave nothing to train on after {held} are held for validation. Give at least 2, or a smaller validation_fraction.");
        var order = CounterRandom.For(seed, stream: 1).Permutation(Train.Count);
        return new DataSplit(order[held..rows], order[..held]);
    }

    private static (double[] Mean, double[] Std) Normalisation(DataPool pool)
    {
        var channels = pool.Shape.Channels;
        var plane = pool.Shape.Height * pool.Shape.Width;
        var sums = new long[channels];
        var squares = new long[channels];
        var pixels = pool.Pixels.Span;
        for (var at = 0; at < pixels.Length; at += plane)
        {
            long sum = 0, square = 0;
            foreach (var pixel in pixels.Slice(at, plane))
            {
                sum += pixel;
                square += pixel * pixel;
            }

            var channel = at / plane % channels;
            sums[channel] += sum;
            squares[channel] += square;
        }

        var count = (double)pool.Count * plane;
        var mean = sums.Select(sum => sum / count / 255).ToArray();
        var std = squares.Select((square, c) => Math.Sqrt(Math.Max(0, (square / count / 255 / 255) - (mean[c] * mean[c])))).Select(s => s > 0 ? s : 1).ToArray();
        return (mean, std);
    }

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

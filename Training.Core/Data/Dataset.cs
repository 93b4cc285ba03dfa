using Training.Core.Torch;

namespace Training.Core.Data;

/// <summary>A data set that trials can name: rows for training and validation, and a test part. Read-only; shared by all trials of the process.</summary>
public abstract class Dataset
{
    private protected Dataset(string name, string title, string digest)
    {
        Name = name;
        Title = title;
        Digest = digest;
    }

    /// <summary>The value of the field <c>data</c>.</summary>
    public string Name { get; }

    /// <summary>For people.</summary>
    public string Title { get; }

    /// <summary>SHA-256 (lower-case hex) of the decoded content; equal content has an equal digest, whatever its files' packing.</summary>
    public string Digest { get; }

    /// <summary>The shape of a sample for people, such as <c>28×28 grey</c>.</summary>
    public abstract string ShapeText { get; }

    /// <summary>What the target is.</summary>
    public abstract TargetKind Target { get; }

    /// <summary>The name of each class, in label order; empty unless the target is a class.</summary>
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>Rows for training and validation.</summary>
    public abstract int TrainRows { get; }

    /// <summary>Rows for the final judgement only: no split, choice or fitted step looks at them.</summary>
    public abstract int TestRows { get; }

    /// <summary>
    /// Splits the training rows: shuffles them by <paramref name="seed"/>, keeps the first <paramref name="trainSamples"/> (0 = all),
    /// gives the first round(n · fraction), at least one, to validation and the rest to training. The same arguments give the same rows on every machine.
    /// </summary>
    /// <exception cref="SpecException">More rows are wanted than there are, or no training row would be left.</exception>
    public DataSplit Split(double validationFraction, long seed, int trainSamples)
    {
        if (trainSamples > TrainRows)
            throw new SpecException("train_samples", $"{trainSamples} rows are wanted, but the training pool of '{Name}' has {TrainRows}. Give at most {TrainRows}, or 0 for all.");
        var rows = trainSamples == 0 ? TrainRows : trainSamples;
        var held = Math.Max(1, (int)Math.Round(rows * validationFraction, MidpointRounding.AwayFromZero));
        if (held >= rows)
            throw new SpecException("train_samples", $"{rows} rows leave nothing to train on after {held} are held for validation. Give at least 2, or a smaller validation_fraction.");
        var order = CounterRandom.For(seed, stream: 1).Permutation(TrainRows);
        return new DataSplit(order[held..rows], order[..held]);
    }

    /// <summary>Splits the rows and fits the preparation for one trial.</summary>
    /// <exception cref="SpecException">The spec's data settings do not fit this data set.</exception>
    internal abstract PreparedData Prepare(TrainingSpec spec, torch.Device device);

    /// <summary>The test part under a preparation fitted before, with an empty split.</summary>
    /// <exception cref="ArgumentException">The preparation belongs to another kind of data.</exception>
    internal abstract PreparedData Reopen(TrainingSpec spec, Preparation preparation, torch.Device device);

    private protected T Fitting<T>(Preparation preparation)
        where T : Preparation =>
        preparation as T ?? throw new ArgumentException($"'{Name}' cannot be read with a {preparation.GetType().Name}: the model was trained on another kind of data.", nameof(preparation));
}

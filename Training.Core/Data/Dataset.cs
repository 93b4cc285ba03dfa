using Training.Core.Data.Labels;
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
        PublishedDigest = digest;
    }

    /// <summary>The value of the field <c>data</c>.</summary>
    public string Name { get; }

    /// <summary>For people.</summary>
    public string Title { get; }

    /// <summary>SHA-256 (lower-case hex) of the decoded content; equal content has an equal digest, whatever its files' packing.</summary>
    public string Digest { get; }

    /// <summary>Which version of its labels this is; 0 is as published.</summary>
    public int LabelVersion { get; internal init; }

    /// <summary>The digest of the content as published; other than <see cref="Digest"/> where labels were corrected.</summary>
    public string PublishedDigest { get; internal init; }

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

    /// <summary>Rows of one part.</summary>
    public int RowsOf(DataPart part) => part == DataPart.Train ? TrainRows : TestRows;

    /// <summary>A row's label as a correction would write it: the name of its class, or its number.</summary>
    /// <exception cref="LabelException">Its rows have no labels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public virtual string LabelOf(DataPart part, int row) => throw NoLabels();

    /// <summary>
    /// The same rows with some other labels: a data set of its own, whose digest is of its content, so that labels corrected back have the digest as
    /// published. Rows keep their numbers, so a split at random keeps its rows.
    /// </summary>
    /// <exception cref="LabelException">A correction names no row, a row twice, or no class or number.</exception>
    /// <exception cref="InvalidOperationException">This is a corrected one itself.</exception>
    public Dataset WithLabels(int version, IReadOnlyList<LabelCorrection> corrections)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        ArgumentNullException.ThrowIfNull(corrections);
        if (LabelVersion != 0)
            throw new InvalidOperationException("Corrections are of the labels as published; begin with that data set.");
        LabelText.CheckRows(this, corrections);
        return Relabelled(version, corrections);
    }

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

    /// <summary>Splits the training rows as a trial's settings say; equal settings give the same rows on every machine.</summary>
    /// <exception cref="SpecException">The settings do not fit these rows.</exception>
    internal DataSplit Split(DataSpec spec)
    {
        var whole = SplitAll(spec);
        if (spec.LabelledRows == 0)
            return whole;
        if (spec.LabelledRows > whole.Train.Count)
            throw new SpecException("labelled_rows", $"{spec.LabelledRows} rows are wanted, but '{Name}' has {whole.Train.Count} training rows beside the validation rows. Give at most {whole.Train.Count}, or 0 for all.");
        long[] classes = Strata == 0 ? [] : [.. Enumerable.Range(0, TrainRows).Select(row => (long)Stratum(row))];
        return whole with { Train = new NestedRows(whole.Train, classes, spec.SplitSeed).First(spec.LabelledRows) };
    }

    private DataSplit SplitAll(DataSpec spec)
    {
        var by = spec.SplitBy;
        if (by.Method == "random" && by.Folds < 2)
            return Split(spec.ValidationFraction, spec.SplitSeed, spec.TrainSamples);
        if (by.Folds > 1 && by.Fold > by.Folds)
            throw new SpecException("split.fold", $"{by.Fold} is more than split.folds, which is {by.Folds}. Give 1 to {by.Folds}.");
        if (by.Method == "stratified" && Strata == 0)
            throw new SpecException("split.method", $"'stratified' needs classes, but the target of '{Name}' has none. Use random or time.");
        var random = Split(spec.ValidationFraction, spec.SplitSeed, spec.TrainSamples); // checks the counts, too
        int[] order = [.. random.Validation, .. random.Train];
        var held = random.Validation.Count;
        order = by.Method switch
        {
            "time" => [.. Enumerable.Range(TrainRows - order.Length, order.Length)],
            "stratified" => Stratified(spec.SplitSeed)[..order.Length],
            _ => order,
        };
        if (by.Folds > order.Length - 1)
            throw new SpecException("split.folds", $"{by.Folds} folds need more than {order.Length} rows. Use fewer folds or more rows.");
        return (by.Method, by.Folds) switch
        {
            ("time", > 1) => RowOrder.TimeFold(order, by.Folds, by.Fold),
            (_, > 1) => RowOrder.Fold(order, by.Folds, by.Fold),
            ("time", _) => new DataSplit(order[..^held], order[^held..]),
            _ => new DataSplit(order[held..], order[..held]),
        };
    }

    private int[] Stratified(long seed)
    {
        var order = CounterRandom.For(seed, stream: 1).Permutation(TrainRows);
        return RowOrder.Spread(order, Array.ConvertAll(order, Stratum));
    }

    /// <summary>Splits the rows and fits the preparation for one trial.</summary>
    /// <exception cref="SpecException">The spec's data settings do not fit this data set.</exception>
    /// <param name="spec">What is trained.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="earlier">What a checkpoint that training goes on from, or starts from on the same data, was fitted to: images are normalised by it as before. Others fit the same once more.</param>
    internal abstract PreparedData Prepare(TrainingSpec spec, torch.Device device, Preparation? earlier = null);

    /// <summary>The test part under a preparation fitted before, with an empty split.</summary>
    /// <exception cref="ArgumentException">The preparation belongs to another kind of data.</exception>
    internal abstract PreparedData Reopen(TrainingSpec spec, Preparation preparation, torch.Device device);

    /// <summary>The value of a column for each test row.</summary>
    /// <exception cref="SpecException">There is no such column, or its values are no categories.</exception>
    internal virtual RowGroups TestGroups(string column) =>
        throw new SpecException("test.groups", $"'{column}' is no column of '{Name}', which is no table. Leave it out.");

    /// <summary>A row's class, 0 to classes - 1; only where the target is a class.</summary>
    internal virtual int ClassOf(DataPart part, int row) => throw NoLabels();

    /// <summary>Does what <see cref="WithLabels"/> says, with rows that were checked.</summary>
    private protected virtual Dataset Relabelled(int version, IReadOnlyList<LabelCorrection> corrections) => throw NoLabels();

    private LabelException NoLabels() => new(null, $"The rows of '{Name}' have no labels that could be corrected. Use a data set of images, or a table with a target.");

    /// <summary>How many classes a stratified split keeps in proportion; 0 when there are none.</summary>
    private protected virtual int Strata => 0;

    /// <summary>The class of a row of the training pool, 0 to <see cref="Strata"/> - 1.</summary>
    private protected virtual int Stratum(int row) => 0;

    private protected T Fitting<T>(Preparation preparation)
        where T : Preparation =>
        preparation as T ?? throw new ArgumentException($"'{Name}' cannot be read with a {preparation.GetType().Name}: the model was trained on another kind of data.", nameof(preparation));
}

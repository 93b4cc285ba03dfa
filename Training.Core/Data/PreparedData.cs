namespace Training.Core.Data;

/// <summary>
/// A data set made ready for one trial: its rows split, everything that is fitted (scales, vocabularies, categories) fitted on the
/// training rows alone, and batches read on the trial's device. Belongs to one thread.
/// </summary>
internal abstract class PreparedData
{
    /// <summary>What one sample is.</summary>
    public abstract SampleShape Shape { get; }

    /// <summary>What its target is.</summary>
    public abstract TargetKind Target { get; }

    /// <summary>The name of each class; empty unless the target is a class.</summary>
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>Row numbers for training and validation.</summary>
    public abstract DataSplit Split { get; }

    /// <summary>The class of every row of the training pool, whose proportions subsets keep; empty unless the target is a class.</summary>
    public virtual ReadOnlySpan<long> Strata => [];

    /// <summary>Rows of the test part.</summary>
    public abstract int TestRows { get; }

    /// <summary>How a number to predict was scaled, (y - centre) / scale: metrics are measured in its own unit.</summary>
    public virtual (double Center, double Scale) TargetScale => (0, 1);

    /// <summary>How an attack may move a sample's values; null where they are no quantities.</summary>
    public virtual AttackRange? Attackable => null;

    /// <summary>What serving must know to treat raw input as training did; stored in every checkpoint.</summary>
    public abstract ModelSignature Signature { get; }

    /// <summary>The fitted steps; stored in every checkpoint.</summary>
    public abstract Preparation Preparation { get; }

    /// <summary>Values of the largest tensor that a sample becomes in the model that sees it; its own until <see cref="Models.ModelCatalog.Adapt"/> knows the model.</summary>
    public long LargestTensor { get => field > 0 ? field : Shape.Values; set; }

    /// <summary>Rows of one forward pass of an evaluation.</summary>
    public virtual int EvaluationRows => RowsAtOnce.ToAnswer(LargestTensor);

    /// <summary>The rows that one epoch trains on, in their order: a function of the trial's seed and the epoch alone.</summary>
    /// <param name="random">The trial's.</param>
    /// <param name="epoch">1-based.</param>
    /// <param name="used">The split's training rows, or some of them.</param>
    public virtual int[] EpochRows(TrialRandomness random, int epoch, IReadOnlyList<int> used) => Array.ConvertAll(random.Order(epoch, used.Count), position => used[position]);

    /// <summary>Rows of the training pool (training and validation rows alike) without augmentation.</summary>
    public abstract Batch Read(ReadOnlySpan<int> rows);

    /// <summary>Rows of the training pool as an epoch trains on them: a function of the trial's seed, the epoch, its rows and the place among them alone.</summary>
    /// <param name="random">The trial's.</param>
    /// <param name="epoch">1-based.</param>
    /// <param name="epochRows">What <see cref="EpochRows"/> gave.</param>
    /// <param name="at">The first place in <paramref name="epochRows"/> to read.</param>
    /// <param name="count">How many.</param>
    public virtual Batch ReadTraining(TrialRandomness random, int epoch, int[] epochRows, int at, int count) => Read(epochRows.AsSpan(at, count));

    /// <summary>Rows of the test part.</summary>
    public abstract Batch ReadTest(ReadOnlySpan<int> rows);
}

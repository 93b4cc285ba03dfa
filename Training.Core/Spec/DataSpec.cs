namespace Training.Core;

/// <summary>Which rows a trial trains on.</summary>
/// <param name="Name">A data set of <see cref="Data.DatasetCatalog"/>.</param>
/// <param name="TrainSamples">Rows of the training pool to use, before the validation share is taken; 0 uses all.</param>
/// <param name="ValidationFraction">Share of those rows kept apart for validation, 0.01 to 0.5.</param>
/// <param name="SplitSeed">Seed of the split, apart from the trial's own seed so that all trials of a sweep are judged on the same rows.</param>
/// <param name="Noise">Standard deviation of normal noise added to the normalised training input, 0 to 1.</param>
public sealed record DataSpec(string Name, int TrainSamples, double ValidationFraction, long SplitSeed, double Noise)
{
    /// <summary>Which version of the data set's labels; 0 is as published.</summary>
    public int Labels { get; init; }

    /// <summary>Which share of the training rows each epoch learns from.</summary>
    public DataFraction Fraction { get; init; } = DataFraction.All;

    /// <summary>Rows of the training part that are learnt from, classes in proportion, chosen by the split's seed; 0 takes all. Validation keeps its rows.</summary>
    public int LabelledRows { get; init; }

    /// <summary>How validation rows are chosen.</summary>
    public SplitSpec SplitBy { get; init; } = SplitSpec.Default;

    /// <summary>How a table's columns are prepared; without effect on other data.</summary>
    public TableSpec Table { get; init; } = TableSpec.Default;

    /// <summary>The windows of a series; without effect on other data.</summary>
    public SeriesSpec Series { get; init; } = SeriesSpec.Default;

    /// <summary>How a text becomes tokens and windows; without effect on other data.</summary>
    public TextSpec Text { get; init; } = TextSpec.Default;

    /// <summary>How training images are changed at random; without effect on other data.</summary>
    public AugmentSpec Augment { get; init; } = AugmentSpec.None;

    /// <summary>Whether rows of rarer classes are repeated within an epoch until every class has as many as the largest.</summary>
    public bool Oversample { get; init; }
}

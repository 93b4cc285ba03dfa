namespace Training.Core.Data.Tables;

/// <summary>
/// How the files of a folder become a data set: what <c>dataset.yaml</c> says, or what is built in for a public one. The folder's name is
/// the data set's.
/// </summary>
/// <param name="Name">The value of the field <c>data</c> and the folder's name.</param>
/// <param name="TrainFile">A CSV file in the folder.</param>
/// <param name="Task">What is learnt from it.</param>
public sealed record TableManifest(string Name, string TrainFile, TableTask Task)
{
    /// <summary>The manifest's file name.</summary>
    public const string FileName = "dataset.yaml";

    /// <summary>For people.</summary>
    public string Title { get; init; } = Name;

    /// <summary>A second file whose rows are the test part, for a series the steps after the first file's; null takes them from the first.</summary>
    public string? TestFile { get; init; }

    /// <summary>The column to predict; empty for a forecast, which predicts all columns.</summary>
    public string Target { get; init; } = "";

    /// <summary>One character between cells.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>Whether the first row holds names; null: it does when none of its cells is empty, a number or a date.</summary>
    public bool? Header { get; init; }

    /// <summary>The columns' names where the file has none; empty: <c>column_1</c> and so on.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Columns that are kept out.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>What stands for a missing value, beside an empty cell.</summary>
    public IReadOnlyList<string> Missing { get; init; } = ["?", "NA", "N/A", "NaN", "nan", "null", "NULL"];

    /// <summary>Kinds that are known better than inferred, by column.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>(StringComparer.Ordinal);

    /// <summary>A text that is cut from the end of the target's values, such as the dot in the test file of Adult.</summary>
    public string TargetSuffix { get; init; } = "";

    /// <summary>Share of the rows, drawn at random with a fixed seed, that is the test part where there is no file for it and <see cref="TestRows"/> is 0; a series has none.</summary>
    public double TestFraction { get; init; } = 0.2;

    /// <summary>The last rows of the first file that are the test part; 0 takes <see cref="TestFraction"/>, or for a series the last fifth.</summary>
    public int TestRows { get; init; }

    /// <summary>For a series: the rows before the test part that are for validation; 0 takes the trial's <c>validation_fraction</c>.</summary>
    public int ValidationRows { get; init; }

    /// <summary>For a series: rows of the file that are used, from its start; 0 uses all.</summary>
    public int UsedRows { get; init; }

    /// <summary>Rows for training and validation, where that is known before opening; 0 where it is not.</summary>
    public int KnownTrainRows { get; init; }

    /// <summary>Rows of the test part, where that is known before opening; 0 where it is not.</summary>
    public int KnownTestRows { get; init; }

    /// <summary>What a sample is for people, where that is known before opening.</summary>
    public string KnownShape { get; init; } = "";

    /// <summary>Where a public data set's files come from; empty for one's own.</summary>
    public string Origin { get; init; } = "";

    internal IEnumerable<string> Files => TestFile is null ? [TrainFile] : [TrainFile, TestFile];

    internal TargetKind TargetKind => Task switch
    {
        TableTask.Classification => TargetKind.Class,
        TableTask.Regression => TargetKind.Number,
        _ => TargetKind.Future,
    };
}

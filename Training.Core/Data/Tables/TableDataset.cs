using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Training.Core.Data.Labels;
using Training.Core.Torch;

namespace Training.Core.Data.Tables;

/// <summary>Rows of named columns in memory, of which one is the target: a class or a number.</summary>
public sealed class TableDataset : Dataset
{
    private readonly int[] _train;
    private readonly int[] _test;

    /// <param name="name">The value of the field <c>data</c>.</param>
    /// <param name="title">For people.</param>
    /// <param name="columns">All columns, the target among them.</param>
    /// <param name="target">The target's name.</param>
    /// <param name="kind">Class or number.</param>
    /// <param name="train">Row numbers of the columns for training and validation.</param>
    /// <param name="test">Row numbers of the columns for the final judgement.</param>
    internal TableDataset(string name, string title, IReadOnlyList<TableColumn> columns, string target, TargetKind kind, int[] train, int[] test)
        : base(name, title, ComputeDigest(columns, target, train, test))
    {
        Columns = columns;
        TargetColumn = columns.Single(column => column.Name == target);
        Inputs = [.. columns.Where(column => column != TargetColumn && column.Kind != ColumnKind.Text)];
        Target = kind;
        ClassNames = kind == TargetKind.Class ? TargetColumn.Levels : [];
        (_train, _test) = (train, test);
        if (Inputs.Count == 0)
            throw new DatasetException(name, null, $"'{name}' has no column to learn from: beside the target '{target}' there are only texts. Give a number, a category or a date.");
    }

    /// <summary>All columns, the target and texts included.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The columns that a model sees, in the table's order.</summary>
    public IReadOnlyList<TableColumn> Inputs { get; }

    /// <summary>The column to predict.</summary>
    public TableColumn TargetColumn { get; }

    /// <summary>What stood for a missing value in its file, beside an empty cell; null where there was no file.</summary>
    internal IReadOnlyList<string>? Missing { get; init; }

    /// <summary>Whether the test rows were drawn at random from among the others.</summary>
    internal bool TestDrawn { get; init; }

    /// <summary>Why its rows are not in the order of time, as far as their dates tell; null where they may be.</summary>
    internal string? Unordered { get; init; }

    /// <inheritdoc/>
    public override string ShapeText => (Inputs.Count(column => column.IsNumeric), Inputs.Count(column => !column.IsNumeric)) switch
    {
        (var numbers, 0) => Count(numbers, "number", "numbers"),
        (0, var categories) => Count(categories, "category", "categories"),
        var (numbers, categories) => $"{Count(numbers, "number", "numbers")} and {Count(categories, "category", "categories")}",
    };

    /// <inheritdoc/>
    public override TargetKind Target { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public override int TrainRows => _train.Length;

    /// <inheritdoc/>
    public override int TestRows => _test.Length;

    /// <summary>The columns' row number of each row of the training pool.</summary>
    public ReadOnlySpan<int> TrainIndex => _train;

    /// <summary>The columns' row number of each row of the test part.</summary>
    public ReadOnlySpan<int> TestIndex => _test;

    /// <inheritdoc/>
    public override string LabelOf(DataPart part, int row) =>
        Target == TargetKind.Class ? ClassNames[ClassOf(part, row)] : LabelText.Of(TargetColumn.Numbers[ColumnRow(part, row)]);

    /// <summary>Where a row stands in the columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public int ColumnRow(DataPart part, int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowsOf(part));
        return (part == DataPart.Train ? _train : _test)[row];
    }

    internal override int ClassOf(DataPart part, int row) => TargetColumn.Codes[ColumnRow(part, row)];

    private protected override Dataset Relabelled(int version, IReadOnlyList<LabelCorrection> corrections)
    {
        var target = Target == TargetKind.Class
            ? TableColumn.OfLevels(TargetColumn.Name, Corrected(TargetColumn.Codes, corrections, (correction, at) => LabelText.Class(ClassNames, correction, at)), [.. TargetColumn.Levels], TargetColumn.Kind)
            : TableColumn.OfNumbers(TargetColumn.Name, Corrected(TargetColumn.Numbers, corrections, LabelText.Number), TargetColumn.Kind);
        return new TableDataset(Name, Title, [.. Columns.Select(column => column == TargetColumn ? target : column)], target.Name, Target, _train, _test)
        {
            LabelVersion = version, PublishedDigest = Digest, Missing = Missing, TestDrawn = TestDrawn, Unordered = Unordered,
        };
    }

    private T[] Corrected<T>(ReadOnlySpan<T> labels, IReadOnlyList<LabelCorrection> corrections, Func<LabelCorrection, int, T> read)
    {
        var corrected = labels.ToArray();
        foreach (var (at, correction) in corrections.Index())
            corrected[ColumnRow(correction.Part, correction.Row)] = read(correction, at);
        return corrected;
    }

    private protected override int Strata => Target == TargetKind.Class ? ClassNames.Count : 0;

    private protected override int Stratum(int row) => TargetColumn.Codes[_train[row]];

    internal override PreparedData Prepare(TrainingSpec spec, torch.Device device, Preparation? earlier = null)
    {
        if (spec.Data.SplitBy.Method == "time" && Unordered is { } unordered)
            throw new SpecException("split.method", $"'time' needs rows oldest first. {unordered}");
        var split = Split(spec.Data);
        var fitted = TableFit.Fit(this, spec.Data.Table, [.. split.Train.Select(row => _train[row])], out var kept);
        return new PreparedTable(this, kept is null ? split : split with { Train = [.. kept.Select(at => split.Train[at])] }, fitted, device);
    }

    internal override PreparedData Reopen(TrainingSpec spec, Preparation preparation, torch.Device device) =>
        new PreparedTable(this, DataSplit.None, Fitting<TablePreparation>(preparation), device);

    internal override RowGroups TestGroups(string column)
    {
        var found = Columns.FirstOrDefault(candidate => candidate.Name == column);
        if (found is null || found.Kind != ColumnKind.Category)
        {
            var categories = string.Join(", ", Columns.Where(candidate => candidate.Kind == ColumnKind.Category).Select(candidate => candidate.Name));
            throw new SpecException("test.groups", $"'{column}' is {(found is null ? "no column" : "no category")} of '{Name}'. Use one of: {(categories.Length > 0 ? categories : "none, it has no categories")}.");
        }

        return RowGroups.Of(found.Levels, Array.ConvertAll(_test, row => found.Codes[row]));
    }

    private static string Count(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    private static string ComputeDigest(IReadOnlyList<TableColumn> columns, string target, params ReadOnlySpan<int[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"table target {target}\n"));
        Append(hash, columns);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"part {part.Length}\n"));
            hash.AppendData(MemoryMarshal.AsBytes(part.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Adds columns to a digest: names, kinds, levels and values.</summary>
    internal static void Append(IncrementalHash hash, IReadOnlyList<TableColumn> columns)
    {
        foreach (var column in columns)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{column.Kind} {column.Name.Length} {column.Name} {column.Levels.Count} {string.Join('\u001f', column.Levels)}\n"));
            hash.AppendData(MemoryMarshal.AsBytes(column.Numbers));
            hash.AppendData(MemoryMarshal.AsBytes(column.Codes));
        }
    }
}

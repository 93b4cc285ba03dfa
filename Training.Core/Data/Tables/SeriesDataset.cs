using System.Security.Cryptography;
using System.Text;
using Training.Core.Torch;

namespace Training.Core.Data.Tables;

/// <summary>Numbers in order of time. A sample is a window and the steps after it; the split is always by time. A missing value takes the last one before it.</summary>
public sealed class SeriesDataset : Dataset
{
    private readonly double[][] _values; // by column, then step
    private readonly int[] _firstSteps; // with a value, by column
    private readonly int _validationSteps;

    /// <exception cref="DatasetException">There is no number column, or a part would be empty.</exception>
    internal SeriesDataset(TableManifest manifest, IReadOnlyList<TableColumn> columns, int rows)
        : base(manifest.Name, manifest.Title, ComputeDigest(manifest, columns))
    {
        TableColumn[] numbers = [.. columns.Where(column => column.Kind == ColumnKind.Number)];
        var steps = manifest.UsedRows > 0 ? Math.Min(manifest.UsedRows, rows) : rows;
        TestRows = manifest.TestRows > 0 ? manifest.TestRows : steps / 5;
        TrainRows = steps - TestRows;
        _validationSteps = manifest.ValidationRows;
        if (numbers.Length == 0)
            throw new DatasetException(manifest.Name, null, $"'{manifest.Name}' has no number column, so there is nothing to forecast.");
        if (TrainRows - _validationSteps < 2 || TestRows < 1)
            throw new DatasetException(manifest.Name, null, $"'{manifest.Name}' has {steps} steps, too few for {_validationSteps} validation and {TestRows} test steps. Lower validation_rows or test_rows in {TableManifest.FileName}.");
        Columns = [.. numbers.Select(column => column.Name)];
        Misread = [.. columns.Select(column => column.Misread()).OfType<string>()];
        _firstSteps = [.. numbers.Select(column => FirstStep(column.Numbers[..steps]))];
        if (Array.FindIndex(_firstSteps, first => first >= TrainRows - _validationSteps) is var late and >= 0)
            throw new DatasetException(manifest.Name, null, $"'{manifest.Name}', column {Columns[late]} has no value in the first {TrainRows - _validationSteps} steps, which are learnt from. Name it under 'ignore' in {TableManifest.FileName}, or begin the series later.");
        _values = [.. numbers.Select(column => Filled(column.Numbers[..steps]))];
    }

    /// <summary>The columns that are seen and forecast.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Columns that look like numbers in a spelling that is not known, and so are left out: sentences for people.</summary>
    internal IReadOnlyList<string> Misread { get; }

    /// <inheritdoc/>
    public override string ShapeText => $"a series of {Columns.Count} values";

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Future;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => [];

    /// <summary>Steps for training and validation.</summary>
    public override int TrainRows { get; }

    /// <summary>Steps of the test part.</summary>
    public override int TestRows { get; }

    /// <summary>The end of the series, missing values filled: by step, oldest first, and column.</summary>
    /// <param name="steps">How many, at most all there are.</param>
    public IReadOnlyList<IReadOnlyList<double>> LastSteps(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        var all = _values[0].Length;
        return [.. Enumerable.Range(Math.Max(0, all - steps), Math.Min(steps, all)).Select(step => Array.ConvertAll(_values, column => column[step]))];
    }

    internal override PreparedData Prepare(TrainingSpec spec, torch.Device device, Preparation? earlier = null)
    {
        var (length, horizon) = (spec.Data.Series.Length, spec.Data.Series.Horizon);
        if (spec.Data.SplitBy is { Method: "stratified" } or { Folds: > 1 })
            throw new SpecException("split.method", $"'{spec.Data.SplitBy.Method}' with {spec.Data.SplitBy.Folds} folds does not fit a series, whose validation steps always follow its training steps. Leave split.method and split.folds out.");
        var validation = _validationSteps > 0 ? _validationSteps : Math.Max(1, (int)Math.Round(TrainRows * spec.Data.ValidationFraction, MidpointRounding.AwayFromZero));
        var fitted = TrainRows - validation;
        if (fitted < length + horizon || validation < horizon || TestRows < horizon)
            throw new SpecException("series.horizon", $"windows of {length} and {horizon} steps do not fit into {fitted} training, {validation} validation and {TestRows} test steps of '{Name}'. Use shorter ones.");
        if (Array.FindIndex(_firstSteps, first => first >= fitted) is var late and >= 0)
            throw new SpecException("validation_fraction", $"leaves {fitted} steps to learn from, in which column {Columns[late]} of '{Name}' has no value: its first is step {_firstSteps[late] + 1}. Give a smaller one.");
        int[] train = [.. Enumerable.Range(0, fitted - length - horizon + 1)];
        var wanted = spec.Data.TrainSamples;
        if (wanted > train.Length)
            throw new SpecException("train_samples", $"{wanted} windows are wanted, but the training part of '{Name}' has {train.Length}. Give at most {train.Length}, or 0 for all.");
        var split = new DataSplit(wanted == 0 ? train : train[^wanted..], [.. Enumerable.Range(fitted - length, validation - horizon + 1)]);
        var mean = _values.Select(column => Statistics.Mean(column.AsSpan(0, fitted))).ToArray();
        var std = _values.Select(column => Statistics.Spread(column.AsSpan(0, fitted)) is var s and > 0 ? s : 1).ToArray();
        return new PreparedSeries(this, _values, split, new SeriesPreparation(Columns, mean, std, length, horizon), device);
    }

    internal override PreparedData Reopen(TrainingSpec spec, Preparation preparation, torch.Device device)
    {
        var fitted = Fitting<SeriesPreparation>(preparation);
        return fitted.Columns.SequenceEqual(Columns)
            ? new PreparedSeries(this, _values, DataSplit.None, fitted, device)
            : throw new ArgumentException($"'{Name}' has the columns {string.Join(", ", Columns)}; the model was trained on {string.Join(", ", fitted.Columns)}.", nameof(preparation));
    }

    private static int FirstStep(ReadOnlySpan<double> values)
    {
        var step = 0;
        while (step < values.Length && double.IsNaN(values[step]))
            step++;
        return step;
    }

    // A gap at the beginning takes the first value there is, which is of the training part.
    private static double[] Filled(ReadOnlySpan<double> values)
    {
        var filled = values.ToArray();
        var last = Array.Find(filled, value => !double.IsNaN(value));
        for (var i = 0; i < filled.Length; i++)
            last = filled[i] = double.IsNaN(filled[i]) ? last : filled[i];
        return filled;
    }

    private static string ComputeDigest(TableManifest manifest, IReadOnlyList<TableColumn> columns)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"series {manifest.UsedRows} {manifest.ValidationRows} {manifest.TestRows}\n"));
        TableDataset.Append(hash, columns);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

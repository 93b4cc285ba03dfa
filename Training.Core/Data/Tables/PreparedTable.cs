using System.Globalization;
using Training.Core.Torch;

namespace Training.Core.Data.Tables;

/// <summary>A table for one trial: every row's input is computed once, batches gather rows.</summary>
internal sealed class PreparedTable : PreparedData
{
    private readonly TableDataset _data;
    private readonly TablePreparation _fitted;
    private readonly torch.Device _device;
    private readonly TableShape _shape;
    private readonly Lazy<float[]> _train;
    private readonly Lazy<float[]> _test;
    private readonly Lazy<long[]> _strata;

    public PreparedTable(TableDataset data, DataSplit split, TablePreparation fitted, torch.Device device)
    {
        (_data, _fitted, _device, Split) = (data, fitted, device, split);
        _shape = fitted.Shape();
        var rows = Math.Max(data.TrainRows, data.TestRows);
        if ((long)rows * _shape.Width > TableLimits.Inputs)
            throw new SpecException("table.encoding", string.Create(CultureInfo.InvariantCulture, $"{rows:#,0} rows of '{data.Name}' × {_shape.Width:#,0} values each are {(long)rows * _shape.Width:#,0}, more than the {TableLimits.Inputs:#,0} that are held in memory. Use embedding instead of onehot, or leave out categories of many values."));
        _train = new(() => Inputs(data.TrainIndex));
        _test = new(() => Inputs(data.TestIndex));
        _strata = new(() => data.Target == TargetKind.Class ? Array.ConvertAll(data.TrainIndex.ToArray(), row => (long)data.TargetColumn.Codes[row]) : []);
    }

    public override SampleShape Shape => _shape;

    public override TargetKind Target => _data.Target;

    public override IReadOnlyList<string> ClassNames => _data.ClassNames;

    public override DataSplit Split { get; }

    public override ReadOnlySpan<long> Strata => _strata.Value;

    public override int TestRows => _data.TestRows;

    public override (double Center, double Scale) TargetScale => (_fitted.Target.Center, _fitted.Target.Scale);

    public override ModelSignature Signature => TableSignature.Of(_fitted, _data.ClassNames);

    public override Preparation Preparation => _fitted;

    public override AttackRange? Attackable
    {
        get
        {
            float[] numbers = [.. _fitted.Numbers.SelectMany(step => step.Flag ? new float[] { 1, 0 } : [1])];
            return numbers.Length == 0 ? null : new AttackRange([.. numbers, .. new float[_shape.Width - numbers.Length]], null, null);
        }
    }

    public override Batch Read(ReadOnlySpan<int> rows) => Read(_train.Value, _data.TrainIndex, rows);

    public override Batch ReadTest(ReadOnlySpan<int> rows) => Read(_test.Value, _data.TestIndex, rows);

    /// <summary>Input (N, width) float32; target (N) int64 for classes, (N, 1) float32 for numbers.</summary>
    private Batch Read(float[] inputs, ReadOnlySpan<int> index, ReadOnlySpan<int> rows)
    {
        var width = _shape.Width;
        var values = new float[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
            inputs.AsSpan(rows[i] * width, width).CopyTo(values.AsSpan(i * width));
        var input = torch.tensor<float>(values, rows.Length, width);
        var truths = Target == TargetKind.Class ? [] : Truths(index, rows);
        var target = Target == TargetKind.Class ? Classes(index, rows) : Scaled(truths);
        return (_device.type == DeviceType.CPU ? new Batch(input, target, rows.Length) : new Batch(input.to(_device), target.to(_device), rows.Length)) with { Truths = truths };
    }

    private torch.Tensor Classes(ReadOnlySpan<int> index, ReadOnlySpan<int> rows)
    {
        var labels = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            labels[i] = _data.TargetColumn.Codes[index[rows[i]]];
        return torch.tensor<long>(labels);
    }

    private double[] Truths(ReadOnlySpan<int> index, ReadOnlySpan<int> rows)
    {
        var truths = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            truths[i] = _data.TargetColumn.Numbers[index[rows[i]]];
        return truths;
    }

    private torch.Tensor Scaled(double[] truths) =>
        torch.tensor<float>(Array.ConvertAll(truths, truth => (float)((truth - _fitted.Target.Center) / _fitted.Target.Scale)), truths.Length, 1);

    private float[] Inputs(ReadOnlySpan<int> index)
    {
        var numbers = _fitted.Numbers.Select(step => Column(step.Name)).ToArray();
        var categories = _fitted.Categories.Select(step => (Column: Column(step.Name), Step: step)).Select(pair => (pair.Column, Codes: Codes(pair.Column, pair.Step))).ToArray();
        var inputs = new float[index.Length * _shape.Width];
        var values = new double[numbers.Length];
        var codes = new int[categories.Length];
        for (var row = 0; row < index.Length; row++)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = numbers[i].Numbers[index[row]];
            for (var i = 0; i < codes.Length; i++)
                codes[i] = categories[i].Codes[categories[i].Column.Codes[index[row]] + 1];
            _fitted.Write(values, codes, inputs.AsSpan(row * _shape.Width, _shape.Width));
        }

        return inputs;
    }

    private TableColumn Column(string name) => _data.Inputs.FirstOrDefault(column => column.Name == name)
        ?? throw new ArgumentException($"'{_data.Name}' has no column '{name}', which the model was trained on.");

    // The step's code for a missing value, then for each of the table's levels.
    private static int[] Codes(TableColumn column, CategoryStep step) => [step.Code(null), .. column.Levels.Select(step.Code)];
}

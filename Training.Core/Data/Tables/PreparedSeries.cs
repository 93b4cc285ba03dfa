using Training.Core.Torch;

namespace Training.Core.Data.Tables;

/// <summary>A series for one trial: standardised once, batches cut windows. A row number is a window's first step, in the test part counted from its first window.</summary>
internal sealed class PreparedSeries : PreparedData
{
    private readonly SeriesDataset _data;
    private readonly SeriesPreparation _fitted;
    private readonly torch.Device _device;
    private readonly float[] _steps; // (steps, columns)

    public PreparedSeries(SeriesDataset data, double[][] values, DataSplit split, SeriesPreparation fitted, torch.Device device)
    {
        (_data, _fitted, _device, Split) = (data, fitted, device, split);
        var columns = values.Length;
        _steps = new float[values[0].Length * columns];
        for (var i = 0; i < _steps.Length; i++)
            _steps[i] = (float)((values[i % columns][i / columns] - fitted.Mean[i % columns]) / fitted.Std[i % columns]);
    }

    public override SampleShape Shape => new SeriesShape(_fitted.Length, _fitted.Columns.Count, _fitted.Horizon);

    public override TargetKind Target => TargetKind.Future;

    public override IReadOnlyList<string> ClassNames => [];

    public override DataSplit Split { get; }

    public override int TestRows => _data.TestRows - _fitted.Horizon + 1;

    public override ModelSignature Signature => new("series", [_fitted.Length, _fitted.Columns.Count], "float32", float.MinValue, float.MaxValue, []);

    public override Preparation Preparation => _fitted;

    public override Batch Read(ReadOnlySpan<int> rows) => Read(rows, 0);

    public override Batch ReadTest(ReadOnlySpan<int> rows) => Read(rows, _data.TrainRows - _fitted.Length);

    /// <summary>Input (N, length, columns), target (N, horizon, columns), both float32.</summary>
    private Batch Read(ReadOnlySpan<int> rows, int offset)
    {
        var columns = _fitted.Columns.Count;
        var (seen, ahead) = (_fitted.Length * columns, _fitted.Horizon * columns);
        var inputs = new float[rows.Length * seen];
        var targets = new float[rows.Length * ahead];
        for (var i = 0; i < rows.Length; i++)
        {
            var start = (rows[i] + offset) * columns;
            _steps.AsSpan(start, seen).CopyTo(inputs.AsSpan(i * seen));
            _steps.AsSpan(start + seen, ahead).CopyTo(targets.AsSpan(i * ahead));
        }

        var input = torch.tensor<float>(inputs, rows.Length, _fitted.Length, columns);
        var target = torch.tensor<float>(targets, rows.Length, _fitted.Horizon, columns);
        return _device.type == DeviceType.CPU ? new Batch(input, target, rows.Length) : new Batch(input.to(_device), target.to(_device), rows.Length);
    }
}

using Training.Core.Torch;

namespace Training.Core.Data;

/// <summary>Images for one trial. Pixels stay uint8 in the memory that all trials share; gathering and normalising is one pass.</summary>
internal sealed class PreparedImages(ImageDataset data, DataSplit split, ImagePreparation preparation, torch.Device device) : PreparedData
{
    private readonly (float[] Scale, float[] Shift) _factors = preparation.Factors();
    private long[] _labels = [];

    public override SampleShape Shape => data.Shape;

    public override TargetKind Target => TargetKind.Class;

    public override IReadOnlyList<string> ClassNames => data.ClassNames;

    public override DataSplit Split => split;

    public override ReadOnlySpan<long> Strata => data.Train.Labels.Span;

    public override int TestRows => data.Test.Count;

    public override ModelSignature Signature => new("image", [data.Shape.Channels, data.Shape.Height, data.Shape.Width], "float32", 0, 255, data.ClassNames);

    public override Preparation Preparation => preparation;

    // The full range of a pixel is 1 / std of the channel; black is its shift.
    public override AttackRange? Attackable
    {
        get
        {
            var (scale, shift) = _factors;
            float[] ByPixel(Func<int, float> of) => [.. Enumerable.Range(0, data.Shape.Channels).SelectMany(channel => Enumerable.Repeat(of(channel), data.Shape.Height * data.Shape.Width))];
            return new AttackRange(ByPixel(channel => 255 * scale[channel]), ByPixel(channel => shift[channel]), ByPixel(channel => (255 * scale[channel]) + shift[channel]));
        }
    }

    public override Batch Read(ReadOnlySpan<int> rows) => Read(data.Train, rows);

    public override Batch ReadTest(ReadOnlySpan<int> rows) => Read(data.Test, rows);

    /// <summary>Input (N, C, H, W) float32, target (N) int64.</summary>
    private Batch Read(DataPool pool, ReadOnlySpan<int> rows)
    {
        if (_labels.Length < rows.Length)
            _labels = new long[rows.Length];
        var labels = pool.Labels.Span;
        for (var i = 0; i < rows.Length; i++)
            _labels[i] = labels[rows[i]];
        var input = torch.empty([rows.Length, pool.Shape.Channels, pool.Shape.Height, pool.Shape.Width]);
        torch.GatherBytes(input, pool.Pixels.Span, rows, _factors.Scale, _factors.Shift);
        var target = torch.tensor<long>(_labels.AsSpan(0, rows.Length));
        return device.type == DeviceType.CPU ? new Batch(input, target, rows.Length) : new Batch(input.to(device), target.to(device), rows.Length);
    }
}

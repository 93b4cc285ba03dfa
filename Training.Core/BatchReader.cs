using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Turns rows of a pool into normalised batches. Pixels stay uint8 in the memory that all trials share; gathering and normalising is one pass.</summary>
internal sealed class BatchReader
{
    private readonly DataPool _pool;
    private readonly torch.Device _device;
    private readonly float[] _scale;
    private readonly float[] _shift;
    private readonly long[] _labels;

    /// <summary>Reads batches of at most <paramref name="capacity"/> rows; x = (pixel / 255 - mean) / std, channel by channel.</summary>
    public BatchReader(DataPool pool, IReadOnlyList<double> mean, IReadOnlyList<double> std, torch.Device device, int capacity)
    {
        _pool = pool;
        _device = device;
        (_scale, _shift) = Normalisation(mean, std);
        _labels = new long[capacity];
    }

    /// <summary>x = pixel * scale + shift for each channel.</summary>
    public static (float[] Scale, float[] Shift) Normalisation(IReadOnlyList<double> mean, IReadOnlyList<double> std) =>
        ([.. std.Select(s => (float)(1 / (255 * s)))], [.. mean.Zip(std, (m, s) => (float)(-m / s))]);

    /// <summary>Input (N, C, H, W) float32 and target (N) int64 on the device, owned by the current scope.</summary>
    public (torch.Tensor Input, torch.Tensor Target) Read(ReadOnlySpan<int> rows)
    {
        var labels = _pool.Labels.Span;
        for (var i = 0; i < rows.Length; i++)
            _labels[i] = labels[rows[i]];
        var input = torch.empty([rows.Length, _pool.Shape.Channels, _pool.Shape.Height, _pool.Shape.Width]);
        torch.GatherBytes(input, _pool.Pixels.Span, rows, _scale, _shift);
        var target = torch.tensor<long>(_labels.AsSpan(0, rows.Length));
        return _device.type == DeviceType.CPU ? (input, target) : (input.to(_device), target.to(_device));
    }
}

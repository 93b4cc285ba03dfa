using Training.Core.Data;
using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>
/// DLinear: the moving average of a window is its trend, the rest is seasonal; a linear layer over time for each, shared by all channels, and
/// their sum is the forecast (Zeng, Chen, Zhang, Xu 2023, "Are Transformers Effective for Time Series Forecasting?", arXiv 2205.13504,
/// section 4). (N, length, channels) to (N, horizon, channels).
/// </summary>
public sealed class Dlinear : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly ModuleBuffer _average; // (length, length): a window times it is its trend
    private readonly Linear _seasonal;
    private readonly Linear _trend;

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="shape">The window and the horizon.</param>
    /// <param name="kernel">Steps of the moving average, odd.</param>
    public Dlinear(SeriesShape shape, int kernel)
        : base(nameof(Dlinear))
    {
        ArgumentNullException.ThrowIfNull(shape);
        _average = new ModuleBuffer(0, shape.Length, shape.Length);
        _average.Set(MovingAverage(shape.Length, kernel));
        register_buffer("average", _average, persistent: false);
        _seasonal = torch.nn.Linear(shape.Length, shape.Horizon);
        _trend = torch.nn.Linear(shape.Length, shape.Horizon);
        register_module("Linear_Seasonal", _seasonal); // the names of the paper's own code
        register_module("Linear_Trend", _trend);
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var series = input.transpose(1, 2); // (N, channels, length)
        var trend = series.matmul(_average);
        return (_seasonal.call(series - trend) + _trend.call(trend)).transpose(1, 2);
    }

    internal override string ToOnnx(OnnxGraph graph, string input)
    {
        var series = graph.Transpose(input, 0, 2, 1);
        var trend = graph.Node("MatMul", [series, graph.Weight(_average)]);
        var rest = graph.Node("Sub", [series, trend]);
        return graph.Transpose(graph.Node("Add", [_seasonal.ToOnnx(graph, rest), _trend.ToOnnx(graph, trend)]), 0, 2, 1);
    }

    // Column t averages the steps around t; beyond an end the end's own value counts again.
    private static float[] MovingAverage(int length, int kernel)
    {
        var matrix = new float[length * length];
        for (var t = 0; t < length; t++)
        {
            for (var k = 0; k < kernel; k++)
                matrix[(Math.Clamp(t + k - (kernel / 2), 0, length - 1) * length) + t] += 1f / kernel;
        }

        return matrix;
    }
}

using System.Text.Json;
using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Models;

/// <summary>The linear forecaster and the losses of numbers, against PyTorch's from the same weights.</summary>
public sealed class DlinearReferenceTests
{
    [Fact]
    public void Forecast_losses_and_gradient_equal_those_of_pytorch()
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "forecasts.json")));
        float[] Values(string name) => [.. fixture.RootElement.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];
        var shape = fixture.RootElement.GetProperty("shape").EnumerateArray().Select(value => value.GetInt32()).ToArray();
        using var scope = torch.NewDisposeScope();
        using var model = new Dlinear(new SeriesShape(shape[0], shape[2], shape[1]), shape[3]);
        foreach (var (name, parameter) in model.named_parameters())
            parameter.Set(Values(name));
        var output = model.call(torch.tensor<float>(Values("x"), 2, shape[0], shape[2]));
        var target = torch.tensor<float>(Values("y"), 2, shape[1], shape[2]);

        Assert.Equal([2, shape[1], shape[2]], output.shape);
        foreach (var (value, expected) in output.reshape(-1).ToArray<float>().Zip(Values("output")))
            Assert.Equal(expected, value, 1e-5);
        foreach (var loss in new[] { "mse", "mae", "huber" })
            Assert.Equal(fixture.RootElement.GetProperty(loss).GetDouble(), NumberLoss.Of(new LossSpec(loss, 0), output, target).item(), 1e-5);
        NumberLoss.Of(new LossSpec("auto", 0), output, target).backward();
        foreach (var (value, expected) in model.named_parameters().Single(p => p.name == "Linear_Trend.weight").parameter.grad!.ToArray<float>().Zip(Values("gradient")))
            Assert.Equal(expected, value, 1e-5);
    }
}

using Training.Core.Torch;

namespace Training.Core.Tests.Fixtures;

/// <summary>Weights and inputs that the scripts beside the fixtures make by the same formulas.</summary>
internal static class Formula
{
    /// <summary>As fill() in make_models.py.</summary>
    public static void Fill(torch.nn.Module model)
    {
        foreach (var (k, (name, parameter)) in model.named_parameters().OrderBy(pair => pair.name, StringComparer.Ordinal).Index())
        {
            var offset = name.EndsWith("weight", StringComparison.Ordinal) && (name.Contains("norm", StringComparison.Ordinal) || name.Contains("bn", StringComparison.Ordinal)) ? 1 : 0;
            parameter.Set(Enumerable.Range(0, (int)parameter.numel()).Select(i => (float)((0.3 * Math.Sin((1.3 * k) + (0.7 * i) + 1)) + offset)).ToArray());
        }
    }

    /// <summary>As wave().</summary>
    public static torch.Tensor Wave(params long[] shape) =>
        torch.tensor<float>(Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => (float)Math.Cos(0.37 * i)).ToArray(), shape);

    /// <summary>Each number of a tensor within a distance of the expected one.</summary>
    public static void AssertNear(System.Text.Json.JsonElement expected, torch.Tensor actual, double distance) =>
        Fixture.AssertNear(expected.Numbers(), [.. actual.ToArray<float>().Select(value => (double)value)], distance);
}

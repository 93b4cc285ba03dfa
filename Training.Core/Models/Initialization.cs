using Training.Core.Data;
using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core.Models;

/// <summary>Initial weights from the trial's own random numbers, distributed as PyTorch's defaults: U(-1/√fan_in, 1/√fan_in) for weights and biases.</summary>
public static class Initialization
{
    /// <summary>Fills every linear and convolution layer below <paramref name="model"/>, in order, from the numbers of <paramref name="random"/>.</summary>
    public static void Default(torch.nn.Module model, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(model);
        var layer = 0L;
        foreach (var module in model.modules())
        {
            switch (module)
            {
                case Linear linear:
                    Fill(linear.weight, linear.bias, random.Child(layer++));
                    break;
                case Conv2d convolution:
                    Fill(convolution.weight, convolution.bias, random.Child(layer++));
                    break;
                case Embedding embedding:
                    embedding.weight.Set(Uniform(random.Child(layer++), 0, embedding.weight.numel(), embedding.Deviation * Math.Sqrt(3)));
                    break;
            }
        }
    }

    private static void Fill(Parameter weight, Parameter bias, CounterRandom random)
    {
        var weights = weight.numel();
        var bound = 1 / Math.Sqrt((double)weights / weight.shape[0]); // fan_in = elements per output
        weight.Set(Uniform(random, 0, weights, bound));
        bias.Set(Uniform(random, weights, bias.numel(), bound));
    }

    private static float[] Uniform(CounterRandom random, long start, long count, double bound)
    {
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(((2 * random.Uniform(start + i)) - 1) * bound);
        return values;
    }
}

using Training.Core.Data;
using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core.Models;

/// <summary>
/// Initial weights from the trial's own random numbers. <c>default</c> is distributed as PyTorch starts each layer: U(-1/√fan_in, 1/√fan_in)
/// for the weights and biases of linear, convolution and (with the hidden size as fan_in) recurrent layers, Xavier for attention's input,
/// N(0, σ²) for embeddings. The others set every weight matrix anew and every bias to zero.
/// </summary>
public static class Initialization
{
    /// <summary>Fills every layer of a model as its spec says.</summary>
    public static void Apply(torch.nn.Module model, ModelSpec spec, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(spec);
        Default(model, random);
        if (spec.Init != "default")
            WeightInitialization.Apply(model, spec.Init, Gain(spec.Activation), random);
    }

    /// <summary>Fills every layer below <paramref name="model"/> that has weights, in order, from the numbers of <paramref name="random"/>.</summary>
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
                case ConvTranspose2d convolution:
                    Fill(convolution.weight, convolution.bias, random.Child(layer++));
                    break;
                case Embedding embedding:
                    embedding.weight.Set(RandomNumbers.Normal(random.Child(layer++), embedding.weight.numel(), embedding.Deviation));
                    break;
                case MultiheadAttention attention:
                    var projection = attention.in_proj_weight;
                    projection.Set(RandomNumbers.Uniform(random.Child(layer++), 0, projection.numel(), Math.Sqrt(6.0 / (projection.shape[0] + projection.shape[1]))));
                    break;
                case Recurrent recurrent:
                    foreach (var parameter in recurrent.OwnParameters)
                        parameter.Set(RandomNumbers.Uniform(random.Child(layer++), 0, parameter.numel(), 1 / Math.Sqrt(recurrent.Hidden)));
                    break;
            }
        }
    }

    // torch.nn.init.calculate_gain, with relu's for the smooth functions of its shape.
    private static double Gain(string activation) => activation switch
    {
        "tanh" => 5.0 / 3,
        "sigmoid" => 1,
        "leaky_relu" => Math.Sqrt(2 / (1 + (0.01 * 0.01))),
        _ => Math.Sqrt(2),
    };

    private static void Fill(Parameter weight, Parameter? bias, CounterRandom random)
    {
        var weights = weight.numel();
        var bound = 1 / Math.Sqrt((double)weights / weight.shape[0]); // fan_in = elements per output
        weight.Set(RandomNumbers.Uniform(random, 0, weights, bound));
        bias?.Set(RandomNumbers.Uniform(random, weights, bias.numel(), bound));
    }
}

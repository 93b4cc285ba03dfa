using Training.Core.Data;
using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core.Models;

/// <summary>
/// Ways to start weight matrices (out, in·area), biases at zero. Kaiming (He et al. 2015): U(±gain·√(3/fan_in)). Xavier (Glorot and Bengio
/// 2010): U(±gain·√(6/(fan_in+fan_out))). Orthogonal (Saxe et al. 2014): gain times a random matrix with orthonormal rows or columns.
/// The gates of a recurrent layer are matrices of their own; embeddings and normalisations keep their default.
/// </summary>
internal static class WeightInitialization
{
    private const long Stream = 1L << 40; // child streams apart from those of the default

    public static void Apply(torch.nn.Module model, string kind, double gain, CounterRandom random)
    {
        var item = Stream;
        foreach (var module in model.modules())
        {
            switch (module)
            {
                case Linear linear:
                    Fill(linear.weight, 1, kind, gain, random, ref item);
                    linear.bias?.Fill(0);
                    break;
                case Conv2d convolution:
                    Fill(convolution.weight, 1, kind, gain, random, ref item);
                    convolution.bias?.Fill(0);
                    break;
                case ConvTranspose2d convolution:
                    Fill(convolution.weight, 1, kind, gain, random, ref item);
                    convolution.bias?.Fill(0);
                    break;
                case MultiheadAttention attention:
                    Fill(attention.in_proj_weight, 3, kind, gain: 1, random, ref item);
                    break;
                case Recurrent recurrent:
                    foreach (var parameter in recurrent.OwnParameters)
                    {
                        if (parameter.ndim == 2)
                            Fill(parameter, recurrent.Gates, kind, gain: 1, random, ref item);
                        else
                            parameter.Fill(0);
                    }

                    break;
            }
        }
    }

    // blocks matrices lie one below the other in the weight.
    private static void Fill(Parameter weight, int blocks, string kind, double gain, CounterRandom random, ref long item)
    {
        var shape = weight.shape;
        var outputs = shape[0] / blocks;
        var inputs = weight.numel() / shape[0];
        var area = shape.Skip(2).Aggregate(1L, (product, side) => product * side);
        var values = new List<float>();
        for (var block = 0; block < blocks; block++)
        {
            var numbers = random.Child(item++);
            values.AddRange(kind switch
            {
                "kaiming" => RandomNumbers.Uniform(numbers, 0, outputs * inputs, gain * Math.Sqrt(3.0 / inputs)),
                "xavier" => RandomNumbers.Uniform(numbers, 0, outputs * inputs, gain * Math.Sqrt(6.0 / (inputs + (outputs * area)))),
                "orthogonal" => Orthogonal(numbers, outputs, inputs, gain),
                _ => throw new SpecException("init", $"'{kind}' is not known. Use default, kaiming, xavier or orthogonal."),
            });
        }

        weight.Set(values.ToArray());
    }

    // Q of a normal matrix, with the signs of R's diagonal, is uniform over the orthogonal matrices (Mezzadri 2007).
    private static unsafe float[] Orthogonal(CounterRandom random, long rows, long columns, double gain)
    {
        using var scope = torch.NewDisposeScope();
        using var guard = torch.no_grad();
        var (tall, wide) = (Math.Max(rows, columns), Math.Min(rows, columns));
        var normal = torch.tensor<float>(RandomNumbers.Normal(random, tall * wide, 1), tall, wide);
        fixed (byte* mode = "reduced\0"u8)
        {
            var factors = Aten.LinalgQr.CallMany(2, normal, Value.Text(mode));
            var diagonal = new float[wide];
            var upper = factors[1].ToArray<float>();
            for (var i = 0; i < diagonal.Length; i++)
                diagonal[i] = upper[(i * wide) + i] < 0 ? -(float)gain : (float)gain;
            var matrix = factors[0].mul(torch.tensor<float>(diagonal)); // (tall, wide)
            return (rows >= columns ? matrix : matrix.transpose(0, 1)).ToArray<float>();
        }
    }
}

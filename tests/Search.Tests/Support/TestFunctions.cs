using System.Globalization;

namespace Search.Tests.Support;

/// <summary>A function to minimise whose least value is 0.</summary>
internal sealed record TestFunction(SearchSpace Space, Func<ParameterSet, double> Value);

/// <summary>Published functions, shifted to a least value of 0, and one conditional space of a network's kind.</summary>
internal static class TestFunctions
{
    private static readonly double[][] HartmannA = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]];
    private static readonly double[] HartmannWeights = [1, 1.2, 3, 3.2];
    private static readonly double[][] HartmannP =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    public static IReadOnlyDictionary<string, TestFunction> All { get; } = new Dictionary<string, TestFunction>(StringComparer.Ordinal)
    {
        ["Branin"] = new(new SearchSpace([new FloatParameter("x", -5, 10), new FloatParameter("y", 0, 15)]), Branin),
        ["Hartmann-6"] = new(new SearchSpace(Enumerable.Range(0, 6).Select(j => new FloatParameter(Axis(j), 0, 1))), Hartmann),
        ["Conditional network"] = new(Network(), NetworkLoss),
    };

    private static string Axis(int j) => string.Create(CultureInfo.InvariantCulture, $"x{j}");

    private static double Branin(ParameterSet set)
    {
        var (x, y) = ((double)set["x"], (double)set["y"]);
        var bend = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
        return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * Math.Cos(x) + 10 - 0.397887;
    }

    private static double Hartmann(ParameterSet set) => 3.32237 - Enumerable.Range(0, 4).Sum(i =>
        HartmannWeights[i] * Math.Exp(-Enumerable.Range(0, 6).Sum(j => HartmannA[i][j] * Math.Pow((double)set[Axis(j)] - HartmannP[i][j], 2))));

    private static SearchSpace Network() => SearchSpace.Parse("""
        {"lr":{"type":"float","low":1e-5,"high":1,"log":true},
         "batch":{"type":"categorical","choices":[16,32,64,128]},
         "activation":{"type":"categorical","choices":["relu","gelu","tanh","silu"]},
         "arch":{"type":"categorical","choices":["mlp","cnn","rnn"]},
         "layers":{"type":"int","low":1,"high":12,"when":{"arch":["cnn"]}},
         "width":{"type":"int","low":8,"high":4096,"log":true,"when":{"arch":["mlp"]}},
         "dropout":{"type":"float","low":0,"high":0.9,"step":0.1,"when":{"arch":["mlp","cnn"]}}}
        """);

    /// <summary>Each architecture has its own best learning rate; the convolutional one of 7 layers wins.</summary>
    private static double NetworkLoss(ParameterSet set)
    {
        var arch = (string)set["arch"];
        var rate = Math.Log10((double)set["lr"]) + (arch switch { "cnn" => 2.7, "mlp" => 3.3, _ => 2 });
        var common = rate * rate / 2 + Math.Abs(Math.Log2((long)set["batch"]) - 5) / 10
            + ((string)set["activation"] switch { "gelu" => 0, "silu" => 0.05, "relu" => 0.1, _ => 0.3 });
        return common + arch switch
        {
            "cnn" => Math.Abs((long)set["layers"] - 7) / 20.0 + Math.Abs((double)set["dropout"] - 0.3),
            "mlp" => 0.3 + Math.Abs(Math.Log2((long)set["width"]) - 9) / 10 + Math.Abs((double)set["dropout"] - 0.5),
            _ => 0.6,
        };
    }
}

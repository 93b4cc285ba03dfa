using Training.Core.Data;
using Training.Core.Interop.Onnx;
using Training.Core.Models;
using Training.Core.Torch;
using Training.Core.Torch.Modules;
using Xunit;

namespace Training.Core.Tests.Interop;

/// <summary>Every network as an ONNX file, run by ONNX Runtime with batches of 1 and 3, answers what it answers here.</summary>
public sealed class OnnxNetworkTests
{
    private const double Tolerance = 1e-5;

    private static readonly Dictionary<string, (ModelSpec Spec, SampleShape Shape, int Outputs)> Cases = new(StringComparer.Ordinal)
    {
        ["mlp-relu"] = (new MlpSpec([16, 8], "relu", 0.1), new ImageShape(1, 4, 5), 3),
        ["mlp-gelu"] = (new MlpSpec([16], "gelu", 0), new SeriesShape(6, 2, 0), 3),
        ["mlp-silu"] = (new MlpSpec([16], "silu", 0), new TableShape(5, []), 2),
        ["mlp-tanh"] = (new MlpSpec([16], "tanh", 0), new TableShape(5, [3, 4]), 2),
        ["mlp-sigmoid"] = (new MlpSpec([16], "sigmoid", 0), new TableShape(0, [3, 4]), 1),
        ["mlp-leaky_relu"] = (new MlpSpec([16], "leaky_relu", 0), new TableShape(2, []), 1),
        ["cnn"] = (new CnnSpec(4, 2, 5, 16, "relu", 0.2), new ImageShape(2, 10, 11), 3),
        ["resnet"] = (new ResNetSpec(14, 4, "relu", 0.1), new ImageShape(2, 9, 8), 3),
        ["rnn"] = (new RnnSpec("rnn", 2, 8, true, "relu", 0.1), new SeriesShape(6, 5, 0), 3),
        ["lstm"] = (new RnnSpec("lstm", 2, 8, true, "relu", 0.1), new ImageShape(2, 6, 5), 3),
        ["gru"] = (new RnnSpec("gru", 2, 8, true, "relu", 0.1), new SeriesShape(6, 5, 0), 3),
        ["lstm-text"] = (new RnnSpec("lstm", 1, 8, false, "relu", 0), new TextShape(6, 7, EveryToken: true), 6),
        ["gru-text"] = (new RnnSpec("gru", 1, 8, false, "relu", 0), new TextShape(6, 7, EveryToken: false), 2),
        ["transformer-image"] = (new TransformerSpec(2, 16, 2, 2, 2, "gelu", 0.1), new ImageShape(2, 4, 8), 3),
        ["transformer-series"] = (new TransformerSpec(2, 16, 2, 2, 2, "relu", 0), new SeriesShape(6, 5, 0), 3),
        ["transformer-text"] = (new TransformerSpec(1, 16, 4, 2, 2, "relu", 0), new TextShape(6, 7, EveryToken: false), 3),
        ["gpt"] = (new GptSpec(2, 16, 4, "gelu", 0.1), new TextShape(6, 9, EveryToken: true), 6),
        ["linear-table"] = (new LinearSpec("relu", 0), new TableShape(3, [4, 2]), 2),
        ["linear-codes"] = (new LinearSpec("relu", 0), new TableShape(0, [4, 2]), 2),
        ["linear-image"] = (new LinearSpec("relu", 0), new ImageShape(1, 4, 5), 3),
        ["dlinear"] = (new DlinearSpec(5, "relu", 0), new SeriesShape(12, 3, 4), 12),
    };

    public static TheoryData<string> Names() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_answers_the_same_from_its_onnx_file(string name)
    {
        using var scope = torch.NewDisposeScope();
        var (spec, shape, outputs) = Cases[name];
        using var model = Build(spec, shape, outputs);
        using var guard = torch.no_grad();
        using var onnx = new OnnxRun(File(model, shape));
        foreach (var batch in new[] { 1, 3 })
        {
            var input = Input(shape, batch, seed: 7);
            var expected = model.call(input);
            var (values, sides) = onnx.Answer<float>("output", shape is TextShape
                ? OnnxRun.Value("input", input.ToArray<long>(), Sides(input))
                : OnnxRun.Value("input", input.ToArray<float>(), Sides(input)));

            Assert.Equal(Sides(expected), sides);
            Assert.All(expected.ToArray<float>().Zip(values), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }
    }

    [Fact]
    public void A_language_model_takes_texts_of_any_length_up_to_its_context()
    {
        using var scope = torch.NewDisposeScope();
        var (spec, shape, outputs) = Cases["gpt"];
        using var model = Build(spec, shape, outputs);
        using var guard = torch.no_grad();
        using var onnx = new OnnxRun(File(model, shape));
        var input = torch.tensor<long>([1, 4, 2, 5], 1, 4);

        var (values, sides) = onnx.Answer<float>("output", OnnxRun.Value("input", input.ToArray<long>(), 1, 4));

        Assert.Equal([1, 4, 6], sides);
        Assert.All(model.call(input).ToArray<float>().Zip(values), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    [Fact]
    public void Every_family_with_a_network_that_answers_is_among_the_cases() =>
        Assert.Empty(ModelCatalog.Families.Where(family => family.Target is null).Select(family => family.Name).Except(Cases.Values.Select(one => one.Spec.Kind)).Except(["trees"]));

    [Fact]
    public void Onnx_own_checker_accepts_every_file()
    {
        using var folder = new Training.TemporaryFolder();
        foreach (var (name, (spec, shape, outputs)) in Cases)
        {
            using var scope = torch.NewDisposeScope();
            using var model = Build(spec, shape, outputs);
            System.IO.File.WriteAllBytes(Path.Combine(folder.Path, $"{name}.onnx"), File(model, shape));
        }

        OnnxChecker.Check(folder.Path, Cases.Count);
    }

    // With initial weights and, where there are any, running statistics of two batches.
    private static torch.nn.Module<torch.Tensor, torch.Tensor> Build(ModelSpec spec, SampleShape shape, int outputs)
    {
        var model = ModelCatalog.Build(spec, shape, outputs, new RandomStream(CounterRandom.For(1, 4)));
        Initialization.Apply(model, spec, CounterRandom.For(1, 2));
        if (spec is LinearSpec) // starts at zero
        {
            foreach (var (i, parameter) in model.parameters().Index())
                parameter.Set(Enumerable.Range(0, (int)parameter.numel()).Select(at => (float)Math.Sin(i + at)).ToArray());
        }

        if (model.named_buffers().Any(pair => pair.name.EndsWith("running_mean", StringComparison.Ordinal)))
        {
            model.call(Input(shape, 5, seed: 1));
            model.call(Input(shape, 5, seed: 2));
        }

        model.eval();
        return model;
    }

    private static byte[] File(torch.nn.Module<torch.Tensor, torch.Tensor> model, SampleShape shape)
    {
        using var guard = torch.no_grad();
        var graph = new OnnxGraph([.. model.named_parameters().Select(pair => (pair.name, (torch.Tensor)pair.parameter)), .. model.named_buffers().Select(pair => (pair.name, (torch.Tensor)pair.buffer))]);
        OnnxDimension[] sides = ["batch", .. Sides(Input(shape, 1, seed: 1)).Skip(1).Select(side => (OnnxDimension)side)];
        if (model is Gpt)
            sides[1] = "time";
        graph.Input("input", shape is TextShape ? OnnxType.Int64 : OnnxType.Float, sides);
        using var probe = model.call(Input(shape, 1, seed: 1));
        OnnxDimension[] answered = ["batch", .. Sides(probe).Skip(1).Select(side => (OnnxDimension)side)];
        if (model is Gpt)
            answered[1] = "time";
        graph.Output("output", model.ToOnnx(graph, "input"), OnnxType.Float, answered);
        return graph.ToFile("test", []);
    }

    private static torch.Tensor Input(SampleShape shape, int batch, int seed) => shape switch
    {
        ImageShape image => Numbers(seed, batch, image.Channels, image.Height, image.Width),
        SeriesShape series => Numbers(seed, batch, series.Length, series.Channels),
        TableShape table => Rows(seed, batch, table),
        TextShape text => torch.tensor<long>(Enumerable.Range(0, batch * text.Length).Select(i => CounterRandom.For(seed, 9).Below(i, text.Vocabulary)).Select(token => (long)token).ToArray(), batch, text.Length),
        _ => throw new InvalidOperationException(),
    };

    private static torch.Tensor Rows(int seed, int batch, TableShape table)
    {
        var rows = new float[batch * table.Width];
        for (var i = 0; i < rows.Length; i++)
        {
            var column = i % table.Width;
            rows[i] = column < table.Numbers ? (float)Math.Cos((0.9 * i) + seed) : CounterRandom.For(seed, 9).Below(i, table.Cardinalities[column - table.Numbers]);
        }

        return torch.tensor<float>(rows, batch, table.Width);
    }

    private static torch.Tensor Numbers(int seed, params long[] sides) =>
        torch.tensor<float>(Enumerable.Range(0, (int)sides.Aggregate(1L, (a, b) => a * b)).Select(i => (float)Math.Cos((0.37 * i) + seed)).ToArray(), sides);

    private static int[] Sides(torch.Tensor tensor) => Array.ConvertAll(tensor.shape, side => (int)side);
}

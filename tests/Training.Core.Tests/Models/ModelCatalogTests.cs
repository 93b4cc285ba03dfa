using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Models;

public sealed class ModelCatalogTests
{
    private static readonly ImageShape Shape = new(1, 28, 28);

    [Fact]
    public void An_mlp_names_its_parameters_as_pytorch_would()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Build(new MlpSpec([512, 256], "relu", 0.1));

        Assert.Equal(
            ["layers.0.weight [512,784]", "layers.0.bias [512]", "layers.3.weight [256,512]", "layers.3.bias [256]", "layers.6.weight [10,256]", "layers.6.bias [10]"],
            model.named_parameters().Select(pair => $"{pair.name} [{string.Join(",", pair.parameter.shape)}]"));
    }

    [Fact]
    public void A_convolutional_network_doubles_its_channels_and_halves_its_image()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Build(new CnnSpec(8, 3, 5, 32, "gelu", 0.1));

        Assert.Equal(
            ["features.0.weight [8,1,5,5]", "features.3.weight [16,8,5,5]", "features.6.weight [32,16,5,5]", "classifier.1.weight [32,288]", "classifier.4.weight [10,32]"],
            model.named_parameters().Where(pair => pair.name.EndsWith("weight", StringComparison.Ordinal)).Select(pair => $"{pair.name} [{string.Join(",", pair.parameter.shape)}]"));
        Assert.Equal([5, 10], model.call(torch.zeros([5, 1, 28, 28])).shape);
    }

    [Fact]
    public void Initial_weights_are_uniform_in_the_bound_of_their_fan_in_and_depend_on_the_seed()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Build(new MlpSpec([64], "relu", 0));
        Initialization.Default(model, CounterRandom.For(1, 2));
        var weights = model.parameters().First().ToArray<float>();

        var bound = 1 / Math.Sqrt(784);
        Assert.All(weights, weight => Assert.InRange(weight, -bound, bound));
        Assert.Equal(0, weights.Average(), 0.001);
        Assert.Equal(bound / Math.Sqrt(3), Math.Sqrt(weights.Average(weight => weight * weight)), 0.001);
        Initialization.Default(model, CounterRandom.For(2, 2));
        Assert.NotEqual(weights, model.parameters().First().ToArray<float>());
    }

    [Fact]
    public void An_unknown_family_is_refused_with_the_known_ones()
    {
        using var scope = torch.NewDisposeScope();
        var error = Assert.Throws<SpecException>(() => Build(new Unheard()));

        Assert.Equal("model", error.Field);
        Assert.Contains("mlp, cnn", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_poolings_for_the_image_are_refused()
    {
        using var scope = torch.NewDisposeScope();
        var error = Assert.Throws<SpecException>(() => ModelCatalog.Build(new CnnSpec(4, 4, 3, 8, "relu", 0), new ImageShape(1, 8, 8), 10, Stream()));

        Assert.Equal("cnn.blocks", error.Field);
    }

    [Fact]
    public void A_family_is_built_for_the_samples_that_it_says_it_takes_and_for_no_others()
    {
        foreach (var family in ModelCatalog.Families)
        {
            var spec = TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal) { ["model"] = family.Name }).Model;
            foreach (var (samples, shape) in new (SampleKind, SampleShape)[]
            {
                (SampleKind.Image, Shape), (SampleKind.Table, new TableShape(3, [4])), (SampleKind.Text, new TextShape(20, 16, EveryToken: true)), (SampleKind.Series, new SeriesShape(48, 2, 12)),
            })
            {
                using var scope = torch.NewDisposeScope();
                if (family.Takes.Contains(samples))
                    ModelCatalog.Build(spec, shape, 10, Stream()).Dispose();
                else
                    Assert.Equal("model", Assert.Throws<SpecException>(() => ModelCatalog.Build(spec, shape, 10, Stream())).Field);
            }
        }
    }

    [Fact]
    public void What_the_catalogue_says_of_generated_data_sets_is_what_their_samples_are()
    {
        foreach (var info in DatasetCatalog.All(dataFolder: "").Where(info => info.Available))
        {
            var family = ModelCatalog.For(info.Samples)[0].Name;
            using var scope = torch.NewDisposeScope();
            using var session = TrainingSession.Start(
                TrainingSpec.Parse(new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = info.Name, ["model"] = family }), DatasetCatalog.Open(info.Name, ""), new TrainingOptions(1));
            Assert.Equal(0, session.CompletedEpochs);
        }
    }

    private static torch.nn.Module<torch.Tensor, torch.Tensor> Build(ModelSpec spec) => ModelCatalog.Build(spec, Shape, 10, Stream());

    private static RandomStream Stream() => new(CounterRandom.For(1, 4));

    private sealed record Unheard() : ModelSpec("relu", 0)
    {
        public override string Kind => "unheard";
    }
}

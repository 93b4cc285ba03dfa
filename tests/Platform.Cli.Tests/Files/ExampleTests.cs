using Platform.Cli.Local;
using Platform.Core.Experiments;
using Training.Core;

namespace Platform.Cli.Tests.Files;

public class ExampleTests
{
    public static TheoryData<string> Examples => [.. Directory.GetFiles(Path.Combine(Repository.FindRoot(), "examples"), "*.yaml").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_a_valid_sweep_over_known_fields(string file)
    {
        var sweep = SweepFile.Parse(File.ReadAllText(Path.Combine(Repository.FindRoot(), "examples", file)), SweepFileFormat.Yaml);

        foreach (var parameter in sweep.ParseSpace().Parameters) Assert.NotNull(TrainingFields.Find(parameter.Name));
        Assert.Empty(TrainingFields.Check(sweep.Fixed));
    }

    [Fact]
    public void The_mnist_example_searches_what_it_promises()
    {
        var sweep = SweepFile.Parse(File.ReadAllText(Path.Combine(Repository.FindRoot(), "examples", "mnist.yaml")), SweepFileFormat.Yaml);

        Assert.Equal("mnist", sweep.Data);
        Assert.True(sweep.Trials >= 12);
        Assert.Equal(2, sweep.Parallelism);
        Assert.False(sweep.Fixed.ContainsKey("train_samples"), "all training images");
        Assert.Superset(new HashSet<string> { "learning_rate", "batch_size", "model" }, sweep.ParseSpace().Parameters.Select(p => p.Name).ToHashSet());
    }
}

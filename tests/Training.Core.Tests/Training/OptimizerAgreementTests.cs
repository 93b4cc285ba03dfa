using System.Text.Json;
using Training.Core.Tests.Fixtures;
using Training.Core.Torch;
using Training.Core.Torch.Modules;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>First three steps of every optimizer, built from a spec's fields, against PyTorch's (Lion: the paper's formula in double precision), by both ways.</summary>
public sealed class OptimizerAgreementTests
{
    private static readonly JsonElement Stored = Fixture.Read("loop.json");

    public static TheoryData<int, bool> Cases()
    {
        var cases = new TheoryData<int, bool>();
        for (var i = 0; i < Stored.GetProperty("optimizers").GetArrayLength(); i++)
        {
            cases.Add(i, false);
            cases.Add(i, true);
        }

        return cases;
    }

    [Fact]
    public void Every_optimizer_of_the_catalogue_has_a_stored_case() => Assert.Equal(
        TrainingFields.Get("optimizer").Choices!.Select(kind => (string)kind).Order(StringComparer.Ordinal),
        Stored.GetProperty("optimizers").EnumerateArray().Select(c => c.GetProperty("kind").GetString()!).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_first_three_steps_are_those_of_the_reference(int number, bool byOperators)
    {
        var stored = Stored.GetProperty("optimizers")[number];
        using var scope = torch.NewDisposeScope();
        using var model = new One();
        model.weight.Set(Stored.GetProperty("start").Singles());
        using var optimizer = Optimizers.Build(SpecOf(stored), model);
        for (var step = 0; step < 3; step++)
        {
            model.weight.grad = torch.tensor<float>(Stored.GetProperty("gradients")[step].Singles(), 2, 5);
            if (byOperators)
            {
                optimizer.RestoreStepCount(optimizer.StepCount + 1);
                optimizer.StepByOperators();
            }
            else
            {
                optimizer.step();
            }

            Fixture.AssertNear(stored.GetProperty("weights")[step].Numbers(), Doubles(model.weight), 1e-5);
        }
    }

    [Fact]
    public void Clipping_shrinks_all_gradients_to_one_norm_as_the_reference_does()
    {
        using var scope = torch.NewDisposeScope();
        using var a = new Parameter(2, 5);
        using var b = new Parameter(2, 5);
        a.grad = torch.tensor<float>(Stored.GetProperty("gradients")[0].Singles(), 2, 5);
        b.grad = torch.tensor<float>(Stored.GetProperty("gradients")[1].Singles(), 2, 5);
        var gradients = new Gradients([a, b]);
        var clip = Stored.GetProperty("clip");

        Assert.Equal(clip.GetProperty("norm").GetDouble(), Math.Sqrt(gradients.Norms().Sum(norm => norm * norm)), 1e-5);
        gradients.Clip(0.5);

        Fixture.AssertNear(clip.GetProperty("gradients")[0].Numbers(), Doubles(a.grad!), 1e-6);
        Fixture.AssertNear(clip.GetProperty("gradients")[1].Numbers(), Doubles(b.grad!), 1e-6);
        gradients.Clip(100);
        Fixture.AssertNear(clip.GetProperty("gradients")[0].Numbers(), Doubles(a.grad!), 1e-6);
    }

    [Fact]
    public void Penalties_add_the_gradients_of_their_terms()
    {
        using var scope = torch.NewDisposeScope();
        using var weight = new Parameter(3);
        weight.Set([2, -0.5f, 0]);
        weight.grad = torch.tensor<float>([1f, 1f, 1f]);

        new Gradients([weight]).Penalize(l1: 0.25, l2: 0.5);

        Fixture.AssertNear([1 + 0.25 + 1, 1 - 0.25 - 0.25, 1], Doubles(weight.grad!), 1e-7);
    }

    private static double[] Doubles(torch.Tensor tensor) => Array.ConvertAll(tensor.ToArray<float>(), value => (double)value);

    private static OptimizerSpec SpecOf(JsonElement stored)
    {
        var fields = stored.GetProperty("fields").EnumerateObject().ToDictionary(field => field.Name, field => (object)field.Value, StringComparer.Ordinal);
        fields["optimizer"] = stored.GetProperty("kind").GetString()!;
        fields["learning_rate"] = 0.01;
        return TrainingSpec.Parse(fields).Optimizer;
    }

    private sealed class One : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        public One()
            : base(nameof(One)) => register_parameter(nameof(weight), weight);

        public Parameter weight { get; } = new(2, 5);

        public override torch.Tensor forward(torch.Tensor input) => input;
    }
}

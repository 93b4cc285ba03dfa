using Training.Core.Data;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Torch;

public sealed class RandomTests
{
    [Fact]
    public void A_stream_continues_from_its_position_as_if_it_had_not_stopped()
    {
        using var scope = torch.NewDisposeScope();
        var whole = Stream();
        _ = whole.DropoutMask([33], 0.5, torch.CPU);
        var expected = whole.DropoutMask([1000], 0.3, torch.CPU).ToArray<float>();

        var resumed = Stream();
        resumed.Position = 17; // (33 + 1) / 2
        Assert.Equal(expected, resumed.DropoutMask([1000], 0.3, torch.CPU).ToArray<float>());
        Assert.Equal(whole.Position, resumed.Position);
    }

    [Fact]
    public void A_mask_is_the_counters_numbers_against_the_threshold()
    {
        using var scope = torch.NewDisposeScope();
        var random = CounterRandom.For(5, stream: 4);
        var mask = Stream().DropoutMask([1001], 0.25, torch.CPU).ToArray<float>();

        for (var i = 0; i < mask.Length; i++)
        {
            var half = (uint)(random.Bits(i / 2) >> (i % 2 * 32));
            Assert.Equal(half >= (uint)(0.25 * uint.MaxValue) ? 1 / 0.75f : 0, mask[i]);
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_mask_drops_its_share_and_keeps_the_mean(double p)
    {
        using var scope = torch.NewDisposeScope();
        var mask = Stream().DropoutMask([100_000], p, torch.CPU).ToArray<float>();

        Assert.Equal(p, mask.Count(value => value == 0) / 100_000.0, 0.01);
        Assert.Equal(1, mask.Average(), 0.03);
    }

    [Fact]
    public void Noise_has_the_asked_mean_and_deviation()
    {
        using var scope = torch.NewDisposeScope();
        var tensor = torch.zeros([100_001]);
        Stream().AddNormal(tensor, 0.5);

        var values = tensor.ToArray<float>();
        var mean = values.Average();
        Assert.Equal(0, mean, 0.01);
        Assert.Equal(0.5, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), 0.01);
        Assert.InRange(values.Count(value => Math.Abs(value) > 1) / 100_001.0, 0.0425, 0.0485); // two deviations: 4.55%
    }

    [Fact]
    public void A_generator_repeats_from_its_state_and_from_its_seed()
    {
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(7);
        var state = generator.get_state();
        var first = torch.empty([50]).bernoulli_(0.5, generator).ToArray<float>();

        generator.set_state(state);
        Assert.Equal(first, torch.empty([50]).bernoulli_(0.5, generator).ToArray<float>());
        generator.manual_seed(7);
        Assert.Equal(first, torch.empty([50]).bernoulli_(0.5, generator).ToArray<float>());
        using var other = new torch.Generator(8);
        Assert.NotEqual(first, torch.empty([50]).bernoulli_(0.5, other).ToArray<float>());
        Assert.NotEqual(torch.zeros([50]).normal_(0, 1, other).ToArray<float>(), torch.zeros([50]).normal_(0, 1, other).ToArray<float>());
    }

    private static RandomStream Stream() => new(CounterRandom.For(5, stream: 4));
}

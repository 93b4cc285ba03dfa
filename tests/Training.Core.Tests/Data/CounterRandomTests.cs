using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data;

public class CounterRandomTests
{
    /// <summary>Figures from an independent implementation with big integers.</summary>
    [Fact]
    public void Numbers_are_the_same_for_ever() =>
        Assert.Equal(Golden, Enumerable.Range(0, 3).Select(i => CounterRandom.For(seed: 42, stream: 1).Bits(i)));

    [Fact]
    public void Uniform_numbers_have_the_moments_of_a_uniform_distribution()
    {
        var random = CounterRandom.For(seed: 1, stream: 2);
        var numbers = Enumerable.Range(0, 100_000).Select(i => random.Uniform(i)).ToList();

        Assert.All(numbers, number => Assert.InRange(number, 0, 1 - 1e-16));
        Assert.Equal(0.5, numbers.Average(), 0.004);                                             // 4 standard errors
        Assert.Equal(1 / 12.0, numbers.Average(number => (number - 0.5) * (number - 0.5)), 0.001);
        Assert.Equal(0, numbers.Zip(numbers.Skip(1), (a, b) => (a - 0.5) * (b - 0.5)).Average(), 0.0011);
    }

    [Fact]
    public void Streams_seeds_and_children_do_not_repeat_each_other()
    {
        var random = CounterRandom.For(seed: 1, stream: 1);
        var all = new[] { random, CounterRandom.For(1, 2), CounterRandom.For(2, 1), CounterRandom.For(-1, 1), random.Child(0), random.Child(1), random.Child(-1) }
            .SelectMany(stream => Enumerable.Range(0, 1_000).Select(i => stream.Bits(i)))
            .ToList();

        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Fact]
    public void A_permutation_holds_each_number_once_and_every_order_is_equally_likely()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 0; seed < 6_000; seed++)
        {
            var order = string.Concat(CounterRandom.For(seed, stream: 0).Permutation(3));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(["012", "021", "102", "120", "201", "210"], counts.Keys.Order(StringComparer.Ordinal));
        Assert.All(counts.Values, count => Assert.InRange(count, 880, 1_120));   // 1000, 4 standard deviations
    }

    private static readonly ulong[] Golden = [3081321361241809912, 9302847923507371582, 1520825105106234918];
}

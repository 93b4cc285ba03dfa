namespace Search.Tests.Numerics;

public class TrialRandomTests
{
    /// <summary>Known answers of Random123 1.14.0, tests/kat_vectors, philox4x32 10.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_published_known_answers(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3) =>
        Assert.Equal((w0, w1, w2, w3), Philox.Block(c0, c1, c2, c3, k0, k1));

    /// <summary>Worked out by an independent program (Python 3.11 integers) from the layout that the documentation states.</summary>
    [Fact]
    public void Draws_are_the_reference_values()
    {
        Assert.Equal(0xe50a0ebce3e80670ul, TrialRandom.For(1, 0).Bits(0));
        Assert.Equal(0xdfc5ccbeac08141bul, TrialRandom.For(1, 0).Bits(1));
        Assert.Equal(0.134225263379676, TrialRandom.For(1, 1).Uniform(0));
        Assert.Equal(0.854170014937764, TrialRandom.For(-7, 3).Stream("learning_rate").Uniform(2));
        Assert.Equal(0.7419944376878019, TrialRandom.For(long.MaxValue, 12345).Stream("a").Stream("b").Uniform(7));
    }

    [Fact]
    public void Seed_trial_stream_and_index_each_change_the_draw()
    {
        var draws = new[]
        {
            TrialRandom.For(1, 1).Bits(0), TrialRandom.For(2, 1).Bits(0), TrialRandom.For(1L << 32 | 1, 1).Bits(0), TrialRandom.For(1, 2).Bits(0),
            TrialRandom.For(1, 1).Bits(1), TrialRandom.For(1, 1).Stream("a").Bits(0), TrialRandom.For(1, 1).Stream("b").Bits(0),
            TrialRandom.For(1, 1).Stream("a").Stream("b").Bits(0), TrialRandom.For(1, 1).Stream("b").Stream("a").Bits(0),
        };
        Assert.Equal(draws.Length, draws.Distinct().Count());
    }

    [Fact]
    public void Uniform_draws_fill_the_interval_evenly()
    {
        const int Draws = 20_000, Bins = 20;
        var counts = new int[Bins];
        for (var i = 0; i < Draws; i++)
        {
            var u = TrialRandom.For(3, i % 100).Stream("even").Uniform(i / 100);
            Assert.InRange(u, 0, 1 - 1e-17);
            counts[(int)(u * Bins)]++;
        }

        // Chi-square with 19 degrees of freedom: 43.8 has a chance of 0.1%.
        Assert.InRange(counts.Sum(c => Math.Pow(c - Draws / (double)Bins, 2) / (Draws / (double)Bins)), 0, 43.8);
    }

    [Fact]
    public void Below_reaches_every_number_and_no_other()
    {
        var seen = Enumerable.Range(0, 200).Select(i => TrialRandom.For(5, 0).Below(i, 6)).Distinct().Order();
        Assert.Equal(Enumerable.Range(0, 6), seen);
        Assert.Throws<ArgumentOutOfRangeException>(() => TrialRandom.For(5, 0).Below(0, 0));
    }
}

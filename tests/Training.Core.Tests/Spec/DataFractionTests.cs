using Xunit;

namespace Training.Core.Tests.Spec;

public class DataFractionTests
{
    /// <summary>0.1^(1 - k/3) in the stages that the rungs 1, 3 and 9 end, then 1.</summary>
    [Fact]
    public void The_share_grows_by_one_factor_after_each_rung_and_is_whole_after_the_last()
    {
        var shares = Shares(new DataFraction(0.1, "rungs", 0, 1, 3), 27);

        Assert.Equal(0.1, shares[0]); // no rounding
        Assert.All(shares[1..3], share => Assert.Equal(0.21544346900318838, share, 1e-13));
        Assert.All(shares[3..9], share => Assert.Equal(0.46415888336127786, share, 1e-13));
        Assert.All(shares[9..], share => Assert.Equal(1, share));
    }

    [Theory]
    [InlineData(5, 1, 3, new[] { 0.125, 0.25, 0.25, 0.5, 1, 1, 1, 1 })] // the stated epoch cuts a stage short
    [InlineData(0, 2, 2, new[] { 0.125, 0.125, 0.353553390593274, 0.353553390593274, 1, 1, 1, 1 })] // rungs 2 and 4
    [InlineData(1, 1, 3, new[] { 1.0, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(0, 9, 3, new[] { 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 1 })] // no rung below the length
    [InlineData(99, 9, 3, new[] { 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 1 })] // the last epoch has all rows in any case
    public void Epoch_of_all_rows_first_rung_and_factor_are_obeyed(int fullFrom, int minEpochs, int factor, double[] expected)
    {
        var shares = Shares(new DataFraction(0.125, "rungs", fullFrom, minEpochs, factor), expected.Length);

        Assert.All(expected.Zip(shares), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
    }

    [Fact]
    public void Every_schedule_rises_from_its_start_to_all_rows()
    {
        foreach (var epochs in Enumerable.Range(1, 40))
        {
            foreach (var full in new[] { 0, 1, 2, 5, 30, 10_000 })
            {
                var shares = Shares(new DataFraction(0.01, "rungs", full, 1 + (epochs % 3), 2 + (epochs % 4)), epochs);
                Assert.Equal(shares.Order(), shares);
                Assert.InRange(shares[0], 0.01, 1);
                Assert.Equal(1, shares[^1]);
            }
        }
    }

    [Fact]
    public void A_constant_share_is_constant() => Assert.All(Shares(new DataFraction(0.25, "constant", 2, 1, 3), 4), share => Assert.Equal(0.25, share));

    private static double[] Shares(DataFraction fraction, int epochs) => [.. Enumerable.Range(1, epochs).Select(epoch => fraction.At(epoch, epochs))];
}

using Xunit;

namespace Training.Core.Tests.Spec;

public class ScheduleSpecTests
{
    [Theory]
    [InlineData("constant", new[] { 1.0, 1, 1, 1 })]
    [InlineData("cosine", new[] { 1.0, 0.8535533905932737, 0.5, 0.14644660940672627 })]   // (1 + cos(k pi / 4)) / 2
    [InlineData("step", new[] { 1.0, 1, 0.1, 0.01 })]
    public void The_factor_follows_the_schedule(string kind, double[] expected) =>
        Assert.All(Enumerable.Range(1, 4), epoch => Assert.Equal(expected[epoch - 1], new ScheduleSpec(kind).FactorAt(epoch, 4), 1e-15));

    [Fact]
    public void The_factor_of_a_single_epoch_is_one_and_epochs_outside_are_refused()
    {
        Assert.All(new[] { "constant", "cosine", "step" }, kind => Assert.Equal(1, new ScheduleSpec(kind).FactorAt(1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduleSpec("cosine").FactorAt(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScheduleSpec("cosine").FactorAt(5, 4));
    }
}

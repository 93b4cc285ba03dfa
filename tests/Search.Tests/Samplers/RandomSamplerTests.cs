using Search.Tests.Support;

namespace Search.Tests.Sampling;

public class RandomSamplerTests
{
    [Fact]
    public void The_history_does_not_matter()
    {
        var empty = Some.Study(Some.MixedSpace, []);
        var full = Some.Study(Some.MixedSpace, Some.History(Some.MixedSpace, 50)) with { MaxEpochs = 99 };
        Assert.Equal(new RandomSampler().Suggest(empty, 7), new RandomSampler().Suggest(full, 7));
    }

    [Fact]
    public void A_new_parameter_leaves_the_draws_of_the_others_alone()
    {
        var small = new SearchSpace([new FloatParameter("x", 0, 1)]);
        var large = new SearchSpace([new IntParameter("n", 0, 9), new FloatParameter("x", 0, 1)]);
        Assert.Equal(
            new RandomSampler().Suggest(Some.Study(small, []), 3).Parameters["x"],
            new RandomSampler().Suggest(Some.Study(large, []), 3).Parameters["x"]);
    }
}

namespace Search.Tests.Sampling;

public class CatalogTests
{
    [Fact]
    public void Every_entry_can_be_made_and_gives_advice()
    {
        Assert.Equal(["auto", "random", "sobol", "halton", "grid", "tpe", "gp", "cma", "forest", "evolution", "nsga2", "pbt", "bohb"], Samplers.All.Select(entry => entry.Name));
        Assert.Equal(["none", "median", "percentile", "threshold", "patient", "successive_halving", "asha", "hyperband", "curve"], Pruners.All.Select(entry => entry.Name));
        foreach (var entry in Samplers.All.Concat(Pruners.All))
        {
            Assert.EndsWith(".", entry.Summary, StringComparison.Ordinal);
            Assert.EndsWith(".", entry.Advice, StringComparison.Ordinal);
        }

        Assert.All(Samplers.All, entry => Assert.Equal(entry.Name, Samplers.Create(entry.Name).Name));
        Assert.All(Pruners.All, entry => Assert.Equal(entry.Name, Pruners.Create(entry.Name).Name));
    }

    [Fact]
    public void Options_reach_the_sampler_and_the_pruner()
    {
        var tpe = (TpeSampler)((SpaceSampler)Samplers.Create("tpe", new Dictionary<string, object> { ["startup_trials"] = 3L, ["candidates"] = 50.0 })).Inner;
        Assert.Equal(new TpeOptions(3, 50), tpe.Options);
        Assert.Equal(new TpeOptions(), ((TpeSampler)((SpaceSampler)Samplers.Create("tpe")).Inner).Options);
        var median = (MedianPruner)Pruners.Create("median", new Dictionary<string, object> { ["warmup_epochs"] = 4 });
        Assert.Equal(new MedianPrunerOptions(5, 4), median.Options);
        Assert.Equal(new MedianPrunerOptions(), ((MedianPruner)Pruners.Create("median")).Options);
    }

    [Theory]
    [InlineData("tep", null, null, "sampler", "did you mean 'tpe'? (known: auto, random, sobol, halton, grid, tpe, gp, cma, forest, evolution, nsga2, pbt, bohb)")]
    [InlineData("tpe", "startup", 1L, "sampler.startup", "known: startup_trials, candidates, gamma, multivariate, constant_liar")]
    [InlineData("tpe", "startup_trials", 0L, "sampler.startup_trials", "is 0; give a whole number from 1 to 10000 (default 10).")]
    [InlineData("tpe", "startup_trials", 2.5, "sampler.startup_trials", "is 2.5; give a whole number")]
    [InlineData("tpe", "candidates", "many", "sampler.candidates", "is 'many'; give a whole number")]
    [InlineData("tpe", "candidates", double.NaN, "sampler.candidates", "finite number")]
    [InlineData("random", "candidates", 1L, "sampler.candidates", "known: none")]
    public void A_bad_sampler_or_option_is_refused_with_its_path(string name, string? option, object? value, string path, string said)
    {
        var options = option is null ? null : new Dictionary<string, object> { [option] = value! };
        var error = Assert.Throws<SpaceException>(() => Samplers.Create(name, options));
        Assert.Equal(path, error.Path);
        Assert.Contains(said, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_pruner_option_has_the_pruner_in_its_path() =>
        Assert.Equal("pruner.warmup_epochs", Assert.Throws<SpaceException>(() => Pruners.Create("median", new Dictionary<string, object> { ["warmup_epochs"] = -1L })).Path);
}

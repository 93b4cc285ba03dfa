using Search.Tests.Support;

namespace Search.Tests.Space;

public class SearchSpaceTests
{
    [Fact]
    public void List_bare_list_and_map_forms_give_the_same_space()
    {
        var list = SearchSpace.Parse("""{"parameters":[{"name":"lr","type":"float","low":1e-5,"high":1,"log":true},{"name":"batch","type":"categorical","choices":[16,32]}]}""");
        var bare = SearchSpace.Parse("""[{"name":"lr","type":"float","low":1e-5,"high":1,"log":true},{"name":"batch","type":"categorical","choices":[16,32]}]""");
        var map = SearchSpace.Parse("""{"lr":{"type":"float","low":1e-5,"high":1,"log":true},"batch":{"type":"categorical","choices":[16,32]}}""");
        Assert.Equal(list.Parameters, map.Parameters);
        Assert.Equal(list.Parameters, bare.Parameters);
    }

    [Fact]
    public void A_parameter_may_be_called_parameters() =>
        Assert.Equal("parameters", SearchSpace.Parse("""{"parameters":{"type":"int","low":0,"high":1}}""").Parameters.Single().Name);

    [Fact]
    public void Every_kind_of_parameter_is_read_with_its_type()
    {
        var space = Some.MixedSpace;
        Assert.Equal(new FloatParameter("lr", 1e-5, 1, Log: true), space.Find("lr"));
        Assert.Equal(new FloatParameter("dropout", 0, 0.9, Step: 0.1, Condition: new When("arch", "mlp", "cnn")), space.Find("dropout"));
        Assert.Equal(new IntParameter("layers", 1, 12, Condition: new When("arch", "cnn")), space.Find("layers"));
        Assert.Equal(new IntParameter("hidden", 16, 256, Step: 16), space.Find("hidden"));
        Assert.Equal(new CategoricalParameter("batch", [16, 32, 64]), space.Find("batch"));
        Assert.Equal("norm is 'batch' and optimizer is 'sgd'", space.Find("decay")!.Condition!.ToString());
    }

    [Fact]
    public void Only_parameters_whose_whole_chain_of_parents_is_on_are_active()
    {
        var cnn = ParameterSet.Of(("arch", "cnn"), ("optimizer", "sgd"), ("norm", "batch"));
        Assert.Equal(["lr", "dropout", "momentum", "optimizer", "batch", "arch", "layers", "norm", "decay", "hidden"], Names(cnn));
        // norm is left over from elsewhere: under mlp it does not exist, so it cannot switch on decay.
        var mlp = ParameterSet.Of(("arch", "mlp"), ("optimizer", "sgd"), ("norm", "batch"));
        Assert.Equal(["lr", "dropout", "momentum", "optimizer", "batch", "arch", "width", "hidden"], Names(mlp));

        static string[] Names(ParameterSet set) => [.. Some.MixedSpace.Active(set).Select(parameter => parameter.Name)];
    }

    [Theory]
    [InlineData("""{"lr":0.1,"optimizer":"adam","batch":32,"arch":"linear","hidden":32}""", null)]
    [InlineData("""{"lr":1,"optimizer":"adam","batch":32.0,"arch":"linear","hidden":32}""", null)]
    [InlineData("""{"lr":2.0,"optimizer":"adam","batch":32,"arch":"linear","hidden":32}""", "lr: 2 is not a number from 1E-05 to 1 (log scale).")]
    [InlineData("""{"lr":0.1,"optimizer":"adam","batch":33,"arch":"linear","hidden":32}""", "batch: 33 is not one of 16, 32, 64.")]
    [InlineData("""{"lr":0.1,"optimizer":"adam","batch":32,"arch":"linear","hidden":33}""", "hidden: 33 is not a whole number from 16 to 256 in steps of 16.")]
    [InlineData("""{"lr":0.1,"optimizer":"adam","batch":32,"arch":"linear"}""", "hidden: missing; give a whole number from 16 to 256 in steps of 16.")]
    [InlineData("""{"lr":0.1,"optimizer":"adam","batch":32,"arch":"linear","hidden":32,"layers":3}""", "layers: exists only when arch is 'cnn'; leave it out.")]
    [InlineData("""{"lr":"fast","optimizer":"adam","batch":32,"arch":"linear","hidden":32}""", "lr: 'fast' is not a number from 1E-05 to 1 (log scale).")]
    public void A_set_is_in_the_space_or_the_problem_is_said(string json, string? problem)
    {
        var set = System.Text.Json.JsonSerializer.Deserialize<ParameterSet>(json)!;
        Assert.Equal(problem, Some.MixedSpace.Problem(set));
        Assert.Equal(problem is null, Some.MixedSpace.Contains(set));
    }

    [Fact]
    public void An_unknown_name_in_a_set_gets_a_proposal() => Assert.StartsWith(
        "hiden: no such parameter; did you mean 'hidden'?",
        Some.MixedSpace.Problem(ParameterSet.Of(("lr", 0.1), ("optimizer", "adam"), ("batch", 32), ("arch", "linear"), ("hidden", 32), ("hiden", 32))),
        StringComparison.Ordinal);

    [Fact]
    public void Canonical_restores_order_and_types()
    {
        var set = Some.MixedSpace.Canonical(ParameterSet.Of(("hidden", 32.0), ("arch", "linear"), ("batch", 32.0), ("optimizer", "adam"), ("lr", 1L)));
        Assert.Equal(["lr", "optimizer", "batch", "arch", "hidden"], set.Keys);
        Assert.Equal([1.0, "adam", 32L, "linear", 32L], set.Values);
        Assert.Equal("parameters", Assert.Throws<SpaceException>(() => Some.MixedSpace.Canonical(ParameterSet.Empty)).Path);
    }
}

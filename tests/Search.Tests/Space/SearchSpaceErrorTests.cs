namespace Search.Tests.Space;

public class SearchSpaceErrorTests
{
    /// <summary>Bad space, path of the field, a part of what is said: the value or the remedy.</summary>
    [Theory]
    [InlineData("""{"lr":{"type":"flaot","low":0,"high":1}}""", "space.lr.type", "did you mean 'float'")]
    [InlineData("""{"lr":{"type":"uniform","low":0,"high":1}}""", "space.lr.type", "known: float, int, categorical")]
    [InlineData("""{"lr":{"low":0,"high":1}}""", "space.lr.type", "missing")]
    [InlineData("""{"lr":{"type":7}}""", "space.lr.type", "is 7")]
    [InlineData("""{"lr":{"type":"float","low":0}}""", "space.lr.high", "missing")]
    [InlineData("""{"lr":{"type":"float","low":"a","high":1}}""", "space.lr.low", "is \"a\"; give a number")]
    [InlineData("""{"lr":{"type":"float","low":0,"high":1e400}}""", "space.lr.high", "give a number")]
    [InlineData("""{"lr":{"type":"float","low":-1e308,"high":1e308}}""", "space.lr.high", "range infinite")]
    [InlineData("""{"lr":{"type":"float","low":1,"high":1}}""", "space.lr.high", "not above low 1")]
    [InlineData("""{"lr":{"type":"float","low":2,"high":1}}""", "space.lr.high", "range is empty")]
    [InlineData("""{"n":{"type":"int","low":3,"high":3}}""", "space.n.high", "range is empty")]
    [InlineData("""{"lr":{"type":"float","low":0,"high":1,"log":true}}""", "space.lr.low", "small positive number")]
    [InlineData("""{"n":{"type":"int","low":0,"high":9,"log":true}}""", "space.n.low", "begins at 1")]
    [InlineData("""{"lr":{"type":"float","low":0,"high":1,"log":"yes"}}""", "space.lr.log", "true or false")]
    [InlineData("""{"lr":{"type":"float","low":0,"high":1,"step":0}}""", "space.lr.step", "above 0")]
    [InlineData("""{"lr":{"type":"float","low":0,"high":1,"step":-0.1}}""", "space.lr.step", "is -0.1")]
    [InlineData("""{"lr":{"type":"float","low":0,"high":1,"step":2}}""", "space.lr.step", "is 2")]
    [InlineData("""{"lr":{"type":"float","low":0.1,"high":1,"step":0.1,"log":true}}""", "space.lr.step", "log")]
    [InlineData("""{"n":{"type":"int","low":0,"high":9,"step":0}}""", "space.n.step", "at least 1")]
    [InlineData("""{"n":{"type":"int","low":1,"high":9,"step":2,"log":true}}""", "space.n.step", "log")]
    [InlineData("""{"n":{"type":"int","low":0,"high":9,"step":10}}""", "space.n.step", "smaller step")]
    [InlineData("""{"n":{"type":"int","low":0.5,"high":9}}""", "space.n.low", "whole number")]
    [InlineData("""{"n":{"type":"int","low":0,"high":9000000000000000000}}""", "space.n.high", "2^52")]
    [InlineData("""{"c":{"type":"categorical","choices":[]}}""", "space.c.choices", "at least one choice")]
    [InlineData("""{"c":{"type":"categorical","choices":["a",1,"a"]}}""", "space.c.choices[2]", "repeated")]
    [InlineData("""{"c":{"type":"categorical","choices":[1,1.0]}}""", "space.c.choices[1]", "repeated")]
    [InlineData("""{"c":{"type":"categorical","choices":[null]}}""", "space.c.choices", "holds null")]
    [InlineData("""{"c":{"type":"categorical"}}""", "space.c.choices", "missing")]
    [InlineData("""{"lr":{"type":"float","low":0,"hihg":1}}""", "space.lr.hihg", "did you mean 'high'")]
    [InlineData("""{"c":{"type":"categorical","choices":[1],"low":0}}""", "space.c.low", "not a field of this type")]
    [InlineData("""{"lr":{"type":"float","low":0,"low":0,"high":1}}""", "space.lr.low", "given twice")]
    [InlineData("""{"lr":{"type":"float","low":0,"high":1},"lr":{"type":"float","low":0,"high":1}}""", "space.lr", "given twice")]
    [InlineData("""{"parameters":[{"name":"a","type":"int","low":0,"high":1},{"name":"a","type":"int","low":0,"high":1}]}""", "space.a", "given twice")]
    [InlineData("""{"parameters":[{"type":"int","low":0,"high":1}]}""", "space.parameters[0].name", "missing")]
    [InlineData("""{"parameters":[7]}""", "space.parameters[0]", "is 7")]
    [InlineData("""{"parameters":[],"trials":3}""", "space.trials", "beside \"parameters\"")]
    [InlineData("""{"lr":0.1}""", "space.lr", "give an object")]
    [InlineData("""7""", "space", "is 7")]
    [InlineData("""{"a":""", "space", "not JSON")]
    [InlineData("""{"n":{"type":"int","low":0,"high":9,"when":{"arhc":["a"]}},"arch":{"type":"categorical","choices":["a"]}}""", "space.n.when.arhc", "did you mean 'arch'")]
    [InlineData("""{"n":{"type":"int","low":0,"high":9,"when":{"m":[1]}},"m":{"type":"int","low":0,"high":9}}""", "space.n.when.m", "not categorical")]
    [InlineData("""{"n":{"type":"int","low":0,"high":9,"when":{"arch":["b"]}},"arch":{"type":"categorical","choices":["a"]}}""", "space.n.when.arch", "'b' is not a choice")]
    [InlineData("""{"n":{"type":"int","low":0,"high":9,"when":{"arch":[]}},"arch":{"type":"categorical","choices":["a"]}}""", "space.n.when.arch", "is empty")]
    [InlineData("""{"n":{"type":"int","low":0,"high":9,"when":{}}}""", "space.n.when", "is empty")]
    [InlineData("""{"n":{"type":"int","low":0,"high":9,"when":"arch"}}""", "space.n.when", "give an object")]
    [InlineData("""{"a":{"type":"categorical","choices":[1],"when":{"a":[1]}}}""", "space.a.when", "cycle (a needs a)")]
    [InlineData("""{"a":{"type":"categorical","choices":[1],"when":{"b":[1]}},"b":{"type":"categorical","choices":[1],"when":{"a":[1]}}}""", "space.a.when", "a needs b needs a")]
    public void A_bad_space_is_refused_with_the_field_and_the_remedy(string json, string path, string said)
    {
        var error = Assert.Throws<SpaceException>(() => SearchSpace.Parse(json));
        Assert.Equal(path, error.Path);
        Assert.Contains(said, error.Problem, StringComparison.Ordinal);
        Assert.Equal($"{error.Path}: {error.Problem}", error.Message);
        Assert.EndsWith(".", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_space_made_in_code_obeys_the_same_rules()
    {
        Assert.Equal("space.lr.low", Assert.Throws<SpaceException>(() => new SearchSpace([new FloatParameter("lr", 0, 1, Log: true)])).Path);
        Assert.Equal("space.parameters[0].name", Assert.Throws<SpaceException>(() => new SearchSpace([new IntParameter(" ", 0, 1)])).Path);
        Assert.Equal("space.x.low", Assert.Throws<SpaceException>(() => new SearchSpace([new FloatParameter("x", double.NaN, 1)])).Path);
    }
}

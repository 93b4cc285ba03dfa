using System.Text.Json;

namespace Search.Tests.Space;

public class ParameterSetTests
{
    [Theory]
    [InlineData("""{"a":1,"b":1.0,"c":"x","d":true}""")]
    [InlineData("""{"lr":1E-05,"big":10000000000000000.0,"whole":-9007199254740993}""")]
    [InlineData("{}")]
    public void Json_reads_and_writes_the_same_text(string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<ParameterSet>(json)));

    [Fact]
    public void Whole_numbers_and_reals_keep_their_type()
    {
        var set = JsonSerializer.Deserialize<ParameterSet>("""{"a":1,"b":1.0,"c":1e3,"d":123456789012345678901}""")!;
        Assert.IsType<long>(set["a"]);
        Assert.IsType<double>(set["b"]);
        Assert.IsType<double>(set["c"]);
        Assert.IsType<double>(set["d"]);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.0 / 3)]
    [InlineData(1e300)]
    [InlineData(5e-324)]
    [InlineData(double.MaxValue)]
    [InlineData(-123456789.0)]
    public void Doubles_come_back_to_the_last_bit_and_as_doubles(double value)
    {
        var json = JsonSerializer.Serialize(ParameterSet.Of(("x", value)));
        Assert.DoesNotContain("E+", json, StringComparison.Ordinal);
        Assert.Equal(value, Assert.IsType<double>(JsonSerializer.Deserialize<ParameterSet>(json)!["x"]));
    }

    [Fact]
    public void Equality_is_by_value_and_ignores_order_but_not_type()
    {
        Assert.Equal(ParameterSet.Of(("a", 1L), ("b", "x")), ParameterSet.Of(("b", "x"), ("a", 1)));
        Assert.Equal(ParameterSet.Of(("a", 1L), ("b", "x")).GetHashCode(), ParameterSet.Of(("b", "x"), ("a", 1)).GetHashCode());
        Assert.NotEqual(ParameterSet.Of(("a", 1L)), ParameterSet.Of(("a", 1.0)));
        Assert.NotEqual(ParameterSet.Of(("a", 1L)), ParameterSet.Of(("a", 1L), ("b", 2L)));
    }

    [Fact]
    public void Order_of_insertion_is_kept() =>
        Assert.Equal(["z", "a", "m"], ParameterSet.Of(("z", 1), ("a", 2), ("m", 3)).Keys);

    [Fact]
    public void Values_that_are_no_scalars_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ParameterSet.Of(("x", double.NaN)));
        Assert.Throws<ArgumentException>(() => ParameterSet.Of(("x", new object())));
        Assert.Throws<ArgumentException>(() => ParameterSet.Of(("x", 1), ("x", 2)));
        Assert.Contains("'x'", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ParameterSet>("""{"x":null}""")).Message, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ParameterSet>("[1]"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ParameterSet>("""{"x":1,"x":2}"""));
    }

    [Fact]
    public void A_missing_name_is_said_with_the_known_ones() =>
        Assert.Contains("lr", Assert.Throws<KeyNotFoundException>(() => ParameterSet.Of(("lr", 1))["rate"]).Message, StringComparison.Ordinal);
}

namespace Search.Tests.Space;

public class UnitCubeTests
{
    [Fact]
    public void A_log_scale_is_linear_in_the_exponent()
    {
        var axis = Axis(new FloatParameter("lr", 1e-4, 1, Log: true));
        Assert.Equal(1e-2, (double)axis.FromUnit(0.5), 1e-15);
        Assert.Equal(0.75, axis.ToUnit(0.1), 12);
        Assert.Equal(1e-4, axis.FromUnit(0));
        Assert.Equal(1.0, axis.FromUnit(1));
    }

    [Fact]
    public void Decimal_steps_give_decimal_values()
    {
        var axis = Axis(new FloatParameter("dropout", 0, 0.9, Step: 0.1));
        Assert.Equal([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], Enumerable.Range(0, 10).Select(i => axis.FromUnit((i + 0.5) / 10)));
        Assert.Equal(10, axis.Levels);
        Assert.Equal(0.35, axis.ToUnit(0.30000000000000004), 12);
        Assert.True(double.IsNaN(axis.ToUnit(0.35)));
    }

    [Fact]
    public void A_step_that_does_not_divide_the_range_ends_below_high()
    {
        Assert.Equal(9L, Axis(new IntParameter("n", 1, 10, Step: 4)).FromUnit(1));
        Assert.Equal(0.9, Axis(new FloatParameter("x", 0, 1, Step: 0.3)).FromUnit(1));
    }

    [Fact]
    public void Whole_numbers_on_a_log_scale_share_the_interval_by_ratio()
    {
        var axis = Axis(new IntParameter("width", 1, 1000, Log: true));
        Assert.Equal(1L, axis.FromUnit(0));
        Assert.Equal(1000L, axis.FromUnit(1));
        var (low, high) = axis.Cell(0);
        Assert.Equal(Math.Log(3) / Math.Log(2001), high - low, 12);
    }

    [Fact]
    public void Inactive_missing_and_foreign_values_have_no_coordinate()
    {
        var cube = new UnitCube(new SearchSpace([new CategoricalParameter("arch", ["mlp", "cnn"]), new IntParameter("layers", 1, 4, Condition: new When("arch", "cnn"))]));
        Assert.Equal([0.25, double.NaN], cube.Encode(ParameterSet.Of(("arch", "mlp"), ("layers", 2))));
        Assert.Equal([0.75, double.NaN], cube.Encode(ParameterSet.Of(("arch", "cnn"), ("layers", 9))));
        Assert.Equal([double.NaN, double.NaN], cube.Encode(ParameterSet.Empty));
        Assert.Throws<ArgumentException>(() => cube.Decode([0.5]));
    }

    private static UnitAxis Axis(Parameter parameter) => new UnitCube(new SearchSpace([parameter])).Axes[0];
}

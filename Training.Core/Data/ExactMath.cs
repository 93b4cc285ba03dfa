namespace Training.Core.Data;

/// <summary>
/// Functions built from additions, multiplications and divisions only. IEEE 754 fixes the bits of those, and .NET never fuses
/// a multiplication with an addition on its own, so results are equal on every machine; <see cref="Math.Sin"/> and its kin
/// call the machine's own mathematical library and are not.
/// </summary>
public static class ExactMath
{
    /// <summary>Cosine of an angle in radians, |angle| at most about 1000; error below 1e-15 near the first turn.</summary>
    public static double Cos(double angle) => Sin(angle + (Math.PI / 2));

    /// <summary>Sine of an angle in radians, |angle| at most about 1000; error below 1e-15 near the first turn.</summary>
    public static double Sin(double angle)
    {
        // Fold to [-pi/2, pi/2], where the Taylor series to x^21 is exact to double precision: (pi/2)^23 / 23! = 1e-18.
        var turns = Math.Round(angle / Math.PI, MidpointRounding.ToEven);
        var x = angle - (turns * Math.PI);
        var square = x * x;
        var sum = 1.0;
        for (var n = 20; n >= 2; n -= 2)
            sum = 1 - (square / (n * (n + 1)) * sum);
        var folded = x * sum;
        return Math.Abs(turns % 2) < 0.5 ? folded : -folded;
    }

    /// <summary>The largest double whose <paramref name="degree"/>-th power, by repeated multiplication, is at most <paramref name="value"/> (at least 1).</summary>
    public static double Root(double value, int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        var (low, high) = (1.0, value);
        if (degree == 1)
            return value;
        for (var middle = low + ((high - low) / 2); middle > low && middle < high; middle = low + ((high - low) / 2))
        {
            var power = middle;
            for (var n = 1; n < degree; n++)
                power *= middle;
            (low, high) = power <= value ? (middle, high) : (low, middle);
        }

        return low;
    }
}

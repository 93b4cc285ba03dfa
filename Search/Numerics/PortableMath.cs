namespace Search;

/// <summary>
/// Logarithm, exponential and the normal distribution from +, -, *, / and square root of IEEE 754 doubles only. Those are rounded
/// alike on every machine, while Math.Log and Math.Exp are the C library's, which picks code by processor and may differ in the
/// last bit; a proposal that has to be re-derived elsewhere bit for bit cannot depend on them. The .NET compiler never contracts
/// a product and a sum to a fused multiply-add, so the order of operations written here is the order everywhere.
/// </summary>
internal static class PortableMath
{
    private const double Ln2High = 6.93147180369123816490e-01;  // ln 2 in two parts, so that k * Ln2High is exact (Cody and Waite 1980)
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double SqrtHalf = 0.70710678118654752440;

    /// <summary>1/n! for n = 0 ... 13.</summary>
    private static readonly double[] InverseFactorials =
    [
        1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800,
        1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800,
    ];

    /// <summary>1/(2n + 1) for n = 0 ... 11.</summary>
    private static readonly double[] InverseOdds =
    [
        1, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23,
    ];

    /// <summary>Natural logarithm, relative error below 1e-15; -infinity at 0, NaN below.</summary>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
            return x == 0 ? double.NegativeInfinity : double.IsPositiveInfinity(x) ? x : double.NaN;
        var shift = 0;
        if (double.IsSubnormal(x))
        {
            x *= 1L << 54;
            shift = -54;
        }

        // x = 2^k m with m in [sqrt 1/2, sqrt 2); ln m = 2 artanh s with s = (m-1)/(m+1), |s| < 0.172, as its series to s^23.
        var bits = BitConverter.DoubleToInt64Bits(x);
        var k = (int)(bits >> 52) - 1022;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000);
        if (m < SqrtHalf)
        {
            m *= 2;
            k--;
        }

        var s = (m - 1) / (m + 1);
        var t = s * s;
        var exponent = (double)(k + shift);
        return exponent * Ln2High + (exponent * Ln2Low + 2 * s * Polynomial(InverseOdds, t));
    }

    /// <summary>e to the x, relative error below 1e-15 where the result is normal; 0 below -745.2, infinity above 709.78.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (x > 709.782712893384)
            return double.PositiveInfinity;
        if (x < -745.2)
            return 0;
        // x = k ln 2 + r with |r| <= 0.347; e^r as its series to r^13 (remainder below 2^-57).
        var k = Math.Floor(x * 1.4426950408889634 + 0.5);
        var r = x - k * Ln2High - k * Ln2Low;
        return Scale(Polynomial(InverseFactorials, r), (int)k);
    }

    /// <summary>The sum from first to last; the library's may change its order of addition with the processor.</summary>
    public static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    /// <summary>Sum of coefficients[n] x^n by Horner's rule, highest power first.</summary>
    private static double Polynomial(double[] coefficients, double x)
    {
        var sum = coefficients[^1];
        for (var n = coefficients.Length - 2; n >= 0; n--)
            sum = sum * x + coefficients[n];
        return sum;
    }

    /// <summary>y * 2^k for y near 1, exact unless the result is subnormal.</summary>
    private static double Scale(double y, int k) => k switch
    {
        < -1021 => y * PowerOfTwo(k + 1000) * PowerOfTwo(-1000),
        > 1023 => y * 2 * PowerOfTwo(k - 1),
        _ => y * PowerOfTwo(k),
    };

    private static double PowerOfTwo(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
}

namespace Search;

/// <summary>The standard normal distribution on <see cref="PortableMath"/>: the same bits on every machine.</summary>
internal static class NormalDistribution
{
    private const double SqrtHalf = 0.70710678118654752440;
    private const double InverseSqrtPi = 0.56418958354775628695;

    // Rational Chebyshev approximations of erf (|x| <= 0.46875), erfc (to 4) and erfc (above 4): W. J. Cody, Math. Comp. 23, 1969, tables II-IV.
    private static readonly double[] SmallNumerator = [1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3];
    private static readonly double[] SmallDenominator = [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3];
    private static readonly double[] MiddleNumerator =
    [
        2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1, 2.98635138197400131e2,
        8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
    ];

    private static readonly double[] MiddleDenominator =
    [
        1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
        3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
    ];

    private static readonly double[] LargeNumerator =
        [1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4];

    private static readonly double[] LargeDenominator =
        [1, 2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3];

    // Inverse of the normal distribution, PPND16 of M. J. Wichura, Algorithm AS 241, Applied Statistics 37, 1988; highest power first.
    private static readonly double[] CentreNumerator =
    [
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
        1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
    ];

    private static readonly double[] CentreDenominator =
    [
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1,
    ];

    private static readonly double[] TailNumerator =
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
        3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
    ];

    private static readonly double[] TailDenominator =
    [
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1,
    ];

    private static readonly double[] FarNumerator =
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
    ];

    private static readonly double[] FarDenominator =
    [
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1,
    ];

    /// <summary>P(Z &lt;= z), also in the lower tail: relative error below 1e-13 down to z = -10, 1e-12 down to z = -37.</summary>
    public static double Cdf(double z) => 0.5 * Erfc(-z * SqrtHalf);

    /// <summary>P(low &lt; Z &lt;= high) for low &lt;= high, without cancellation in the upper tail.</summary>
    public static double Between(double low, double high) => low > 0 ? Cdf(-low) - Cdf(-high) : Cdf(high) - Cdf(low);

    /// <summary>The z with P(Z &lt;= z) = p, for p in (0, 1); -infinity at 0, infinity at 1.</summary>
    public static double Quantile(double p)
    {
        if (!(p > 0 && p < 1))
            return p == 0 ? double.NegativeInfinity : p == 1 ? double.PositiveInfinity : double.NaN;
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var centre = 0.180625 - q * q;
            return q * Polynomial(CentreNumerator, centre) / Polynomial(CentreDenominator, centre);
        }

        var r = Math.Sqrt(-PortableMath.Log(q < 0 ? p : 1 - p));
        var z = r <= 5
            ? Polynomial(TailNumerator, r - 1.6) / Polynomial(TailDenominator, r - 1.6)
            : Polynomial(FarNumerator, r - 5) / Polynomial(FarDenominator, r - 5);
        return q < 0 ? -z : z;
    }

    private static double Erfc(double x)
    {
        var y = Math.Abs(x);
        if (y <= 0.46875)
            return 1 - x * Polynomial(SmallNumerator, y * y) / Polynomial(SmallDenominator, y * y);
        var tail = ScaledComplement(y);
        // e^(-y^2) from the two parts of y^2 that doubles hold exactly and nearly so.
        var coarse = Math.Floor(y * 16) / 16;
        tail *= PortableMath.Exp(-coarse * coarse) * PortableMath.Exp(-(y - coarse) * (y + coarse));
        return x < 0 ? 2 - tail : tail;
    }

    /// <summary>e^(x^2) erfc(x) for x of at least 0.46875, relative error below 1e-14.</summary>
    public static double ScaledComplement(double x)
    {
        if (x <= 4)
            return Polynomial(MiddleNumerator, x) / Polynomial(MiddleDenominator, x);
        var t = 1 / (x * x);
        return (InverseSqrtPi - t * Polynomial(LargeNumerator, t) / Polynomial(LargeDenominator, t)) / x;
    }

    private static double Polynomial(double[] highestFirst, double x)
    {
        var sum = 0.0;
        foreach (var coefficient in highestFirst)
            sum = sum * x + coefficient;
        return sum;
    }
}

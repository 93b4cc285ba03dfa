namespace Platform.Web.Compare;

/// <summary>
/// Student's t distribution. The two-sided tail is a regularised incomplete beta function: P(|T| ≥ |t|) = I_x(ν/2, 1/2) with x = ν/(ν + t²) (Abramowitz and Stegun, 26.5.27),
/// which is computed by its continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22) with Lentz's method.
/// </summary>
public static class StudentT
{
    private const int MostTerms = 10_000;
    private const double Tiny = 1e-300;
    private const double Enough = 1e-16;

    // Lanczos's approximation with g = 7 and nine terms (Godfrey, 2001): about 15 digits.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
        1.5056327351493116e-7,
    ];

    /// <summary>The probability of a value at least as far from 0 on either side; null if a number is not finite.</summary>
    /// <param name="t">Any number.</param>
    /// <param name="degrees">Degrees of freedom, above 0; not necessarily whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no degrees of freedom.</exception>
    public static double? TwoSided(double t, double degrees)
    {
        if (!double.IsFinite(t) || !double.IsFinite(degrees))
            return null;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        var square = t * t;
        // Of x and 1 − x the one that is small is computed without a difference.
        return IncompleteBeta(degrees / 2, 0.5, degrees / (degrees + square), square / (degrees + square));
    }

    /// <summary>I_x(a, b), with y = 1 − x.</summary>
    private static double IncompleteBeta(double a, double b, double x, double y)
    {
        if (x <= 0)
            return 0;
        if (y <= 0)
            return 1;
        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(y)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - (front * Fraction(b, a, y) / b);
    }

    private static double Fraction(double a, double b, double x)
    {
        var c = 1.0;
        var d = 1 / NotZero(1 - ((a + b) * x / (a + 1)));
        var result = d;
        for (var m = 1; m <= MostTerms; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            (c, d) = (NotZero(1 + (even / c)), 1 / NotZero(1 + (even * d)));
            result *= c * d;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            (c, d) = (NotZero(1 + (odd / c)), 1 / NotZero(1 + (odd * d)));
            result *= c * d;
            if (Math.Abs((c * d) - 1) < Enough)
                break;
        }
        return result;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    private static double LogGamma(double z)
    {
        if (z < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * z)) - LogGamma(1 - z);
        z--;
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (z + i);
        var t = z + 7.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((z + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Search;

/// <summary>
/// Four lanes of doubles at once, with the same bits as without vector instructions: only additions, multiplications, comparisons and bit
/// operations of <see cref="Vector256{T}"/>, which are defined lane by lane and fall back to scalar code of equal result. No fused
/// multiply-add, no estimates; sums of lanes are written out. Compiled in full at the first call, because unoptimised vector code is slower than none.
/// </summary>
internal static class PortableVector
{
    /// <summary>Lanes of a vector.</summary>
    public const int Lanes = 4;

    private const double Lowest = -700;
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>1.5 * 2^52: adding it rounds to a whole number that then stands in the lowest bits.</summary>
    private const double Rounder = 6755399441055744.0;

    /// <summary>1/n! for n = 0 ... 11.</summary>
    private static readonly double[] InverseFactorials =
        [1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800];

    /// <summary>The length of an array that holds <paramref name="count"/> numbers in whole vectors.</summary>
    public static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>Subtracts (x - centres[i])^2 from each sum; arrays of one padded length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SubtractSquares(double x, double[] centres, double[] sums)
    {
        var point = Vector256.Create(x);
        for (var i = 0; i < sums.Length; i += Lanes)
        {
            var distance = Vector256.Subtract(point, Vector256.Create(centres, i));
            Vector256.CopyTo(Vector256.Subtract(Vector256.Create(sums, i), Vector256.Multiply(distance, distance)), sums, i);
        }
    }

    /// <summary>The largest of the numbers, none of them NaN; padded length, at least one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Largest(double[] numbers)
    {
        var largest = Vector256.Create(numbers, 0);
        for (var i = Lanes; i < numbers.Length; i += Lanes)
            largest = Vector256.Max(largest, Vector256.Create(numbers, i));
        return Math.Max(Math.Max(largest.GetElement(0), largest.GetElement(1)), Math.Max(largest.GetElement(2), largest.GetElement(3)));
    }

    /// <summary>The sum of e^(numbers[i] - shift), lane by lane and then across; terms below e^-700 count as that. Relative error below 1e-13.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfExp(double[] numbers, double shift)
    {
        var (sum, offset) = (Vector256.Create(0.0), Vector256.Create(shift));
        for (var i = 0; i < numbers.Length; i += Lanes)
            sum = Vector256.Add(sum, Exp(Vector256.Subtract(Vector256.Create(numbers, i), offset)));
        return sum.GetElement(0) + sum.GetElement(1) + (sum.GetElement(2) + sum.GetElement(3));
    }

    /// <summary>e to the x for x up to 700, as <see cref="PortableMath.Exp"/> but to r^11: relative error below 1e-14; e^-700 below -700.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Exp(Vector256<double> x)
    {
        x = Vector256.Max(x, Vector256.Create(Lowest));
        var rounded = Vector256.Add(Vector256.Multiply(x, Vector256.Create(1.4426950408889634)), Vector256.Create(Rounder));
        var k = Vector256.Subtract(rounded, Vector256.Create(Rounder));
        var r = Vector256.Subtract(Vector256.Subtract(x, Vector256.Multiply(k, Vector256.Create(Ln2High))), Vector256.Multiply(k, Vector256.Create(Ln2Low)));
        var sum = Vector256.Create(InverseFactorials[^1]);
        for (var n = InverseFactorials.Length - 2; n >= 0; n--)
            sum = Vector256.Add(Vector256.Multiply(sum, r), Vector256.Create(InverseFactorials[n]));

        // 2^k: k is in the lowest bits of the rounded number, and its place in a double begins at bit 52.
        return Vector256.AsDouble(Vector256.Add(Vector256.AsInt64(sum), Vector256.ShiftLeft(Vector256.AsInt64(rounded), 52)));
    }
}

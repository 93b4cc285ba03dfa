using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Search;

/// <summary>
/// Loops over doubles in four fixed lanes. Every operation is an IEEE 754 add, subtract, multiply, minimum, maximum or square root in
/// an order written here, so a machine without vector instructions computes the same bits. Arrays are padded with zeros to a
/// multiple of four (<see cref="Padded"/>); ranges start at multiples of four.
/// </summary>
internal static class Lanes
{
    /// <summary>Doubles a step.</summary>
    public const int Width = 4;

    /// <summary>The least multiple of four that is not below <paramref name="count"/>.</summary>
    public static int Padded(int count) => (count + Width - 1) & ~(Width - 1);

    /// <summary>The sum of a[i] b[i] over [from, to): even and odd groups of four apart, then the lanes from first to last.</summary>
    public static double Dot(double[] a, double[] b, int from, int to)
    {
        ref var x = ref MemoryMarshal.GetArrayDataReference(a);
        ref var y = ref MemoryMarshal.GetArrayDataReference(b);
        Vector256<double> even = Vector256<double>.Zero, odd = Vector256<double>.Zero;
        var i = from;
        for (; i + Width < to; i += 2 * Width)
        {
            even += At(ref x, i) * At(ref y, i);
            odd += At(ref x, i + Width) * At(ref y, i + Width);
        }

        if (i < to)
            even += At(ref x, i) * At(ref y, i);
        return Sum(even + odd);
    }

    /// <summary>Four of these sums with one common factor, bit for bit, in about the time of two.</summary>
    public static void Dot(double[] common, double[] b0, double[] b1, double[] b2, double[] b3, int from, int to, Span<double> sums)
    {
        ref var x = ref MemoryMarshal.GetArrayDataReference(common);
        ref var y0 = ref MemoryMarshal.GetArrayDataReference(b0);
        ref var y1 = ref MemoryMarshal.GetArrayDataReference(b1);
        ref var y2 = ref MemoryMarshal.GetArrayDataReference(b2);
        ref var y3 = ref MemoryMarshal.GetArrayDataReference(b3);
        Vector256<double> e0 = Vector256<double>.Zero, e1 = e0, e2 = e0, e3 = e0, o0 = e0, o1 = e0, o2 = e0, o3 = e0;
        var i = from;
        for (; i + Width < to; i += 2 * Width)
        {
            var even = At(ref x, i);
            e0 += even * At(ref y0, i);
            e1 += even * At(ref y1, i);
            e2 += even * At(ref y2, i);
            e3 += even * At(ref y3, i);
            var odd = At(ref x, i + Width);
            o0 += odd * At(ref y0, i + Width);
            o1 += odd * At(ref y1, i + Width);
            o2 += odd * At(ref y2, i + Width);
            o3 += odd * At(ref y3, i + Width);
        }

        if (i < to)
        {
            var even = At(ref x, i);
            e0 += even * At(ref y0, i);
            e1 += even * At(ref y1, i);
            e2 += even * At(ref y2, i);
            e3 += even * At(ref y3, i);
        }

        sums[0] = Sum(e0 + o0);
        sums[1] = Sum(e1 + o1);
        sums[2] = Sum(e2 + o2);
        sums[3] = Sum(e3 + o3);
    }

    /// <summary>target[i] += factor * a[i] over [0, to).</summary>
    public static void AddScaled(double[] target, double factor, double[] a, int to)
    {
        ref var y = ref MemoryMarshal.GetArrayDataReference(target);
        ref var x = ref MemoryMarshal.GetArrayDataReference(a);
        var f = Vector256.Create(factor);
        for (var i = 0; i < to; i += Width)
            Put(At(ref y, i) + f * At(ref x, i), ref y, i);
    }

    /// <summary>e to the power of four numbers of [-700, 0] (lower ones count as -700), relative error below 1e-15.</summary>
    /// <remarks>The reduction of <see cref="PortableMath.Exp"/>; 2^k by adding k to the exponent's bits.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> ExpOfNegative(Vector256<double> x)
    {
        const double Magic = 6755399441055744; // 1.5 * 2^52: adding it rounds to a whole number, which then stands in the low bits
        x = Vector256.Max(x, Vector256.Create(-700.0));
        var shifted = x * Vector256.Create(1.4426950408889634) + Vector256.Create(Magic);
        var k = shifted - Vector256.Create(Magic);
        var r = x - k * Vector256.Create(6.93147180369123816490e-01) - k * Vector256.Create(1.90821492927058770002e-10);
        var p = Vector256.Create(1.0 / 479001600);
        p = p * r + Vector256.Create(1.0 / 39916800);
        p = p * r + Vector256.Create(1.0 / 3628800);
        p = p * r + Vector256.Create(1.0 / 362880);
        p = p * r + Vector256.Create(1.0 / 40320);
        p = p * r + Vector256.Create(1.0 / 5040);
        p = p * r + Vector256.Create(1.0 / 720);
        p = p * r + Vector256.Create(1.0 / 120);
        p = p * r + Vector256.Create(1.0 / 24);
        p = p * r + Vector256.Create(1.0 / 6);
        p = p * r + Vector256.Create(0.5);
        p = p * r + Vector256<double>.One;
        p = p * r + Vector256<double>.One;
        return p * Vector256.ShiftLeft(shifted.AsInt64() + Vector256.Create(1023L), 52).AsDouble();
    }

    /// <summary>Elements [index, index + 4) of the array that begins at <paramref name="first"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> At(ref double first, int index) => Vector256.LoadUnsafe(ref first, (nuint)index);

    /// <summary>Writes elements [index, index + 4) of the array that begins at <paramref name="first"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(Vector256<double> value, ref double first, int index) => value.StoreUnsafe(ref first, (nuint)index);

    /// <summary>The sum of the lanes from first to last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector256<double> value) => value.GetElement(0) + value.GetElement(1) + value.GetElement(2) + value.GetElement(3);
}

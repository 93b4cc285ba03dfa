using System.Runtime.CompilerServices;

namespace Platform.Core.Tracking;

/// <summary>One value of a metric. Points of a key are ordered by step, then time, then value; equal points are one point.</summary>
/// <param name="Step">Any whole number; often a batch or an epoch.</param>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Value">NaN and the infinities are values; NaN comes before all others. Negative zero keeps its sign and comes before zero.</param>
public readonly record struct MetricPoint(long Step, long Time, double Value) : IComparable<MetricPoint>
{
    /// <summary>By step, time and value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareTo(MetricPoint other) =>
        Step != other.Step ? Step.CompareTo(other.Step) : Time != other.Time ? Time.CompareTo(other.Time) : Rank(Value).CompareTo(Rank(other.Value));

    /// <summary>By time, step and value: the order of MLflow's histories.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CompareByTime(MetricPoint a, MetricPoint b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.CompareTo(b);

    public static bool operator <(MetricPoint left, MetricPoint right) => left.CompareTo(right) < 0;

    public static bool operator >(MetricPoint left, MetricPoint right) => left.CompareTo(right) > 0;

    public static bool operator <=(MetricPoint left, MetricPoint right) => left.CompareTo(right) <= 0;

    public static bool operator >=(MetricPoint left, MetricPoint right) => left.CompareTo(right) >= 0;

    // A total order of doubles as whole numbers: the bits of negative ones are turned over; NaN, whatever its bits, is the least.
    private static long Rank(double value)
    {
        if (double.IsNaN(value))
            return long.MinValue;
        var bits = BitConverter.DoubleToInt64Bits(value);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }
}

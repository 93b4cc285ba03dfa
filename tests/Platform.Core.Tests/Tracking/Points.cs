using FsCheck;
using FsCheck.Fluent;
using Platform.Core.Tracking;

namespace Platform.Core.Tests.Tracking;

/// <summary>Batches of points for tests.</summary>
internal static class Points
{
    private static readonly double[] SpecialValues =
        [0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, 0.1, 1.0 / 3, 1e-300, 0.5f, float.MaxValue];

    private static readonly long[] SpecialNumbers = [0, 1, -1, 2, 100, 1_767_323_045_678, long.MaxValue, long.MinValue, long.MaxValue - 1, long.MinValue + 1];

    private static readonly string[] Keys = ["loss", "val_loss", "val_loss2", "val", "acc", "layer 1/weight norm", "ü", "漢字", "😀", "z"];

    /// <summary>Any batch: regular and wild steps, single and double values, the same point twice.</summary>
    public static Arbitrary<MetricBatch> Any { get; } = (
        from count in Gen.Choose(1, 120)
        from keys in Gen.Choose(1, Keys.Length)
        from regular in Gen.Elements(true, false)
        from seeds in Gen.Choose(0, int.MaxValue).ArrayOf(count)
        select Make(keys, regular, seeds)).ToArbitrary();

    /// <summary>What a batch says, as a set by key.</summary>
    public static Dictionary<string, List<MetricPoint>> Sets(MetricBatch batch)
    {
        var sets = new Dictionary<string, SortedSet<MetricPoint>>(StringComparer.Ordinal);
        for (var i = 0; i < batch.Count; i++)
        {
            var key = batch.Keys[batch.KeyOf[i]];
            if (!sets.TryGetValue(key, out var set))
                sets.Add(key, set = []);
            set.Add(new MetricPoint(batch.Steps[i], batch.Times[i], batch.Values[i]));
        }
        return sets.ToDictionary(s => s.Key, s => s.Value.ToList(), StringComparer.Ordinal);
    }

    /// <summary>Points 0 to n of a curve, a second apart.</summary>
    public static MetricBatch Curve(string key, int count, int from = 0, Func<int, double>? value = null)
    {
        var batch = new MetricBatch(count);
        var place = batch.Intern(key);
        for (var step = from; step < from + count; step++)
            batch.Add(place, step, 1_767_323_045_000 + (1000L * step), value?.Invoke(step) ?? Math.Sin(step));
        return batch;
    }

    private static MetricBatch Make(int keys, bool regular, int[] seeds)
    {
        var batch = new MetricBatch();
        for (var i = 0; i < seeds.Length; i++)
        {
            var seed = seeds[i];
            var key = Keys[regular ? i % keys : seed % keys];
            var step = regular ? i / keys : SpecialNumbers[seed / 16 % SpecialNumbers.Length];
            var time = regular ? 1_767_323_045_678 + (step * 1000) + (seed % 3) : SpecialNumbers[seed / 256 % SpecialNumbers.Length];
            batch.Add(key, new MetricPoint(step, time, seed % 2 == 0 ? SpecialValues[seed / 4096 % SpecialValues.Length] : seed / 1e9));
        }
        return batch;
    }
}

using System.Collections;

namespace Platform.Core.Studies;

/// <summary>
/// A curve that only grows. A prefix once given never changes, and all prefixes share their values, so that an observation of every
/// epoch costs a few words and not a copy. One writer; prefixes may be read by many threads.
/// </summary>
internal sealed class GrowingCurve
{
    private double[] _values = new double[8];

    public int Count { get; private set; }

    public void Add(double value)
    {
        if (Count == _values.Length)
            Array.Resize(ref _values, 2 * Count);
        _values[Count++] = value;
    }

    /// <summary>All values so far, or at most the first <paramref name="most"/>.</summary>
    public IReadOnlyList<double> Prefix(int? most = null) => new Part(_values, Math.Min(most ?? Count, Count));

    private sealed class Part(double[] values, int count) : IReadOnlyList<double>
    {
        public int Count => count;

        public double this[int index] => index >= 0 && index < count ? values[index] : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<double> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
                yield return values[i];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

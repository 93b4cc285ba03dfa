using System.Collections;

namespace Search;

/// <summary>The curve of a trial that ended before its last epoch by itself: what it was told with comes next, and then no further values, written as NaN.</summary>
internal sealed class ContinuedCurve(IReadOnlyList<double> curve, double told, int epochs) : IReadOnlyList<double>
{
    public int Count => epochs;

    public double this[int index] => index < curve.Count ? curve[index] : index == curve.Count ? told : double.NaN;

    public IEnumerator<double> GetEnumerator()
    {
        for (var i = 0; i < epochs; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

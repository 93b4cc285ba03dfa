using System.Collections;

namespace Search;

/// <summary>The first values of a list that others may still append to: what a trial had reported at one point of its history.</summary>
internal sealed class StudyCurve(List<double> values, int count) : IReadOnlyList<double>
{
    public int Count => count;

    public double this[int index] => index < count ? values[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<double> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
            yield return values[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

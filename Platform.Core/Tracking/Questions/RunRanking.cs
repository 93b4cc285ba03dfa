using System.Runtime.CompilerServices;

namespace Platform.Core.Tracking.Questions;

/// <summary>Finds the first runs of an order after a place, without sorting the others: a heap holds the best so far.</summary>
internal sealed class RunRanking
{
    private readonly RunColumns _runs;
    private readonly IReadOnlyList<RunOrder> _order;
    private readonly (NumberColumn? Numbers, TextColumn? Texts)[] _columns;
    private readonly IComparer<int> _worstFirst;

    public RunRanking(RunColumns runs, IReadOnlyList<RunOrder> order)
    {
        _runs = runs;
        _order = order;
        _columns = [.. order.Select(o => (runs.FindNumbers(o.Field), runs.FindTexts(o.Field)))];
        _worstFirst = Comparer<int>.Create((a, b) => Compare(b, a));
    }

    /// <summary>At most <paramref name="max"/> of the marked runs after a place, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // sees every run of every question
    public List<RunPlace> First(ReadOnlySpan<bool> marks, RunPlace? after, int max)
    {
        // The newest runs, which come first in the usual order, have the last slots: from behind, few later ones displace earlier ones. What the first number
        // ordered by says alone is decided by it alone, which is nearly every run.
        var best = new PriorityQueue<int, int>(_worstFirst);
        var (column, sign) = FirstNumbers();
        var (hasFirst, first, last) = (column is not null && after is not null, after is null ? 0 : Weight(FirstOf(after), sign), double.PositiveInfinity);
        for (var slot = marks.Length - 1; slot >= 0; slot--)
        {
            if (!marks[slot])
                continue;
            if (column is not null && Weight(column[slot], sign) is var weight && ((hasFirst && weight < first) || weight > last))
                continue;
            if (after is not null && Compare(slot, after) <= 0)
                continue;
            if (best.Count < max)
                best.Enqueue(slot, slot);
            else if (Compare(slot, best.Peek()) < 0)
                best.EnqueueDequeue(slot, slot);
            else
                continue;
            if (best.Count == max && column is not null)
                last = Weight(column[best.Peek()], sign);
        }
        var slots = best.UnorderedItems.Select(item => item.Element).ToList();
        slots.Sort(Compare);
        return slots.ConvertAll(PlaceOf);
    }

    // The number by which is ordered first, if it is one, with the sign that makes smaller come first.
    private (NumberColumn? Column, int Sign) FirstNumbers() => _order.Count == 0 ? (_runs.StartTimes, -1) : (_columns[0].Numbers, _order[0].Descending ? -1 : 1);

    // What is no number comes after all numbers, and its own order is not decided here.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Weight(double value, int sign) => double.IsNaN(value) ? double.PositiveInfinity : sign * value;

    private double FirstOf(RunPlace place) => _order.Count == 0 ? place.StartTime : place.Values[0] is { Rank: 0 } value ? value.Number : double.NaN;

    private RunPlace PlaceOf(int slot)
    {
        var values = new OrderValue[_columns.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = ValueOf(i, slot);
        return new RunPlace(values, _runs.StartTimeOf(slot), _runs.IdOf(slot));
    }

    private OrderValue ValueOf(int column, int slot) => _columns[column] switch
    {
        (null, null) => OrderValue.Of((string?)null),
        ({ } numbers, _) => OrderValue.Of(numbers[slot]),
        (_, { } texts) => OrderValue.Of(texts[slot]),
    };

    private int Compare(int a, int b)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            if (ValueOf(i, a).CompareTo(ValueOf(i, b), _order[i].Descending) is var compared and not 0)
                return compared;
        }
        var (startOfA, startOfB) = (_runs.StartTimeOf(a), _runs.StartTimeOf(b));
        return startOfA != startOfB ? startOfB.CompareTo(startOfA) : string.CompareOrdinal(_runs.IdOf(a), _runs.IdOf(b));
    }

    private int Compare(int slot, RunPlace place)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            if (ValueOf(i, slot).CompareTo(place.Values[i], _order[i].Descending) is var compared and not 0)
                return compared;
        }
        var start = _runs.StartTimeOf(slot);
        return start != place.StartTime ? place.StartTime.CompareTo(start) : string.CompareOrdinal(_runs.IdOf(slot), place.Id);
    }
}

namespace Platform.Core.Tracking.Questions;

/// <summary>A number for each slot, or none.</summary>
internal sealed class NumberColumn
{
    // A NaN of its own, told from others by its bits.
    private const long AbsentBits = 0x7FF8_4142_5345_4E54;

    private double[] _values = [];

    /// <summary>The value that stands for none; it is a NaN, so every comparison with it is false.</summary>
    public static double Absent { get; } = BitConverter.Int64BitsToDouble(AbsentBits);

    public static bool IsAbsent(double value) => BitConverter.DoubleToInt64Bits(value) == AbsentBits;

    public double this[int slot] => slot < _values.Length ? _values[slot] : Absent;

    public void Set(int slot, double value)
    {
        if (slot >= _values.Length)
        {
            var old = _values.Length;
            Array.Resize(ref _values, Math.Max(slot + 1, old * 2));
            Array.Fill(_values, Absent, old, _values.Length - old);
        }
        _values[slot] = value;
    }

    /// <summary>Marks the slots whose numbers compare so.</summary>
    public void Mark(Span<bool> marks, RunComparison comparison, double than)
    {
        var values = _values.AsSpan(0, Math.Min(_values.Length, marks.Length));
        marks[values.Length..].Fill(comparison == RunComparison.IsNull);
        for (var i = 0; i < values.Length; i++)
            marks[i] = IsSo(values[i], comparison, than);
    }

    /// <summary>Whether a number compares so.</summary>
    public static bool IsSo(double value, RunComparison comparison, double than) => comparison switch
    {
        RunComparison.Equal => value == than,
        RunComparison.NotEqual => value != than && !IsAbsent(value),
        RunComparison.Less => value < than,
        RunComparison.AtMost => value <= than,
        RunComparison.Greater => value > than,
        RunComparison.AtLeast => value >= than,
        RunComparison.IsNull => IsAbsent(value),
        RunComparison.IsNotNull => !IsAbsent(value),
        _ => throw new InvalidInputException("filter", $"a number cannot be compared by {comparison}."),
    };
}

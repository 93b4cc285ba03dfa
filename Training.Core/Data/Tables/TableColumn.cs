namespace Training.Core.Data.Tables;

/// <summary>One column of a table, with a value for each row. Read-only.</summary>
public sealed class TableColumn
{
    private readonly double[] _numbers;
    private readonly int[] _codes;

    private TableColumn(string name, ColumnKind kind, double[] numbers, int[] codes, string[] levels)
    {
        Name = name;
        Kind = kind;
        Levels = levels;
        _numbers = numbers;
        _codes = codes;
    }

    /// <summary>From the header, or <c>column_1</c>, <c>column_2</c> and so on where there is none.</summary>
    public string Name { get; }

    /// <summary>What its values are.</summary>
    public ColumnKind Kind { get; }

    /// <summary>Whether a value is a number to a model: a number, or a date as days since 1970.</summary>
    public bool IsNumeric => Kind is ColumnKind.Number or ColumnKind.Date;

    /// <summary>The distinct values of a category or text in ordinal order; empty for numbers and dates.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>A number for each row, NaN where it is missing; empty for categories and texts.</summary>
    public ReadOnlySpan<double> Numbers => _numbers;

    /// <summary>An index into <see cref="Levels"/> for each row, -1 where the value is missing; empty for numbers and dates.</summary>
    public ReadOnlySpan<int> Codes => _codes;

    /// <summary>Whether a row has no value.</summary>
    public bool IsMissing(int row) => IsNumeric ? double.IsNaN(_numbers[row]) : _codes[row] < 0;

    /// <summary>What to say where it looks like numbers or dates in another spelling; null otherwise.</summary>
    internal string? Misread()
    {
        var counts = new int[Levels.Count];
        foreach (var code in _codes)
        {
            if (code >= 0)
                counts[code]++;
        }

        return ColumnInference.Misread(Name, Levels.Zip(counts));
    }

    internal static TableColumn OfNumbers(string name, double[] values, ColumnKind kind = ColumnKind.Number) => new(name, kind, values, [], []);

    internal static TableColumn OfLevels(string name, int[] codes, string[] levels, ColumnKind kind = ColumnKind.Category) => new(name, kind, [], codes, levels);
}

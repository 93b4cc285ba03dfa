using Platform.Core.Tracking;

namespace Platform.Web.Tracking;

/// <summary>By what a table of runs is ordered. In addresses <c>metrics.loss asc</c>.</summary>
public sealed record RunSort(RunColumn Column, bool Descending)
{
    private const string Down = " desc";
    private const string Up = " asc";

    /// <summary>The newest first.</summary>
    public static RunSort Default { get; } = new(RunColumn.Started, Descending: true);

    public string Text => Column.Text + (Descending ? Down : Up);

    public IReadOnlyList<RunOrder> Order => [new RunOrder(Column.Field, Descending)];

    /// <summary>The order that a text names; the usual one for anything else.</summary>
    public static RunSort Parse(string? text)
    {
        var descending = text?.EndsWith(Down, StringComparison.Ordinal) == true;
        if (!descending && text?.EndsWith(Up, StringComparison.Ordinal) != true)
            return Default;
        return RunColumn.Parse(text![..^(descending ? Down : Up).Length]) is { } column ? new RunSort(column, descending) : Default;
    }

    /// <summary>What a press on a column's head asks for: first the direction in which most look, then the other one.</summary>
    public RunSort Press(RunColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column == Column ? this with { Descending = !Descending } : new RunSort(column, column.IsNumber);
    }
}

namespace Platform.Core.Tracking.Questions;

/// <summary>What a run has in a field that is ordered by. Numbers and texts come first, then NaN, then nothing, in both directions.</summary>
/// <param name="Rank">0 a value, 1 NaN, 2 nothing.</param>
internal readonly record struct OrderValue(int Rank, double Number, string? Text)
{
    public static OrderValue Of(double value) =>
        NumberColumn.IsAbsent(value) ? new(2, 0, null) : double.IsNaN(value) ? new(1, 0, null) : new(0, value, null);

    public static OrderValue Of(string? text) => text is null ? new(2, 0, null) : new(0, 0, text);

    public int CompareTo(in OrderValue other, bool descending)
    {
        if (Rank != other.Rank || Rank != 0)
            return Rank.CompareTo(other.Rank);
        var order = Text is null ? Number.CompareTo(other.Number) : string.CompareOrdinal(Text, other.Text);
        return descending ? -order : order;
    }
}

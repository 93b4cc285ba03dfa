using Platform.Core.Views;

namespace Platform.Web.Experiments.Board;

/// <summary>The order of the trials' table. Pure.</summary>
public static class TrialOrder
{
    /// <summary>The places of the trials that pass, ordered by a column; those without a value last, equal ones by their number.</summary>
    public static int[] Of(IReadOnlyList<TrialView> trials, Func<TrialView, bool> passes, TrialColumn column, bool ascending)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(passes);
        ArgumentNullException.ThrowIfNull(column);
        var entries = new List<(int Place, double Number, string? Text)>(trials.Count);
        for (var i = 0; i < trials.Count; i++)
        {
            if (!passes(trials[i]))
                continue;
            var value = column.Value(trials[i]);
            entries.Add((i, value is double number ? number : double.NaN, value as string));
        }
        var sign = ascending ? 1 : -1;
        entries.Sort((a, b) => (column.IsNumber ? Numbers(a.Number, b.Number) : Texts(a.Text, b.Text)) is var order && order != 0 ? order : a.Place.CompareTo(b.Place));
        return [.. entries.Select(e => e.Place)];

        int Numbers(double a, double b) => (double.IsNaN(a), double.IsNaN(b)) switch
        {
            (false, false) => sign * a.CompareTo(b),
            var (no, none) => no.CompareTo(none),
        };

        int Texts(string? a, string? b) => (a, b) switch
        {
            (not null, not null) => sign * string.CompareOrdinal(a, b),
            _ => (a is null).CompareTo(b is null),
        };
    }
}

using Platform.Core.Experiments;
using Platform.Core.Views;
using Platform.Web.Components;

namespace Platform.Web.Experiments.Board;

/// <summary>Trials by the values of a column: each value a group, or, of a number with many values, five ranges of about as many trials. Pure.</summary>
/// <param name="Labels">One a group, in the order of the column.</param>
/// <param name="Of">The group of each trial, <see cref="None"/> for none.</param>
public sealed record TrialGroups(IReadOnlyList<string> Labels, byte[] Of)
{
    /// <summary>In no group: the trial has no value.</summary>
    public const byte None = byte.MaxValue;

    /// <summary>What the group of the texts is called that are too many for groups of their own.</summary>
    public const string Others = "others";

    private const int Ranges = 5;
    private const int MostValues = 8; // more values of a number are put into ranges, more texts into one group of the rest: there are nine colours

    public static TrialGroups Nothing { get; } = new([], []);

    /// <summary>Groups trials by a column.</summary>
    public static TrialGroups By(IReadOnlyList<TrialView> trials, TrialColumn column)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(column);
        object?[] values = [.. trials.Select(column.Value)];
        var numbers = values.OfType<double>().Where(double.IsFinite).Distinct().Order().ToList();
        if (numbers.Count > MostValues)
            return InRanges(values, [.. values.OfType<double>().Where(double.IsFinite).Order()]);
        var texts = numbers.Count > 0 ? [] : values.OfType<string>().CountBy(v => v, StringComparer.Ordinal).OrderByDescending(v => v.Value).Take(MostValues).Select(v => v.Key).Order(StringComparer.Ordinal).ToList();
        var rest = numbers.Count == 0 && values.OfType<string>().Distinct(StringComparer.Ordinal).Count() > texts.Count;
        return new TrialGroups(
            [.. numbers.Select(v => Show.Number(v)), .. texts, .. rest ? [Others] : Array.Empty<string>()],
            Array.ConvertAll(values, v => v switch
            {
                double number when double.IsFinite(number) => (byte)numbers.BinarySearch(number),
                string text => (byte)(texts.IndexOf(text) is >= 0 and var at ? at : texts.Count),
                _ => None,
            }));
    }

    /// <summary>What each group's trials have reached.</summary>
    /// <param name="counts">Which trials count, by their place.</param>
    public IReadOnlyList<TrialGroup> Sum(IReadOnlyList<TrialView> trials, TrialColumn column, Objective objective, Func<int, bool> counts)
    {
        ArgumentNullException.ThrowIfNull(objective);
        var members = Labels.Select(_ => new List<TrialView>()).ToList();
        for (var i = 0; i < trials.Count; i++)
        {
            if (Of[i] != None && counts(i))
                members[Of[i]].Add(trials[i]);
        }
        return [.. Labels.Select((label, group) => Summed(label, members[group], column, objective))];
    }

    private static TrialGroup Summed(string label, List<TrialView> members, TrialColumn column, Objective objective)
    {
        List<double> values = [.. members.Select(t => t.BestValue).OfType<double>().Where(double.IsFinite)];
        List<double> where = [.. members.Select(t => column.Value(t)).OfType<double>()];
        double? mean = values.Count == 0 ? null : values.Average();
        double? deviation = values.Count < 2 ? null : Math.Sqrt(values.Sum(v => (v - mean!.Value) * (v - mean.Value)) / (values.Count - 1));
        double? best = values.Count == 0 ? null : values.MinBy(objective.ToMinimised);
        return new TrialGroup(label, members.Count, best, mean, deviation, where.Count == 0 ? null : where.Min(), where.Count == 0 ? null : where.Max());
    }

    private static TrialGroups InRanges(object?[] values, double[] sorted)
    {
        List<double> starts = [.. Enumerable.Range(0, Ranges).Select(r => sorted[r * sorted.Length / Ranges]).Distinct()];
        return new TrialGroups(
            [.. starts.Select((low, r) => $"{Show.Number(low)} – {Show.Number(r + 1 < starts.Count ? starts[r + 1] : sorted[^1])}")],
            Array.ConvertAll(values, v => v is double number && double.IsFinite(number) ? (byte)(starts.FindLastIndex(start => start <= number)) : None));
    }
}

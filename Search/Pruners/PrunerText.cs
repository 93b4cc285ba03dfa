using System.Globalization;

namespace Search;

/// <summary>Verdicts with their sentences: numbers are shown with the metric's own sign, in six digits.</summary>
internal static class PrunerText
{
    /// <summary>A trial that is not compared, and why.</summary>
    public static Verdict Kept(int epoch, FormattableString reason) => new(Prune: false, string.Create(CultureInfo.InvariantCulture, $"Kept at epoch {epoch}: {Invariant(reason)}."));

    /// <summary>A trial that has had its full budget.</summary>
    public static Verdict Last(int epoch) => Kept(epoch, $"that was its last");

    /// <summary>A trial stopped for a reason that is no comparison with a bound.</summary>
    public static Verdict Pruned(int epoch, FormattableString reason) => new(Prune: true, string.Create(CultureInfo.InvariantCulture, $"Pruned at epoch {epoch}: {Invariant(reason)}."));

    /// <summary>A trial compared with a bound: pruned when its value is above it or not finite.</summary>
    /// <param name="study">Says which sign the metric has.</param>
    /// <param name="epoch">The trial's epoch now.</param>
    /// <param name="value">What is compared, minimised; infinite when the trial has no finite value.</param>
    /// <param name="bound">What it is compared with, minimised; infinite when nothing bounds it.</param>
    /// <param name="boundIs">What the bound is, for the sentence.</param>
    public static Verdict Compared(StudyView study, int epoch, double value, double bound, FormattableString boundIs)
    {
        var prune = value > bound;
        var sign = study.Maximised ? -1 : 1;
        var comparison = (double.IsFinite(value), double.IsFinite(bound)) switch
        {
            (true, true) => string.Create(CultureInfo.InvariantCulture, $"{sign * value:G6} is {Position(prune, study)} the bound {sign * bound:G6}"),
            (false, true) => string.Create(CultureInfo.InvariantCulture, $"it has no finite value yet and the bound is {sign * bound:G6}"),
            (true, false) => string.Create(CultureInfo.InvariantCulture, $"{sign * value:G6} has no finite value to be compared with"),
            _ => "neither it nor another trial has a finite value",
        };
        return new Verdict(prune, string.Create(CultureInfo.InvariantCulture, $"{(prune ? "Pruned" : "Kept")} at epoch {epoch}: {comparison}, {Invariant(boundIs)}."))
        {
            Value = double.IsFinite(value) ? value : null,
            Bound = double.IsFinite(bound) ? bound : null,
        };
    }

    private static string Position(bool prune, StudyView study) => (prune, study.Maximised) switch
    {
        (false, _) => "within",
        (true, false) => "above",
        (true, true) => "below",
    };

    /// <summary>The best 1/<paramref name="part"/> in words.</summary>
    public static string BestPart(int part) => part switch
    {
        2 => "the best half",
        3 => "the best third",
        4 => "the best quarter",
        5 => "the best fifth",
        _ => string.Create(CultureInfo.InvariantCulture, $"the best 1/{part}"),
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

using Platform.Core.Trials;

namespace Platform.Web.Trials;

/// <summary>How well each class of a confusion matrix is found. Pure.</summary>
/// <param name="Rows">Test rows of the class.</param>
/// <param name="Precision">Of those taken for it the share that are it; null if none was.</param>
/// <param name="Recall">Of those that are it the share taken for it; null if there are none.</param>
/// <param name="F1">Harmonic mean of both: 2 hits / (rows + taken for it); null if there is neither.</param>
public sealed record ClassFigures(string Name, long Rows, double? Precision, double? Recall, double? F1)
{
    /// <summary>One for each class, in the matrix's order.</summary>
    public static IReadOnlyList<ClassFigures> Of(TestConfusion confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        return [.. confusion.Classes.Select((name, i) =>
        {
            var (hits, rows, taken) = (confusion.Counts[i][i], confusion.Counts[i].Sum(), confusion.Counts.Sum(row => row[i]));
            return new ClassFigures(name, rows, Share(hits, taken), Share(hits, rows), Share(2 * hits, rows + taken));
        })];
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}

namespace Training.Core;

/// <summary>Where a model is wrong on the test part.</summary>
/// <param name="Rows">Rows that were judged; of a text its tokens.</param>
/// <param name="Wrong">How many of them got another answer than the truth; null where the answer is a number, which is never quite right.</param>
/// <param name="Mistakes">
/// The wrong ones, the most confident mistake first; of numbers those furthest from the truth, the furthest first. At most
/// <see cref="MostOfCell"/> of each pair of true and given class and <see cref="MostRows"/> in all; of numbers and tokens <see cref="MostOfOneKind"/>.
/// </param>
/// <param name="Right">Of classes, the right ones, the least confident first, bounded in the same way; else empty.</param>
public sealed record TestMistakes(int Rows, int? Wrong, IReadOnlyList<JudgedRow> Mistakes, IReadOnlyList<JudgedRow> Right)
{
    /// <summary>The most rows that are listed of one pair of true and given class.</summary>
    public const int MostOfCell = 200;

    /// <summary>The most rows that are listed of all pairs together: each pair's first before any pair's second.</summary>
    public const int MostRows = 20_000;

    /// <summary>The most numbers or tokens that are listed.</summary>
    public const int MostOfOneKind = 1_000;
}

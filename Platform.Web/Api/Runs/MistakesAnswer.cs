using Training.Core;

namespace Platform.Web.Api;

/// <summary>The test rows that a run answered wrongly.</summary>
/// <param name="Progress">0 to 1; the other members are there at 1.</param>
/// <param name="Rows">Rows that were judged; of a text its tokens.</param>
/// <param name="Wrong">How many were answered wrongly; null for numbers.</param>
/// <param name="Items">The most confident mistake first; of numbers the furthest off first; of a class with itself the least sure first.</param>
public sealed record MistakesAnswer(double Progress, int? Rows, int? Wrong, IReadOnlyList<JudgedRow> Items);

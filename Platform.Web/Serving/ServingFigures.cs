namespace Platform.Web.Serving;

/// <summary>How a served checkpoint answered since this server started.</summary>
/// <param name="Calls">Calls answered.</param>
/// <param name="Rows">Rows of all calls.</param>
/// <param name="Counted">Newest calls that the percentiles are of.</param>
/// <param name="P50Ms">Milliseconds from a call to its answer, waiting included, that half of them did not exceed.</param>
/// <param name="P99Ms">The same of 99 of 100.</param>
/// <param name="Batches">How many calls were answered together.</param>
public sealed record ServingFigures(long Calls, long Rows, int Counted, double P50Ms, double P99Ms, IReadOnlyList<ServingBatch> Batches);

/// <summary>Calls of the model that answered so many callers.</summary>
/// <param name="To">Null for any number.</param>
public sealed record ServingBatch(int From, int? To, long Count);

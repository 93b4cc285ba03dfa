namespace Platform.Web.Experiments.Board;

/// <summary>What the charts of a sweep share.</summary>
/// <param name="Sweep">Its identity.</param>
/// <param name="Best">The number of the best trial; 0 for none.</param>
/// <param name="Total">How many trials it will have.</param>
/// <param name="Fixed">Keys of the columns that stay at the left.</param>
/// <param name="Past">Whether it is seen as it was: then each change is drawn at once.</param>
public sealed record BoardSettings(string Sweep, bool Maximize, int Best, int Total, IReadOnlyList<string> Fixed, bool Past = false);

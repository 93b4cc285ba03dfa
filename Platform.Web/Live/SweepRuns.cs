using Platform.Core.Views;

namespace Platform.Web.Live;

/// <summary>A sweep with all its runs, reproductions included, of one moment.</summary>
/// <param name="Runs">By identity. A run that has not changed since an earlier moment is the same instance.</param>
/// <param name="Through">The number of the last event that has been seen.</param>
public sealed record SweepRuns(ExperimentView Sweep, IReadOnlyDictionary<string, TrialView> Runs, long Through);

using Platform.Core.Experiments;
using Platform.Core.Tracking;
using Platform.Core.Views;

namespace Platform.Web.Live;

/// <summary>What the home page shows of the journal, the same for everybody.</summary>
/// <param name="Sweeps">The newest sweeps.</param>
/// <param name="Trends">Best-so-far curves by sweep.</param>
/// <param name="Failures">The trials of those sweeps that failed last, the newest first.</param>
/// <param name="Latest">The tracked runs that came last.</param>
public sealed record HomeView(
    IReadOnlyList<ExperimentView> Sweeps, IReadOnlyDictionary<string, IReadOnlyList<double>> Trends, IReadOnlyList<TrialView> Failures, IReadOnlyList<TrackedRun> Latest)
{
    /// <summary>How many sweeps were archived; they are nowhere else in here.</summary>
    public int Archived { get; init; }

    /// <summary>How many sweeps there are in all, by status.</summary>
    public IReadOnlyDictionary<ExperimentStatus, int> Counts { get; init; } = new Dictionary<ExperimentStatus, int>();

    /// <summary>Everything up to this number of the journal is in.</summary>
    public long Through { get; init; }
}

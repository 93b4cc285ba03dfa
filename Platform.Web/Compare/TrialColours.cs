using Platform.Core.Views;

namespace Platform.Web.Compare;

/// <summary>The colours of compared runs. Pure.</summary>
public static class TrialColours
{
    // Of the palette but the first one, which is the best trial's.
    private const int Colours = 9;

    /// <summary>Each run's place in the palette: trials of one sweep have the colours of its page, as long as those differ; other runs those of their places in the address.</summary>
    /// <param name="places">Of the runs in the address.</param>
    /// <param name="sweep">That all runs are trials of; null if they are not of one.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<ComparedRun> runs, IReadOnlyList<int> places, ExperimentView? sweep)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(places);
        if (sweep is null || runs.Any(run => run.Trial is not { ReproducesTrialId: null }))
            return places; // a reproduction is not among the trials of the sweep's page
        // As chart-board.js has them: of few trials all have a colour, of many those that were chosen for the comparison.
        int[] colours = sweep.Proposed <= Colours
            ? [.. runs.Select(run => run.Id == sweep.BestTrialId ? 0 : 1 + (run.Trial!.Number - 1) % Colours)]
            : [.. places.Select(place => 1 + place % Colours)];
        return colours.Distinct().Count() == colours.Length ? colours : places;
    }
}

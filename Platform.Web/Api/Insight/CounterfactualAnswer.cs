using Platform.Core;
using Platform.Core.Experiments;
using Search;

namespace Platform.Web.Api;

/// <summary>What another pruner would have saved and cost, had the sweep's trials run under it; values in the objective's own sense.</summary>
/// <param name="Lanes">How many trials would have run at once.</param>
/// <param name="Trials">Finished trials that were replayed.</param>
/// <param name="Epochs">Epochs that would have been trained.</param>
/// <param name="EpochsSaved">Fewer than without pruning.</param>
/// <param name="HoursSaved">Hours of training saved, over all lanes.</param>
/// <param name="WallHoursSaved">How many hours earlier the sweep would have ended.</param>
/// <param name="Best">The best value without pruning; null if no trial has one.</param>
/// <param name="BestWithPruner">The best value that would have been found.</param>
/// <param name="GoodTrials">How many trials are among the best tenth.</param>
/// <param name="Lost">Identities of those that would have been pruned, the best first.</param>
public sealed record CounterfactualAnswer(
    string Pruner, int Lanes, int Trials, int Epochs, int EpochsSaved, double HoursSaved, double WallHoursSaved, double? Best, double? BestWithPruner, int GoodTrials,
    IReadOnlyList<string> Lost)
{
    /// <summary>The share of the epochs without pruning that would have been saved, 0 to 1.</summary>
    public double Saved => Epochs + EpochsSaved is > 0 and var all ? (double)EpochsSaved / all : 0;

    internal static CounterfactualAnswer Of(string sweep, Objective objective, string pruner, int lanes, int trials, ReplayComparison comparison) => new(
        pruner, lanes, trials, comparison.Epochs, comparison.EpochsSaved, comparison.HoursSaved, comparison.WallHoursSaved,
        comparison.BaselineBest is { } best ? objective.ToMinimised(best) : null, comparison.CandidateBest is { } with ? objective.ToMinimised(with) : null,
        comparison.GoodTrials, [.. comparison.Lost.Select(trial => StreamNames.TrialId(sweep, trial.Recorded + 1))]);
}

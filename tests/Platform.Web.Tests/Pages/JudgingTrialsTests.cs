using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Labels;
using Search;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class JudgingTrialsTests
{
    [Fact]
    public void The_best_three_trials_of_each_fold_judge() =>
        Assert.Equal([2, 3, 4, 5], Judges(Trial(1, fold: 1, 0.5), Trial(2, fold: 1, 0.9), Trial(3, fold: 1, 0.6), Trial(4, fold: 1, 0.8), Trial(5, fold: 2, 0.1)));

    [Fact]
    public void Only_completed_trials_judge_that_learnt_labels_and_began_with_weights_of_their_own()
    {
        var good = Trial(1, fold: 1, 0.5);
        TrialView[] others =
        [
            good with { Number = 2, Status = TrialStatus.Pruned }, good with { Number = 3, Inherits = new InheritedCheckpoint("abcdefgh-1", 1, "c") },
            good with { Number = 4, ReproducesTrialId = "abcdefgh-1" }, With(good, 5, ("start_from", "models:/digits@champion")), With(good, 6, ("model", "autoencoder")),
        ];
        Assert.Equal([1], Judges([good, .. others]));
    }

    private static IEnumerable<int> Judges(params TrialView[] trials) => JudgingTrials.Of(Objective.Default, trials).Select(trial => trial.Number);

    private static TrialView Trial(int number, long fold, double value) =>
        With(SomeViews.Trial(number), number, ("split.folds", 2L), ("split.fold", fold)) with { BestValue = value };

    private static TrialView With(TrialView trial, int number, params (string Name, object Value)[] fields)
    {
        var all = new Dictionary<string, object>(trial.Fields, StringComparer.Ordinal);
        foreach (var (name, value) in fields)
            all[name] = value;
        return trial with { Number = number, Fields = new ParameterSet(all) };
    }
}

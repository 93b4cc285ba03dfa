using Platform.Core.Trials;
using Platform.Core.Views;
using Xunit;

namespace Platform.Core.Tests.Views;

/// <summary>Compares a run's view with the state that folding its events gives.</summary>
internal static class ViewAssert
{
    public static void Same(Trial state, TrialView view)
    {
        Assert.Equal((state.Status, state.Attempt, state.FruitlessAttempts), (view.Status, view.Attempt, view.FruitlessAttempts));
        Assert.Equal(state.Epochs.Select(e => e.TrainLoss), view.TrainLoss);
        Assert.Equal(state.Epochs.Select(e => e.ValidationLoss), view.ValidationLoss);
        Assert.Equal(state.Epochs.Select(e => e.Checkpoint), view.Checkpoints);
        foreach (var (name, curve) in view.Metrics)
            Assert.Equal(state.Epochs.Select(e => e.Metric(name) ?? double.NaN), curve);
        Assert.Equal((state.BestEpoch == 0 ? null : state.BestEpoch, state.BestValue), (view.BestEpoch, view.BestValue));
        Assert.Equal((state.Parameters, state.Fields, state.MaxEpochs, state.Lane), (view.Parameters, view.Fields, view.Epochs, view.Lane));
        Assert.Equal((state.DataDigest, state.Silo, state.ReproducesTrialId), (view.DataDigest, view.Silo, view.ReproducesTrialId));
        Assert.Equal((state.TestEvaluationWanted, state.Verdict), (view.TestEvaluationWanted, view.Verdict));
    }
}

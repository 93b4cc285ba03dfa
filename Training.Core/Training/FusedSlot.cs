using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>One trial of a <see cref="FusedSession"/>.</summary>
/// <param name="session">One that <see cref="FusedSession.Obstacle"/> has nothing against.</param>
internal sealed class FusedSlot(TrainingSession session)
{
    public TrainingSession Session => session;

    /// <summary>What its steps change.</summary>
    public SupervisedLearner Learner { get; } = (SupervisedLearner)session.Parts.Learner;

    /// <summary>The epoch that it is in; null between two.</summary>
    public TrainingSession.EpochInProgress? Epoch { get; private set; }

    /// <summary>Why the trial cannot go on, or null.</summary>
    public DivergedException? Diverged { get; private set; }

    /// <summary>Whether it has epochs to train.</summary>
    public bool HasMore => Diverged is null && session.CompletedEpochs < session.Parts.Spec.Epochs && session.Stopped is null;

    public void Begin() => Epoch = session.Begin();

    /// <summary>Whether it takes part in a step of this epoch.</summary>
    public bool Takes(int step) => Diverged is null && step < Epoch!.Steps;

    /// <summary>Takes what a step answered.</summary>
    public void Stepped((double Loss, torch.Tensor Output) answer, in Batch batch)
    {
        try
        {
            Epoch!.Stepped(answer.Loss, answer.Output, batch);
        }
        catch (DivergedException diverged)
        {
            Diverged = diverged;
        }
    }

    /// <summary>Validates; null when the trial has diverged.</summary>
    public EpochResult? End(CancellationToken stop)
    {
        var epoch = Epoch!;
        Epoch = null;
        try
        {
            return Diverged is null ? epoch.End(stop) : null;
        }
        catch (DivergedException diverged)
        {
            Diverged = diverged;
            return null;
        }
    }
}

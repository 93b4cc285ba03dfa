namespace Platform.Silo.Lanes;

/// <summary>What becomes of a lane after one firing.</summary>
public enum LaneStep
{
    /// <summary>Its work goes on: it queues again behind the others of its priority.</summary>
    Next,

    /// <summary>It was interrupted by this silo's shutdown: it queues again where it stood, for another silo to take.</summary>
    HandBack,

    /// <summary>Its work is done: the scheduler forgets it.</summary>
    Done,

    /// <summary>Nothing; another firing, or the reconciler, sees to it.</summary>
    Leave,
}

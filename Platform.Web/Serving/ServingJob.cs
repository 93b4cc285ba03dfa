using Training.Core;

namespace Platform.Web.Serving;

/// <summary>Work that waits for a serving thread.</summary>
internal abstract class ServingJob(string digest, string file)
{
    /// <summary>SHA-256 of the checkpoint.</summary>
    public string Digest { get; } = digest;

    public string File { get; } = file;

    /// <summary>Rows that it asks about; 0 for work that is always done alone.</summary>
    public virtual int Rows => 0;

    /// <summary>Whether a caller asked and has an answer, delivered or not: neither a trial of the platform's own nor a refusal.</summary>
    public virtual bool Counts => false;

    /// <summary>Whether nobody waits for it any more.</summary>
    public abstract bool IsGone { get; }

    /// <summary>Whether another can be answered in the same call of the model.</summary>
    public virtual bool Takes(ServingJob other) => false;

    /// <summary>Does it and keeps what came of it. Never throws: an error goes to the caller.</summary>
    public abstract void Run(TrainedModel model);

    /// <summary>Does it together with others that it takes; each keeps what came of it. Never throws.</summary>
    public virtual void Run(TrainedModel model, IReadOnlyList<ServingJob> others) => throw new InvalidOperationException("This work is done alone.");

    /// <summary>Tells the caller what came of it.</summary>
    public abstract void Deliver();

    /// <summary>Tells the caller that it was not done.</summary>
    public abstract void Refuse(Exception error);

    /// <summary>Tells a caller who has gone.</summary>
    public abstract void Leave();
}

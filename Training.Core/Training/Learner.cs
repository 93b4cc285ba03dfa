using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>What learns: network, optimizer and the step that joins them. One session drives one learner on one thread.</summary>
internal abstract class Learner : IDisposable
{
    /// <summary>The rate of the next step.</summary>
    public abstract double LearningRate { get; set; }

    /// <summary>Steps that the optimizer has taken.</summary>
    public abstract long Steps { get; }

    /// <summary>Forward, loss, backward and the optimizer's step on one batch; the batch's mean loss and its outputs, owned by the current scope.</summary>
    public abstract (double Loss, torch.Tensor Output) Step(in Batch batch);

    /// <summary>Whether it learns from all training rows at once, by <see cref="LearnEpoch"/> instead of <see cref="Step"/>.</summary>
    public virtual bool LearnsFromWholeEpochs => false;

    /// <summary>Learns one epoch from some training rows, given by number; the measures over them afterwards, <c>loss</c> among them.</summary>
    /// <exception cref="NotSupportedException">It learns from batches.</exception>
    public virtual IReadOnlyDictionary<string, double> LearnEpoch(PreparedData data, ReadOnlyMemory<int> rows, int epoch, CancellationToken stop) =>
        throw new NotSupportedException("This learner takes batches.");

    /// <summary>Whether training and validation losses are the same measure, so that a gap between them means something.</summary>
    public virtual bool ComparesLosses => true;

    /// <summary>A picture for people of what the network makes, in evaluation mode; null where there is nothing to see.</summary>
    /// <param name="data">The trial's.</param>
    /// <param name="rows">Validation rows to show.</param>
    public virtual Picture? Show(PreparedData data, ReadOnlySpan<int> rows) => null;

    /// <summary>The network's answer in its current mode.</summary>
    public abstract torch.Tensor Forward(in Batch batch);

    /// <summary>The same for a batch of the training pool's rows (<see cref="Batch.Rows"/>) that is asked about after each epoch: a learner may go on from its last answer.</summary>
    public virtual torch.Tensor ForwardAgain(in Batch batch) => Forward(batch);

    /// <summary>Whether the next steps look at their gradients, for <see cref="Gradients"/>.</summary>
    public bool MeasureGradients { get; set; }

    /// <summary>What the last measured step found before clipping, by layer: norm and number of elements.</summary>
    public virtual IReadOnlyList<(string Layer, double Norm, long Elements)> Gradients => [];

    /// <summary>The network's answer, and for each ReLU layer how many of its units are 0 for the whole batch.</summary>
    public virtual (torch.Tensor Output, IReadOnlyList<(string Layer, int Dead, int Units)> Dead) Watch(in Batch batch) => (ForwardAgain(batch), []);

    /// <summary>Where a value that is not a finite number comes from, as the end of a sentence; null when it cannot be found.</summary>
    public virtual string? FirstNonFinite(in Batch batch) => null;

    /// <summary>The network, if its answers have gradients; else null.</summary>
    public virtual torch.nn.Module? Network => null;

    /// <summary>Training mode (true) or evaluation mode.</summary>
    public abstract void Train(bool on);

    /// <summary>Weights under PyTorch's names, then the optimizer's memory with the prefix <c>optimizer.</c>; read while the caller's scope is open.</summary>
    public abstract IEnumerable<(string Name, torch.Tensor Tensor)> State();

    /// <summary>Takes weights from a checkpoint, whose names and shapes must fit.</summary>
    public abstract void LoadWeights(Checkpoint checkpoint);

    /// <summary>Takes the optimizer's memory from a checkpoint; false, and nothing taken, when it is of another kind or of other parameters.</summary>
    public abstract bool LoadOptimizer(Checkpoint checkpoint);

    /// <inheritdoc/>
    public abstract void Dispose();
}

using System.Runtime.InteropServices;
using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>One of some classes: logits (N, classes) against class numbers (N).</summary>
internal sealed class ClassificationTask : TrainingTask
{
    private readonly LossSpec _loss;
    private readonly float[]? _weights;

    /// <param name="loss">cross_entropy (auto), binary_cross_entropy or kl.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="weights">A weight for each class in the training loss, or null.</param>
    public ClassificationTask(LossSpec loss, int classes, float[]? weights = null)
    {
        if (loss.Kind is not ("auto" or "cross_entropy" or "binary_cross_entropy" or "kl"))
            throw new SpecException("loss", $"'{loss.Kind}' does not fit classes. Use cross_entropy, binary_cross_entropy or kl, or auto.");
        (_loss, _weights, Outputs) = (loss, weights, classes);
    }

    public override int Outputs { get; }

    /// <summary>Whether the training loss is the plain cross entropy, without smoothing and weights.</summary>
    public bool IsPlain => _loss.Kind is "auto" or "cross_entropy" && _loss.LabelSmoothing == 0 && _weights is null;

    // Cross entropy weighs each class of a smoothed target by its own weight, as PyTorch does; the others weigh the row by its class's.
    private bool WeighsRows => _loss.Kind is "binary_cross_entropy" or "kl";

    public override torch.Tensor Loss(torch.Tensor output, in Batch batch)
    {
        var weights = _weights is null ? null : torch.tensor<float>(_weights).to(output.device);
        return batch.Mixed is { } mixed ? MixedLoss(output, batch.Target, mixed, weights) : Loss(output, batch.Target, _loss.LabelSmoothing, weights);
    }

    public override IScore TrainingScore() => new AccuracyScore();

    public override IScore EvaluationScore() => Score(forFullResult: true);

    public override IScore ValidationScore() => Score(forFullResult: false);

    private ClassificationScore Score(bool forFullResult) => new(Outputs, output => Losses.Probabilities(_loss, output), LossSum, forFullResult);

    private torch.Tensor Loss(torch.Tensor output, torch.Tensor target, double smoothing, torch.Tensor? weights) =>
        WeighsRows ? RowLoss(output, target, smoothing, weights?.index_select(0, target).reshape(-1, 1)) : Losses.CrossEntropy(output, target, smoothing, weights);

    private torch.Tensor RowLoss(torch.Tensor output, torch.Tensor target, double smoothing, torch.Tensor? rowWeights) => _loss.Kind == "kl"
        ? Losses.KullbackLeibler(output, Losses.OneHot(output, target).mul(1 - smoothing).add(smoothing / Outputs), rowWeights)
        : Losses.BinaryCrossEntropy(output, target, smoothing, rowWeights);

    // Every loss here is linear in the target but for a constant, so the blend of two losses is the loss of the blended target; not so where a
    // class weighs its whole row.
    private torch.Tensor MixedLoss(torch.Tensor output, torch.Tensor target, MixedTarget mixed, torch.Tensor? weights)
    {
        var own = mixed.Share.reshape(-1, 1); // (N, 1)
        var other = own.mul(-1).add(1);
        if (weights is not null && WeighsRows)
        {
            torch.Tensor Share(torch.Tensor of, torch.Tensor share) => RowLoss(output, of, _loss.LabelSmoothing, weights.index_select(0, of).reshape(-1, 1).mul(share));
            return Share(target, own).add(Share(mixed.Target, other));
        }

        var soft = Losses.OneHot(output, target).mul(own).add(Losses.OneHot(output, mixed.Target).mul(other)); // (N, classes)
        return Losses.Soft(_loss, output, soft, weights);
    }

    // Of one kind with the training loss, but without smoothing and weights.
    private double LossSum(torch.Tensor output, torch.Tensor target) => _loss.Kind == "binary_cross_entropy"
        ? Losses.BinaryCrossEntropy(output, target).item() * target.shape[0]
        : torch.nn.functional.cross_entropy(output, target, sum: true).item(); // also kl: a certain target has no entropy

    private sealed class AccuracyScore : IScore
    {
        private long _correct, _samples;

        public void Add(torch.Tensor output, in Batch batch)
        {
            _correct += torch.CountHits(output, batch.Target);
            _samples += batch.Samples;
        }

        public IReadOnlyDictionary<string, double> Result() => new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy"] = (double)_correct / _samples };
    }
}

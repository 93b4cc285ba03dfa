using System.Runtime.InteropServices;
using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>One of some classes: cross entropy of logits (N, classes) against class numbers (N).</summary>
internal sealed class ClassificationTask : TrainingTask
{
    private readonly double _smoothing;

    public ClassificationTask(LossSpec loss, int classes)
    {
        if (loss.Kind is not ("auto" or "cross_entropy"))
            throw new SpecException("loss", $"'{loss.Kind}' does not fit classes. Use cross_entropy, or auto.");
        _smoothing = loss.LabelSmoothing;
        Outputs = classes;
    }

    public override int Outputs { get; }

    public override torch.Tensor Loss(torch.Tensor output, in Batch batch) => torch.nn.functional.cross_entropy(output, batch.Target, _smoothing);

    public override IScore TrainingScore() => new Score(measureLoss: false);

    public override IScore EvaluationScore() => new Score(measureLoss: true);

    private sealed class Score(bool measureLoss) : IScore
    {
        private readonly List<float> _probabilities = [];
        private readonly List<long> _labels = [];
        private double _loss;
        private double _correct;
        private long _samples;

        public void Add(torch.Tensor output, in Batch batch)
        {
            if (measureLoss)
            {
                _loss += torch.nn.functional.cross_entropy(output, batch.Target, sum: true).item();
                _probabilities.AddRange(output.softmax(1).ToArray<float>());
                _labels.AddRange(batch.Target.ToArray<long>());
            }

            _correct += output.argmax(1).eq(batch.Target).sum().item();
            _samples += batch.Samples;
        }

        public IReadOnlyDictionary<string, double> Result()
        {
            var result = new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy"] = _correct / _samples };
            if (measureLoss)
            {
                result["loss"] = _loss / _samples;
                var area = Ranking.RocArea(CollectionsMarshal.AsSpan(_probabilities), CollectionsMarshal.AsSpan(_labels), _probabilities.Count / _labels.Count);
                if (!double.IsNaN(area)) // rows of one class only have none
                    result["roc_auc"] = area;
            }

            return result;
        }
    }
}

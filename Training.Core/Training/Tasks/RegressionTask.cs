using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>A number for each row. The loss is of the scaled target; the metrics rmse, mae, r2 and mape are in the target's own unit.</summary>
internal sealed class RegressionTask : TrainingTask
{
    private readonly LossSpec _loss;
    private readonly (double Center, double Scale) _target;

    public RegressionTask(LossSpec loss, (double Center, double Scale) target)
    {
        NumberLoss.Check(loss);
        (_loss, _target) = (loss, target);
    }

    public override int Outputs => 1;

    public override torch.Tensor Loss(torch.Tensor output, in Batch batch) => NumberLoss.Of(_loss, output, batch.Target);

    public override IScore TrainingScore() => new Score(_loss, _target, measureLoss: false);

    public override IScore EvaluationScore() => new Score(_loss, _target, measureLoss: true);

    private sealed class Score(LossSpec loss, (double Center, double Scale) scale, bool measureLoss) : IScore
    {
        private readonly RegressionMeasures _measures = new();
        private double _loss;

        public void Add(torch.Tensor output, in Batch batch)
        {
            var outputs = output.detach().ToArray<float>();
            var targets = batch.Target.ToArray<float>();
            var truths = batch.Truths.Span; // not the scaled targets, which are rounded to float32
            for (var i = 0; i < targets.Length; i++)
            {
                _measures.Add((outputs[i] * scale.Scale) + scale.Center, truths[i]);
                _loss += NumberLoss.Of(loss, (double)outputs[i] - targets[i]);
            }
        }

        public IReadOnlyDictionary<string, double> Result()
        {
            var result = _measures.Result();
            if (measureLoss)
                result["loss"] = _loss / _measures.Samples;
            return result;
        }
    }
}

using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>The steps after a window. Loss and the metrics mse and mae are of standardised values, as published comparisons give them.</summary>
internal sealed class ForecastTask : TrainingTask
{
    private readonly LossSpec _loss;

    public ForecastTask(LossSpec loss, SeriesShape shape)
    {
        NumberLoss.Check(loss);
        _loss = loss;
        Outputs = shape.Horizon * shape.Channels;
    }

    public override int Outputs { get; }

    public override torch.Tensor Loss(torch.Tensor output, in Batch batch) => NumberLoss.Of(_loss, output.reshape(batch.Target.shape), batch.Target);

    public override IScore TrainingScore() => new Score(_loss, measureLoss: false);

    public override IScore EvaluationScore() => new Score(_loss, measureLoss: true);

    private sealed class Score(LossSpec loss, bool measureLoss) : IScore
    {
        private double _squares, _absolutes, _loss;
        private long _values;

        public void Add(torch.Tensor output, in Batch batch)
        {
            var outputs = output.detach().ToArray<float>();
            var targets = batch.Target.ToArray<float>();
            for (var i = 0; i < targets.Length; i++)
            {
                var error = (double)outputs[i] - targets[i];
                _squares += error * error;
                _absolutes += Math.Abs(error);
                if (measureLoss)
                    _loss += NumberLoss.Of(loss, error);
            }

            _values += targets.Length;
        }

        public IReadOnlyDictionary<string, double> Result()
        {
            var result = new Dictionary<string, double>(StringComparer.Ordinal) { ["mse"] = _squares / _values, ["mae"] = _absolutes / _values };
            if (measureLoss)
                result["loss"] = _loss / _values;
            return result;
        }
    }
}

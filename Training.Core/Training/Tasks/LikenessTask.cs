using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Images whose like are made. An evaluation compares generated images with the rows by <see cref="FrechetDistance"/>, which is its loss, too.</summary>
internal sealed class LikenessTask : TrainingTask
{
    private const int LeastRows = 2; // FrechetDistance has no value of fewer
    private readonly ImageShape _shape;

    /// <param name="loss">Its own, <c>auto</c>.</param>
    /// <param name="shape">Of one image.</param>
    /// <param name="validationRows">Rows that trials are judged by; null where nothing trains.</param>
    /// <param name="testRows">Rows of the test part; null where a training goes on, which may have begun before they were counted.</param>
    public LikenessTask(LossSpec loss, ImageShape shape, int? validationRows, int? testRows)
    {
        if (validationRows < LeastRows)
            throw new SpecException("validation_fraction", $"leaves {validationRows} row for validation, whose spread is to be measured: {LeastRows} are needed. Give a larger one, or more train_samples.");
        if (testRows < LeastRows)
            throw new SpecException("data", $"has {testRows} test row, whose spread is to be measured: {LeastRows} are needed. Use a data set with more.");
        if (loss.Kind != "auto")
            throw new SpecException("loss", $"'{loss.Kind}' does not fit an adversarial pair, whose loss is its own. Use auto.");
        _shape = shape;
    }

    public override int Outputs => _shape.Size;

    public override torch.Tensor Loss(torch.Tensor output, in Batch batch) => throw new NotSupportedException("Two networks have two losses; their learner computes them.");

    public override IScore TrainingScore() => new JudgeScore();

    public override IScore EvaluationScore() => new DistanceScore(_shape);

    // Of what GanLearner's step answers.
    private sealed class JudgeScore : IScore
    {
        private readonly double[] _sums = new double[3];
        private long _samples;

        public void Add(torch.Tensor output, in Batch batch)
        {
            var values = output.ToArray<float>();
            for (var i = 0; i < _sums.Length; i++)
                _sums[i] += (double)values[i] * batch.Samples;
            _samples += batch.Samples;
        }

        public IReadOnlyDictionary<string, double> Result() => new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["judge_loss"] = _sums[0] / _samples, ["real_taken_for_real"] = _sums[1] / _samples, ["made_taken_for_real"] = _sums[2] / _samples,
        };
    }

    private sealed class DistanceScore(ImageShape shape) : IScore
    {
        private readonly FrechetDistance _distance = new(shape.Size);

        public void Add(torch.Tensor output, in Batch batch)
        {
            _distance.AddReal(batch.Target.ToArray<float>());
            _distance.AddMade(output.ToArray<float>());
        }

        public IReadOnlyDictionary<string, double> Result()
        {
            var distance = _distance.Value();
            return new Dictionary<string, double>(StringComparer.Ordinal) { ["frechet"] = distance, ["loss"] = distance };
        }
    }
}

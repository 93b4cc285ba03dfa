using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>The input rebuilt: loss and the metric mse are means over the pixels that were to be guessed, of normalised values.</summary>
internal sealed class ReconstructionTask : TrainingTask
{
    private readonly LossSpec _loss;
    private readonly double _scale; // all pixels to those that were to be guessed: the others are right in the output

    public ReconstructionTask(TrainingSpec spec, ImageShape shape)
    {
        NumberLoss.Check(spec.Loss);
        _loss = spec.Loss;
        Outputs = shape.Size;
        _scale = 1;
        if (spec.Model is MaskedAutoencoderSpec masked)
        {
            var patches = Patches.Count(shape, masked.Patch, "masked_autoencoder.patch");
            _scale = (double)patches / masked.Masked(patches);
        }
    }

    public override int Outputs { get; }

    public override torch.Tensor Loss(torch.Tensor output, in Batch batch) => NumberLoss.Of(_loss, output, batch.Target).mul(_scale);

    public override IScore TrainingScore() => new Score(this, measureLoss: false);

    public override IScore EvaluationScore() => new Score(this, measureLoss: true);

    private sealed class Score(ReconstructionTask task, bool measureLoss) : IScore
    {
        private double _squares, _loss;
        private long _samples;

        public void Add(torch.Tensor output, in Batch batch)
        {
            using var guard = torch.no_grad();
            _squares += torch.nn.functional.mse_loss(output, batch.Target).item() * task._scale * batch.Samples;
            if (measureLoss)
                _loss += NumberLoss.Of(task._loss, output, batch.Target).item() * task._scale * batch.Samples;
            _samples += batch.Samples;
        }

        public IReadOnlyDictionary<string, double> Result()
        {
            var result = new Dictionary<string, double>(StringComparer.Ordinal) { ["mse"] = _squares / _samples };
            if (measureLoss)
                result["loss"] = _loss / _samples;
            return result;
        }
    }
}

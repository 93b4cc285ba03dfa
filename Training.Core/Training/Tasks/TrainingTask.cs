using Training.Core.Data;
using Training.Core.Data.Texts;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>What a network is trained for: how many outputs it needs, what is minimised and what is measured.</summary>
internal abstract class TrainingTask
{
    /// <summary>Values of one answer of the network.</summary>
    public abstract int Outputs { get; }

    /// <summary>The mean loss of a training batch, a scalar that gradients flow through.</summary>
    /// <param name="output">(N, ...) of the network in training mode.</param>
    /// <param name="batch">What it was computed from.</param>
    public abstract torch.Tensor Loss(torch.Tensor output, in Batch batch);

    /// <summary>An empty measurement for batches seen while training; it measures what is cheap.</summary>
    public abstract IScore TrainingScore();

    /// <summary>An empty measurement for batches seen in evaluation mode, without smoothing, weights or augmentation.</summary>
    public abstract IScore EvaluationScore();

    /// <summary>The same for an epoch, whose full result nobody asks for.</summary>
    public virtual IScore ValidationScore() => EvaluationScore();

    /// <summary>The task of a spec on some data.</summary>
    /// <param name="spec">What is trained.</param>
    /// <param name="data">On what.</param>
    /// <param name="goesOn">Whether a training is continued: what only its end would miss does not stop it.</param>
    /// <exception cref="SpecException">The loss does not fit the data's target.</exception>
    public static TrainingTask Of(TrainingSpec spec, PreparedData data, bool goesOn = false) => data.Target switch
    {
        not TargetKind.Class when spec.Loss.Balanced => throw new SpecException("class_weights", "'balanced' needs classes. Use none."),
        TargetKind.Class => new ClassificationTask(
            spec.Loss, data.ClassNames.Count, spec.Loss.Balanced && !spec.Data.Oversample && data.Split.Train.Count > 0 ? ClassWeights.Balanced(ClassWeights.Count(data)) : null),
        TargetKind.Number => new RegressionTask(spec.Loss, data.TargetScale),
        TargetKind.Future => new ForecastTask(spec.Loss, (SeriesShape)data.Shape),
        TargetKind.Input => new ReconstructionTask(spec, (ImageShape)data.Shape),
        TargetKind.Likeness => new LikenessTask(spec.Loss, (ImageShape)data.Shape, data.Split.Train.Count > 0 ? data.Split.Validation.Count : null, goesOn ? null : data.TestRows),
        TargetKind.NextToken => new LanguageTask(spec.Loss, ((PreparedText)data).Tokenizer),
        var other => throw new SpecException("data", $"no model can be trained on a target of the kind {other}. Use a data set with classes, numbers, a text or a series."),
    };
}

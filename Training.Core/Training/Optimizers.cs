using Training.Core.Torch;

namespace Training.Core;

/// <summary>The optimizers, by the value of the field <c>optimizer</c>.</summary>
public static class Optimizers
{
    /// <summary>Builds the one of the spec over all parameters of a model, at the base learning rate.</summary>
    /// <exception cref="SpecException">The kind is unknown.</exception>
    public static torch.optim.Optimizer Build(OptimizerSpec spec, torch.nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(model);
        return spec.Kind switch
        {
            "adam" => torch.optim.Adam(model.parameters(), spec.LearningRate, spec.Beta1, spec.Beta2, weight_decay: spec.WeightDecay),
            "adamw" => torch.optim.AdamW(model.parameters(), spec.LearningRate, spec.Beta1, spec.Beta2, weight_decay: spec.WeightDecay),
            "sgd" => torch.optim.SGD(model.parameters(), spec.LearningRate, spec.Momentum, spec.WeightDecay, spec.Nesterov),
            "rmsprop" => torch.optim.RMSprop(model.parameters(), spec.LearningRate, spec.Alpha, weight_decay: spec.WeightDecay, momentum: spec.Momentum, centered: spec.Centered),
            "adagrad" => torch.optim.Adagrad(model.parameters(), spec.LearningRate, spec.RateDecay, spec.WeightDecay),
            "lion" => torch.optim.Lion(model.parameters(), spec.LearningRate, spec.Beta1, spec.Beta2, spec.WeightDecay),
            _ => throw new SpecException("optimizer", $"'{spec.Kind}' is not known. Use adam, adamw, sgd, rmsprop, adagrad or lion."),
        };
    }
}

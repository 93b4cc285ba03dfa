using Training.Core.Torch;
using Training.Core.Torch.Modules;

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
        return Build(spec, [.. model.parameters()]);
    }

    /// <summary>
    /// Over the blocks that train. With a decay d below 1 the head's learning rate is the spec's and that of block k before it d^k of it: discriminative
    /// fine-tuning (Howard and Ruder 2018, arXiv 1801.06146, section 3.2, where d is 1 / 2.6).
    /// </summary>
    internal static torch.optim.Optimizer Build(OptimizerSpec spec, torch.nn.Module model, IReadOnlyList<NetworkBlock> blocks, TransferSpec transfer)
    {
        Parameter[] trained = [.. model.parameters().Where(parameter => parameter.requires_grad)];
        if (transfer.RateDecay == 1)
            return Build(spec, trained);
        var groups = blocks.Select((block, i) => (Parameters: block.Parameters.Select(pair => pair.Parameter).Where(parameter => parameter.requires_grad).ToArray(), Before: blocks.Count - 1 - i)).ToArray();
        if (groups.Sum(group => group.Parameters.Length) != trained.Length) // what is in no group would never move
            throw new InvalidOperationException($"The blocks of a {model.GetName()} hold {groups.Sum(group => group.Parameters.Length)} of its {trained.Length} parameters that train.");
        return new GroupedOptimizer(
            groups.Where(group => group.Parameters.Length > 0).Select(group => (Build(spec, group.Parameters), Math.Pow(transfer.RateDecay, group.Before))).ToArray(), trained, spec.LearningRate);
    }

    /// <summary>Over some parameters.</summary>
    internal static torch.optim.Optimizer Build(OptimizerSpec spec, Parameter[] parameters) => spec.Kind switch
    {
        "adam" => torch.optim.Adam(parameters, spec.LearningRate, spec.Beta1, spec.Beta2, weight_decay: spec.WeightDecay),
        "adamw" => torch.optim.AdamW(parameters, spec.LearningRate, spec.Beta1, spec.Beta2, weight_decay: spec.WeightDecay),
        "sgd" => torch.optim.SGD(parameters, spec.LearningRate, spec.Momentum, spec.WeightDecay, spec.Nesterov),
        "rmsprop" => torch.optim.RMSprop(parameters, spec.LearningRate, spec.Alpha, weight_decay: spec.WeightDecay, momentum: spec.Momentum, centered: spec.Centered),
        "adagrad" => torch.optim.Adagrad(parameters, spec.LearningRate, spec.RateDecay, spec.WeightDecay),
        "lion" => torch.optim.Lion(parameters, spec.LearningRate, spec.Beta1, spec.Beta2, spec.WeightDecay),
        _ => throw new SpecException("optimizer", $"'{spec.Kind}' is not known. Use adam, adamw, sgd, rmsprop, adagrad or lion."),
    };
}

using static Training.Core.Fields;

namespace Training.Core;

/// <summary>Settings of the optimizer, the learning rate's schedule and the loss.</summary>
internal static class OptimizerFields
{
    private static readonly FieldCondition Sgd = new("optimizer", ["sgd"]);
    private static readonly FieldCondition Adam = new("optimizer", ["adam", "adamw"]);

    public static IReadOnlyList<TrainingField> All { get; } =
    [
        Choice("optimizer", "Optimizer", "adam", ["adam", "adamw", "sgd"], "How weights follow gradients; adam is forgiving, sgd needs a larger rate.", searchable: true),
        Float("learning_rate", "Learning rate", 1e-3, 1e-7, 10, "Step size: the setting that matters most. Adam likes about 0.001, sgd about 0.05.", search: new(1e-4, 1e-1), log: true),
        Float("weight_decay", "Weight decay", 0.0, 0, 1, "Pull of the weights towards zero; more fights overfitting.", search: new(1e-6, 1e-2), log: true),
        Float("momentum", "Momentum", 0.9, 0, 0.999, "How much of the last step sgd keeps.", Sgd, search: new(0.5, 0.99)),
        Flag("nesterov", "Nesterov", "Look ahead along the momentum.", Sgd),
        Float("beta1", "Beta 1", 0.9, 0, 0.9999, "Adam's memory of gradients.", Adam, search: new(0.8, 0.99)),
        Float("beta2", "Beta 2", 0.999, 0, 0.999999, "Adam's memory of squared gradients.", Adam, search: new(0.9, 0.9999)),
        Choice("schedule", "Schedule", "constant", ["constant", "cosine", "step"], "How the learning rate falls over the epochs.", searchable: true),
        Choice("loss", "Loss", "auto", ["auto", "cross_entropy", "mse", "mae", "huber"], "What training minimises; auto takes the usual one of the task: cross entropy for classes and tokens, squared error for numbers.", searchable: true),
        Float("label_smoothing", "Label smoothing", 0.0, 0, 0.5, "Share of the target spread over all classes; more makes the model less sure of itself.", search: new(0, 0.2)),
    ];
}

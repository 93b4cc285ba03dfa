using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core;

/// <summary>Settings of the optimizer, the learning rate's schedule and the loss.</summary>
internal static class OptimizerFields
{
    private static readonly FieldCondition Sgd = new("optimizer", ["sgd"]);
    private static readonly FieldCondition Adam = new("optimizer", ["adam", "adamw"]);
    private static readonly FieldCondition RmsProp = new("optimizer", ["rmsprop"]);
    private static readonly FieldCondition Adagrad = new("optimizer", ["adagrad"]);
    private static readonly FieldCondition Lion = new("optimizer", ["lion"]);
    private static readonly FieldCondition Plateau = new("schedule", ["plateau"]);

    public static IReadOnlyList<TrainingField> All { get; } =
    [
        .. Kinds().Concat(Steps()).Concat(Schedules()).WithoutEffectIn("trees"), .. Losses(),
    ];

    private static IEnumerable<TrainingField> Kinds() =>
    [
        Choice("optimizer", "Optimizer", "adam", ["adam", "adamw", "sgd", "rmsprop", "adagrad", "lion"], "How weights follow gradients; adam is forgiving, sgd needs a larger rate, lion one three to ten times smaller.", searchable: true),
        Float("learning_rate", "Learning rate", 1e-3, 1e-7, 10, "Step size: the setting that matters most. Adam likes about 0.001, sgd about 0.05.", search: new(1e-4, 1e-1), log: true),
        Float("weight_decay", "Weight decay", 0.0, 0, 1, "Pull of the weights towards zero; more fights overfitting.", search: new(1e-6, 1e-2), log: true),
        Float("momentum", "Momentum", 0.9, 0, 0.999, "How much of the last step sgd keeps.", Sgd, search: new(0.5, 0.99)),
        Flag("nesterov", "Nesterov", "Look ahead along the momentum.", Sgd),
        Float("beta1", "Beta 1", 0.9, 0, 0.9999, "Adam's memory of gradients.", Adam, search: new(0.8, 0.99)),
        Float("beta2", "Beta 2", 0.999, 0, 0.999999, "Adam's memory of squared gradients.", Adam, search: new(0.9, 0.9999)),
        Float("rmsprop.alpha", "Alpha", 0.99, 0, 0.999999, "RMSprop's memory of squared gradients.", RmsProp, search: new(0.9, 0.999)),
        Float("rmsprop.momentum", "Momentum", 0.0, 0, 0.999, "How much of the last step RMSprop keeps.", RmsProp, search: new(0, 0.95)),
        Flag("rmsprop.centered", "Centred", "Measure the gradients' spread around their mean instead of around 0.", RmsProp),
        Float("adagrad.rate_decay", "Rate decay", 0.0, 0, 1, "Step t divides the rate by 1 + (t - 1) times this.", Adagrad, search: new(1e-6, 1e-2), log: true),
        Float("lion.beta1", "Beta 1", 0.9, 0, 0.9999, "Share of the kept mean in the direction of a step.", Lion, search: new(0.8, 0.99)),
        Float("lion.beta2", "Beta 2", 0.99, 0, 0.999999, "Lion's memory of gradients.", Lion, search: new(0.9, 0.999)),
    ];

    private static IEnumerable<TrainingField> Steps() =>
    [
        Float("l1_penalty", "L1 penalty", 0.0, 0, 1, "Factor on the sum of absolute weights added to the loss; drives weights that help little towards 0.", search: new(1e-7, 1e-3), log: true),
        Float("l2_penalty", "L2 penalty", 0.0, 0, 1, "Factor on half the sum of squared weights added to the loss; also for optimizers whose weight decay is decoupled.", search: new(1e-6, 1e-2), log: true),
        Float("clip_norm", "Gradient limit", 0.0, 0, 1e6, "Largest norm of all gradients together; larger ones are shrunk. 0 leaves them.", search: new(0.1, 10), log: true),
        Int("micro_batches", "Micro-batches", 1, 1, 1024, "Parts that a batch is computed in, one after the other: less memory, the same step up to rounding (not with batch normalisation).", unit: "parts"),
        Float("ema_decay", "Weight averaging", 0.0, 0, 0.99999, "Decay of a moving average of the weights, which is then what is evaluated and kept; 0 keeps none.", search: new(0.9, 0.9999)),
    ];

    private static IEnumerable<TrainingField> Schedules() =>
    [
        Choice("schedule", "Schedule", "constant", ["constant", "cosine", "step", "exponential", "one_cycle", "plateau"], "How the learning rate changes: over the epochs (cosine, step), with every step (exponential, one_cycle) or when validation stalls (plateau).", searchable: true),
        Float("exponential.gamma", "Factor per epoch", 0.95, 0.001, 1, "What an epoch multiplies the rate by, spread over its steps.", new("schedule", ["exponential"]), search: new(0.7, 0.99)),
        Float("one_cycle.rise", "Share of the rise", 0.3, 0, 0.95, "Share of the steps in which the rate rises to the learning rate.", new("schedule", ["one_cycle"]), search: new(0.1, 0.5)),
        Float("plateau.factor", "Factor", 0.1, 0.001, 0.999, "What a plateau multiplies the rate by.", Plateau, search: new(0.1, 0.7)),
        Int("plateau.patience", "Patience", 3, 0, 10_000, "Epochs without a better validation loss before the rate falls.", Plateau, search: new(1, 10), unit: "epochs"),
        Float("warmup_epochs", "Warm-up", 0.0, 0, 10_000, "Epochs, or a part of one, over which the rate rises in a line from near 0; in front of any schedule.", search: new(0, 3)),
    ];

    private static IEnumerable<TrainingField> Losses() =>
    [
        Choice("loss", "Loss", "auto", ["auto", "cross_entropy", "binary_cross_entropy", "kl", "mse", "mae", "huber"], "What training minimises; auto takes the usual one of the task: cross entropy for classes and tokens, squared error for numbers.", searchable: true),
        Float("label_smoothing", "Label smoothing", 0.0, 0, 0.5, "Share of the target spread over all classes; more makes the model less sure of itself.", search: new(0, 0.2)).OnlyFor(SampleKind.Image, SampleKind.Table, SampleKind.Text) with { IdleIn = ["trees"] },
        Choice("class_weights", "Class weights", "none", ["none", "balanced"], "balanced: a rare class counts as much as a common one while training.", searchable: true).OnlyFor(SampleKind.Image, SampleKind.Table) with { IdleIn = ["trees"] },
        Float("huber_delta", "Huber's delta", 1.0, 1e-6, 1e6, "Errors beyond this count linearly instead of squared.", new("loss", ["huber"]), search: new(0.1, 10), log: true),
    ];
}

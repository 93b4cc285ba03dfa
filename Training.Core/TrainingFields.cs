namespace Training.Core;

/// <summary>The catalogue of training settings: names, types, defaults, ranges and help. Forms, sweep files and <see cref="TrainingSpec.Parse"/> all follow it.</summary>
public static class TrainingFields
{
    private static readonly FieldCondition Mlp = new("model", ["mlp"]);
    private static readonly FieldCondition Cnn = new("model", ["cnn"]);
    private static readonly FieldCondition Sgd = new("optimizer", ["sgd"]);
    private static readonly FieldCondition Adam = new("optimizer", ["adam", "adamw"]);
    private static readonly FieldCondition Growing = new("data_growth", ["rungs"]);

    /// <summary>All fields, in the order in which a form shows them.</summary>
    public static IReadOnlyList<TrainingField> All { get; } =
    [
        Choice("data", "Data set", "digits", ["digits", "mnist", "fashion-mnist"], "Which images to learn. 'digits' is generated and needs no download."),
        Int("train_samples", "Training rows", 0, 0, 100_000_000, "Rows of the training pool to use, before the validation share is taken; 0 uses all.", unit: "rows"),
        Float("validation_fraction", "Validation share", 0.1, 0.01, 0.5, "Share of the training rows kept apart to judge trials; the test set is never used for that."),
        Int("split_seed", "Split seed", 0, 0, MaxSeed, "Seed of the train/validation split; equal for all trials of a sweep, so that they are judged on the same rows."),
        Float("data_fraction", "Share of rows an epoch", 1.0, 0.001, 1, "Share of the training rows that an epoch learns from, with all classes in proportion; validation keeps all its rows.", search: new(0.1, 1), log: true),
        Choice("data_growth", "Growth of the share", "constant", ["constant", "rungs"], "'rungs': early epochs learn from that share only, later ones from more, the last from all rows; early pruning then costs little."),
        Int("data_full_from", "All rows from epoch", 0, 0, 10_000, "The first epoch on all rows; 0 is the one after the last rung. The last epoch has them in any case.", Growing, unit: "epoch"),
        Int("data_min_epochs", "First rung", 1, 1, 10_000, "The share first grows after this epoch; give the pruner's min_epochs.", Growing, unit: "epoch"),
        Int("data_reduction_factor", "Rungs apart", 3, 2, 100, "Each further rung is so many times as far; give the pruner's reduction_factor.", Growing),

        Choice("model", "Model", "cnn", ["mlp", "cnn"], "The network family: fully connected layers, or convolutions.", searchable: true),
        Int("mlp.layers", "Hidden layers", 2, 1, 8, "Number of hidden layers.", Mlp, search: new(1, 4)),
        Int("mlp.width", "Units per layer", 256, 8, 4096, "Units in each hidden layer.", Mlp, search: new(32, 1024), log: true),
        new("mlp.widths", "text", "", "Units of each hidden layer, such as '512,256'; replaces layers and units when given.")
        {
            Title = "Layer widths", When = Mlp, Searchable = true,
        },
        Int("cnn.channels", "First channels", 16, 1, 256, "Channels of the first convolution; every further block has twice as many.", Cnn, search: new(8, 64), log: true),
        Int("cnn.blocks", "Blocks", 2, 1, 4, "Convolution blocks; each halves the image.", Cnn, search: new(1, 3)),
        Choice("cnn.kernel", "Kernel", 3L, [3L, 5L], "Side of the convolution kernel.", Cnn, searchable: true, unit: "pixels"),
        Int("cnn.hidden", "Hidden units", 128, 8, 4096, "Units of the layer between the convolutions and the classes.", Cnn, search: new(32, 512), log: true),
        Choice("activation", "Activation", "relu", ["relu", "gelu", "tanh", "silu"], "The function between layers.", searchable: true),
        Float("dropout", "Dropout", 0.0, 0, 0.9, "Share of hidden units left out at random in each training step; more fights overfitting.", search: new(0, 0.5)),

        Choice("optimizer", "Optimizer", "adam", ["adam", "adamw", "sgd"], "How weights follow gradients; adam is forgiving, sgd needs a larger rate.", searchable: true),
        Float("learning_rate", "Learning rate", 1e-3, 1e-7, 10, "Step size: the setting that matters most. Adam likes about 0.001, sgd about 0.05.", search: new(1e-4, 1e-1), log: true),
        Float("weight_decay", "Weight decay", 0.0, 0, 1, "Pull of the weights towards zero; more fights overfitting.", search: new(1e-6, 1e-2), log: true),
        Float("momentum", "Momentum", 0.9, 0, 0.999, "How much of the last step sgd keeps.", Sgd, search: new(0.5, 0.99)),
        Flag("nesterov", "Nesterov", "Look ahead along the momentum.", Sgd),
        Float("beta1", "Beta 1", 0.9, 0, 0.9999, "Adam's memory of gradients.", Adam, search: new(0.8, 0.99)),
        Float("beta2", "Beta 2", 0.999, 0, 0.999999, "Adam's memory of squared gradients.", Adam, search: new(0.9, 0.9999)),
        Choice("schedule", "Schedule", "constant", ["constant", "cosine", "step"], "How the learning rate falls over the epochs.", searchable: true),
        Choice("loss", "Loss", "cross_entropy", ["cross_entropy"], "What training minimises."),
        Float("label_smoothing", "Label smoothing", 0.0, 0, 0.5, "Share of the target spread over all classes; more makes the model less sure of itself.", search: new(0, 0.2)),
        Float("noise", "Input noise", 0.0, 0, 1, "Standard deviation of noise added to the normalised training images.", search: new(0, 0.3)),

        Int("batch_size", "Batch size", 64, 1, 65536, "Rows per training step.", search: new(16, 512), log: true, unit: "rows"),
        Int("epochs", "Epochs", 5, 1, 10_000, "Passes over the training rows.", unit: "epochs"),
        Int("seed", "Seed", 1, 0, MaxSeed, "Seed of the initial weights, shuffling, dropout and noise; the same seed gives the same run.", searchable: true),
        Choice("device", "Device", "cpu", ["cpu", "cuda"], "Where to train."),
    ];

    /// <summary>The largest seed: 2^53 - 1, the largest integer that every JSON reader keeps exactly.</summary>
    public const long MaxSeed = (1L << 53) - 1;

    private static readonly Dictionary<string, TrainingField> ByName = All.ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>The field of that name, or null.</summary>
    public static TrainingField? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The field of that name. Throws <see cref="SpecException"/> with the nearest known names when there is none.</summary>
    public static TrainingField Get(string name) => Find(name) ?? throw new SpecException(name, UnknownName.Message(name));

    /// <summary>Everything wrong with a set of values, for a form that shows errors beside the fields; empty when <see cref="TrainingSpec.Parse"/> would take it.</summary>
    public static IReadOnlyList<SpecError> Check(IReadOnlyDictionary<string, object> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return FieldValues.TryRead(fields, out _);
    }

    private static TrainingField Float(
        string name, string title, double value, double low, double high, string help,
        FieldCondition? when = null, FieldRange? search = null, bool log = false) =>
        new(name, "float", value, help) { Title = title, Low = low, High = high, When = when, SearchRange = search, Searchable = search is not null, LogScale = log };

    private static TrainingField Int(
        string name, string title, long value, double low, double high, string help,
        FieldCondition? when = null, FieldRange? search = null, bool log = false, string? unit = null, bool searchable = false) =>
        new(name, "int", value, help)
        {
            Title = title, Low = low, High = high, When = when, SearchRange = search, Searchable = searchable || search is not null, LogScale = log, Unit = unit,
        };

    private static TrainingField Choice(
        string name, string title, object value, IReadOnlyList<object> choices, string help,
        FieldCondition? when = null, bool searchable = false, string? unit = null) =>
        new(name, "choice", value, help) { Title = title, Choices = choices, When = when, Searchable = searchable, Unit = unit };

    private static TrainingField Flag(string name, string title, string help, FieldCondition? when) =>
        new(name, "flag", false, help) { Title = title, When = when, Searchable = true };
}

using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core;

/// <summary>Settings of the run: steps, length, seed and device.</summary>
internal static class RunFields
{
    public static IReadOnlyList<TrainingField> All { get; } =
    [
        Float("noise", "Input noise", 0.0, 0, 1, "Standard deviation of noise added to the normalised training input.", search: new(0, 0.3)).OnlyFor(SampleKind.Image, SampleKind.Table, SampleKind.Series) with { IdleIn = ["trees", "gan"] },
        Int("batch_size", "Batch size", 64, 1, 65536, "Rows per training step.", search: new(16, 512), log: true, unit: "rows") with { IdleIn = ["trees"] },
        Int("epochs", "Epochs", 5, 1, 10_000, "Passes over the training rows.", unit: "epochs"),
        Int("early_stopping", "Early stopping", 0, 0, 10_000, "End the trial after so many epochs in a row without a better validation loss; its best epoch's weights are the ones kept. 0 never does.", unit: "epochs"),
        Float("early_stopping_delta", "Least improvement", 0.0, 0, 1e6, "How much smaller the validation loss must be to count as better for early stopping.") with { Searchable = false },
        Int("picture_every", "Picture every", 5, 0, 10_000, "Every so many epochs, and after the first and the last, a picture of what the network makes is kept with the run. 0 keeps none.", new("model", ["gan", "autoencoder", "masked_autoencoder"]), unit: "epochs"),
        Int("seed", "Seed", 1, 0, TrainingFields.MaxSeed, "Seed of the initial weights, shuffling, dropout and noise; the same seed gives the same run.", searchable: true),
        Choice("device", "Device", "cpu", ["cpu", "cuda"], "Where to train."),
        Choice("precision", "Precision", "float32", ["float32", "bfloat16"], "What layers multiply in: bfloat16 keeps three digits of inputs and weights and can be faster; weights, sums and losses stay float32.", searchable: true) with { IdleIn = ["trees"] },
    ];
}

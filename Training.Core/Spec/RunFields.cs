using static Training.Core.Fields;

namespace Training.Core;

/// <summary>Settings of the run: steps, length, seed and device.</summary>
internal static class RunFields
{
    public static IReadOnlyList<TrainingField> All { get; } =
    [
        Float("noise", "Input noise", 0.0, 0, 1, "Standard deviation of noise added to the normalised training input.", search: new(0, 0.3)),
        Int("batch_size", "Batch size", 64, 1, 65536, "Rows per training step.", search: new(16, 512), log: true, unit: "rows"),
        Int("epochs", "Epochs", 5, 1, 10_000, "Passes over the training rows.", unit: "epochs"),
        Int("seed", "Seed", 1, 0, TrainingFields.MaxSeed, "Seed of the initial weights, shuffling, dropout and noise; the same seed gives the same run.", searchable: true),
        Choice("device", "Device", "cpu", ["cpu", "cuda"], "Where to train."),
    ];
}

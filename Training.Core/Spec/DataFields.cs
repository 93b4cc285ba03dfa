using static Training.Core.Fields;

namespace Training.Core;

/// <summary>Settings of the data: which rows, and how they are prepared.</summary>
internal static class DataFields
{
    public static IReadOnlyList<TrainingField> All { get; } =
    [
        Name("data", "Data set", "digits", "What to learn from: a name of the data catalogue. 'digits' is generated and needs no download."),
        Int("train_samples", "Training rows", 0, 0, 100_000_000, "Rows of the training pool to use, before the validation share is taken; 0 uses all.", unit: "rows"),
        Float("validation_fraction", "Validation share", 0.1, 0.01, 0.5, "Share of the training rows kept apart to judge trials; the test set is never used for that.") with { Searchable = false },
        Int("split_seed", "Split seed", 0, 0, TrainingFields.MaxSeed, "Seed of the train/validation split; equal for all trials of a sweep, so that they are judged on the same rows."),
    ];
}

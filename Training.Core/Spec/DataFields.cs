using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core;

/// <summary>Settings of the data: which rows, and how they are prepared.</summary>
internal static class DataFields
{
    private static readonly FieldCondition Growing = new("data_growth", ["rungs"]);

    public static IReadOnlyList<TrainingField> All { get; } =
    [
        Name("data", "Data set", "digits", "What to learn from: a name of the data catalogue. 'digits' is generated and needs no download."),
        Int("data_labels", "Labels' version", 0, 0, 1_000_000, "Which version of the data set's corrected labels; 0 is as published. A version never changes.").OnlyFor(SampleKind.Image, SampleKind.Table),
        Int("train_samples", "Training rows", 0, 0, 100_000_000, "Rows of the training pool to use, before the validation share is taken; 0 uses all.", unit: "rows"),
        Float("validation_fraction", "Validation share", 0.1, 0.01, 0.5, "Share of the training rows kept apart to judge trials; the test set is never used for that.") with { Searchable = false },
        Int("split_seed", "Split seed", 0, 0, TrainingFields.MaxSeed, "Seed of the train/validation split; equal for all trials of a sweep, so that they are judged on the same rows."),
        Int("labelled_rows", "Labelled rows", 0, 0, 100_000_000, "Learn from so many of the training rows only, with all classes in proportion, chosen by split_seed; validation keeps its rows. 0 takes all.", search: new(100, 10_000), log: true, unit: "rows").OnlyFor(SampleKind.Image, SampleKind.Table),
        Float("data_fraction", "Share of rows an epoch", 1.0, 0.001, 1, "Share of the training rows that an epoch learns from, with all classes in proportion; validation keeps all its rows.", search: new(0.1, 1), log: true),
        Choice("data_growth", "Growth of the share", "constant", ["constant", "rungs"], "'rungs': early epochs learn from that share only, later ones from more, the last from all rows; early pruning then costs little."),
        Int("data_full_from", "All rows from epoch", 0, 0, 10_000, "The first epoch on all rows; 0 is the one after the last rung. The last epoch has them in any case.", Growing, unit: "epoch"),
        Int("data_min_epochs", "First rung", 1, 1, 10_000, "The share first grows after this epoch; give the pruner's min_epochs.", Growing, unit: "epoch"),
        Int("data_reduction_factor", "Rungs apart", 3, 2, 100, "Each further rung is so many times as far; give the pruner's reduction_factor.", Growing),
        Choice("data.balance", "Balance of classes", "none", ["none", "oversample"], "oversample: repeat training rows of rarer classes, others in each epoch, until every class has as many as the largest. To weigh the loss instead, use class_weights.", searchable: true).OnlyFor(SampleKind.Image, SampleKind.Table),
    ];
}

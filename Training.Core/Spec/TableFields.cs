using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core;

/// <summary>Settings of the split and of the preparation of tables and series.</summary>
internal static class TableFields
{
    public static IReadOnlyList<TrainingField> All { get; } =
    [
        .. Split().OnlyFor(SampleKind.Image, SampleKind.Table), .. Preparation().OnlyFor(SampleKind.Table), .. Windows().OnlyFor(SampleKind.Series),
    ];

    private static IEnumerable<TrainingField> Split() =>
    [
        Choice("split.method", "Split by", "random", ["random", "stratified", "time"], "How validation rows are chosen: at random, each class in proportion, or the last rows in time."),
        Int("split.folds", "Folds", 0, 0, 20, "Cross-validation: parts of which one is for validation; 0 takes the validation share instead.", unit: "folds"),
        Int("split.fold", "Fold", 1, 1, 20, "Which part is for validation; search over all of them to judge a setting on every row.", searchable: true),
    ];

    private static IEnumerable<TrainingField> Preparation() =>
    [
        Choice("table.impute", "Missing values", "median", ["median", "mean", "most_frequent"], "Tables: what stands for a missing value; from the training rows.", searchable: true),
        Flag("table.missing_flag", "Mark missing values", "Tables: tell the model which values were missing, by an input of their own.") with { Default = true },
        Choice("table.outliers", "Outliers", "none", ["none", "clip_iqr", "clip_zscore", "drop_iqr", "drop_zscore"],
            "Tables: clip values far from the rest, or drop their training rows; by interquartile ranges or standard deviations.", searchable: true),
        Float("table.outlier_limit", "Outlier limit", 3.0, 0.5, 100, "Tables: how many interquartile ranges or standard deviations are still ordinary.",
            new FieldCondition("table.outliers", ["clip_iqr", "clip_zscore", "drop_iqr", "drop_zscore"]), search: new(1.5, 10), log: true),
        Choice("table.log", "Logarithm", "none", ["none", "skewed", "all"], "Tables: take log(1 + |x|) of columns with a long tail, or of all.", searchable: true),
        Choice("table.scale", "Scaling", "standard", ["standard", "minmax", "robust", "none"], "Tables: mean 0 and deviation 1, range 0 to 1, median 0 and quartile range 1, or as they are.", searchable: true),
        Choice("table.encoding", "Categories", "embedding", ["embedding", "onehot"], "Tables: learn a vector for each category's value, or give each value an input of its own.", searchable: true),
        Choice("table.target", "Target scaling", "standard", ["standard", "none"], "Tables: train on the target with mean 0 and deviation 1; metrics are always in its own unit.", searchable: true),
    ];

    private static IEnumerable<TrainingField> Windows() =>
    [
        Int("series.length", "Window", 96, 1, 10_000, "Series: steps that the model sees.", search: new(24, 336), log: true, unit: "steps"),
        Int("series.horizon", "Horizon", 96, 1, 10_000, "Series: steps that it forecasts; keep it equal within a sweep, or its trials cannot be compared.", unit: "steps"),
    ];
}

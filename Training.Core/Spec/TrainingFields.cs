using Training.Core.Models;
using static Training.Core.Fields;

namespace Training.Core;

/// <summary>The catalogue of training settings: names, types, defaults, ranges and help. Forms, sweep files and <see cref="TrainingSpec.Parse"/> all follow it.</summary>
public static class TrainingFields
{
    /// <summary>The largest seed: 2^53 - 1, the largest integer that every JSON reader keeps exactly.</summary>
    public const long MaxSeed = (1L << 53) - 1;

    /// <summary>All fields, in the order in which a form shows them.</summary>
    public static IReadOnlyList<TrainingField> All { get; } =
    [
        .. DataFields.All,
        .. TableFields.All,
        .. TextFields.All,
        .. AugmentFields.All,
        .. TestFields.All,
        Choice("model", "Model", "cnn", [.. ModelCatalog.Names], "The network family.", searchable: true),
        .. ModelCatalog.Families.SelectMany(family => family.Fields),
        Choice("activation", "Activation", "relu", ["relu", "gelu", "tanh", "silu", "sigmoid", "leaky_relu"], "The function between layers.", searchable: true) with { IdleIn = ["trees", "linear", "dlinear", "gan"] },
        Choice("init", "Initial weights", "default", ["default", "kaiming", "xavier", "orthogonal"], "How weights start: default is PyTorch's for each layer; kaiming suits relu and deep networks, xavier tanh and sigmoid, orthogonal recurrent ones.", searchable: true) with { IdleIn = ["trees"] },
        Float("dropout", "Dropout", 0.0, 0, 0.9, "Share of hidden units left out at random in each training step; more fights overfitting.", search: new(0, 0.5)) with { IdleIn = ["trees", "linear", "dlinear"] },
        .. TransferFields.All,
        .. OptimizerFields.All,
        .. RunFields.All,
    ];

    private static readonly Dictionary<string, TrainingField> ByName = All.ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>The field of that name, or null.</summary>
    public static TrainingField? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The field of that name. Throws <see cref="SpecException"/> with the nearest known names when there is none.</summary>
    public static TrainingField Get(string name) => Find(name) ?? throw new SpecException(name, UnknownName.Message(name));

    /// <summary>What is wrong with one value of a field, whatever the other fields are; null when nothing.</summary>
    public static string? CheckValue(string name, object? value) => Find(name) is { } field ? FieldRules.Check(field, value, out _) : UnknownName.Message(name);

    /// <summary>Everything wrong with a set of values, for a form that shows errors beside the fields; empty when <see cref="TrainingSpec.Parse"/> would take it.</summary>
    public static IReadOnlyList<SpecError> Check(IReadOnlyDictionary<string, object> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return FieldValues.TryRead(fields, out _);
    }
}

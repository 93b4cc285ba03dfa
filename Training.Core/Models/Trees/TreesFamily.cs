using Training.Core.Data;
using Training.Core.Models.Trees;
using static Training.Core.Fields;

namespace Training.Core.Models;

/// <summary>The family <c>trees</c>: gradient-boosted trees by XGBoost (Chen, Guestrin 2016, arXiv 1603.02754).</summary>
internal static class TreesFamily
{
    private static readonly FieldCondition When = new("model", ["trees"]);

    public static ModelFamily Family { get; } = new(
        "trees", "Gradient-boosted trees", "Often the best on small tables. An epoch adds some trees; optimizer, batch size and learning_rate have no effect.",
        [
            Int("trees.depth", "Depth", 6, 1, 16, "Deepest level of a tree.", When, search: new(3, 10)),
            Float("trees.rate", "Shrinkage", 0.1, 0.001, 1, "Share of each tree's answer that counts; smaller needs more trees.", When, search: new(0.02, 0.3), log: true),
            Int("trees.rounds_per_epoch", "Trees per epoch", 25, 1, 1000, "Trees that an epoch adds.", When, search: new(10, 100), log: true, unit: "trees"),
            Float("trees.subsample", "Row share", 1.0, 0.1, 1, "Share of the rows that a tree is grown on.", When, search: new(0.5, 1)),
            Float("trees.columns", "Column share", 1.0, 0.1, 1, "Share of the inputs that a tree may use.", When, search: new(0.4, 1)),
            Float("trees.min_child_weight", "Leaf weight", 1.0, 0, 1000, "Smallest weight of a leaf; for squared errors its rows.", When, search: new(1, 30), log: true),
            Float("trees.l2", "Leaf shrinkage", 1.0, 0, 1000, "Pull of leaves towards zero.", When, search: new(0.1, 30), log: true),
        ],
        values => new TreesSpec(
            values.Int("trees.depth"), values.Float("trees.rate"), values.Int("trees.rounds_per_epoch"), values.Float("trees.subsample"), values.Float("trees.columns"),
            values.Float("trees.min_child_weight"), values.Float("trees.l2"), values.Text("activation"), values.Float("dropout")),
        (spec, shape, outputs, _) => new TreeModel(ModelCatalog.Need<TableShape>(spec, shape, "tables"), outputs))
    {
        Takes = [SampleKind.Table],
        Learner = (model, spec, task) => spec.Loss switch
        {
            { Kind: "binary_cross_entropy" or "kl" } => throw new SpecException("loss", $"'{spec.Loss.Kind}' does not fit trees. Use cross_entropy or auto."),
            { Balanced: true } => throw new SpecException("class_weights", "'balanced' has no effect on trees. Use none."),
            { LabelSmoothing: > 0 } => throw new SpecException("label_smoothing", "has no effect on trees. Leave it at 0."),
            { Kind: "huber", HuberDelta: not 1.0 } => throw new SpecException("huber_delta", $"{spec.Loss.HuberDelta} does not fit trees, whose loss bends at 1. Leave it out."),
            _ => new TreeLearner((TreeModel)model, spec, task),
        },
    };
}

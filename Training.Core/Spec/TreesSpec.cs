namespace Training.Core;

/// <summary>Gradient-boosted trees. They have no layers, so activation and dropout have no effect.</summary>
/// <param name="Depth">Deepest level of a tree, 1 to 16.</param>
/// <param name="Rate">Share of each tree's answer that counts, above 0 to 1.</param>
/// <param name="RoundsPerEpoch">Trees (of each class where there are more than two) that an epoch adds, 1 to 1000.</param>
/// <param name="Subsample">Share of the rows that a tree is grown on, 0.1 to 1.</param>
/// <param name="Columns">Share of the inputs that a tree may use, 0.1 to 1.</param>
/// <param name="MinChildWeight">Smallest sum of second derivatives in a leaf, 0 to 1000; for squared errors its rows.</param>
/// <param name="L2">Pull of leaves towards zero, 0 to 1000.</param>
/// <param name="Activation">Without effect.</param>
/// <param name="Dropout">Without effect.</param>
public sealed record TreesSpec(
    int Depth, double Rate, int RoundsPerEpoch, double Subsample, double Columns, double MinChildWeight, double L2, string Activation, double Dropout) : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "trees";

    internal override void Write(IDictionary<string, object> fields)
    {
        fields["trees.depth"] = (long)Depth;
        fields["trees.rate"] = Rate;
        fields["trees.rounds_per_epoch"] = (long)RoundsPerEpoch;
        fields["trees.subsample"] = Subsample;
        fields["trees.columns"] = Columns;
        fields["trees.min_child_weight"] = MinChildWeight;
        fields["trees.l2"] = L2;
    }
}

namespace Training.Core;

/// <summary>What a trial takes from an earlier training, and which parts of its network it changes.</summary>
/// <param name="Source">Where the first weights come from, such as <c>models:/digits@champion</c>; empty for fresh ones.</param>
/// <param name="NewHead">Whether the last block starts afresh even where the source's fits.</param>
/// <param name="TrainBlocks">Only the last so many blocks train, the others stay as they start; 0 trains all.</param>
/// <param name="RateDecay">What each block's learning rate is multiplied by from the head backwards, 0.01 to 1 (Howard and Ruder 2018, arXiv 1801.06146, section 3.2).</param>
public sealed record TransferSpec(string Source, bool NewHead, int TrainBlocks, double RateDecay)
{
    /// <summary>Fresh weights, all of which train alike.</summary>
    public static TransferSpec None { get; } = new("", NewHead: false, TrainBlocks: 0, RateDecay: 1);

    internal static TransferSpec Read(FieldValues values) =>
        new(values.Text("start_from"), values.Text("start_head") == "new", values.Int("train_blocks"), values.Float("layer_rate_decay"));

    internal void Write(IDictionary<string, object> fields)
    {
        fields["start_from"] = Source;
        if (Source.Length > 0)
            fields["start_head"] = NewHead ? "new" : "fitting";
        fields["train_blocks"] = (long)TrainBlocks;
        fields["layer_rate_decay"] = RateDecay;
    }
}

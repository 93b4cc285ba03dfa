using static Training.Core.Fields;

namespace Training.Core;

/// <summary>Settings of transfer learning: where weights come from and which of them train.</summary>
internal static class TransferFields
{
    /// <summary>Longest source.</summary>
    public const int MostCharacters = 300;

    public static IReadOnlyList<TrainingField> All { get; } =
    [
        .. new[]
        {
            new("start_from", "source", "", "Weights to start from: models:/NAME@ALIAS, models:/NAME/VERSION, runs:/RUN (its best epoch), sha256:DIGEST or file:NAME.safetensors in the folder 'weights' of the data. Empty starts afresh.")
            {
                Title = "Start from", Searchable = true,
            },
            Choice("start_head", "Head", "fitting", ["fitting", "new"], "With start_from: 'fitting' takes the last layer too where its shape fits, 'new' always begins it afresh.", searchable: true),
            Int("train_blocks", "Blocks that train", 0, 0, 100, "Only the last so many blocks of the network train, the head among them; the others stay as they start. 0 trains all.", search: new(1, 4), unit: "blocks"),
            Float("layer_rate_decay", "Rate from the head backwards", 1.0, 0.01, 1, "Each block trains at this share of the rate of the block after it; 1 trains all alike, 0.4 keeps early layers close to where they start.", search: new(0.3, 1), log: true),
        }.WithoutEffectIn("trees", "gan"),
    ];
}

namespace Training.Core;

/// <summary>A decoder-only language model.</summary>
/// <param name="Layers">Blocks, 1 to 12.</param>
/// <param name="Width">Values of a position; the feed-forward part has four times as many.</param>
/// <param name="Heads">Heads of the attention; they share the width.</param>
/// <param name="Activation">See <see cref="ModelSpec"/>.</param>
/// <param name="Dropout">See <see cref="ModelSpec"/>.</param>
public sealed record GptSpec(int Layers, int Width, int Heads, string Activation, double Dropout) : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "gpt";

    internal override void Write(IDictionary<string, object> fields)
    {
        fields["gpt.layers"] = (long)Layers;
        fields["gpt.width"] = (long)Width;
        fields["gpt.heads"] = (long)Heads;
    }
}

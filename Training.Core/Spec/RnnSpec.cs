using Training.Core.Data;

namespace Training.Core;

/// <summary>A recurrent network for text, series and images read row by row.</summary>
/// <param name="Cell"><c>rnn</c>, <c>lstm</c> or <c>gru</c>.</param>
/// <param name="Layers">One on top of the other, 1 to 4.</param>
/// <param name="Hidden">Units of a layer and direction.</param>
/// <param name="Bidirectional">Whether sequences are read backwards too.</param>
/// <param name="Activation">See <see cref="ModelSpec"/>; without effect.</param>
/// <param name="Dropout">Between layers and before the answer; see <see cref="ModelSpec"/>.</param>
public sealed record RnnSpec(string Cell, int Layers, int Hidden, bool Bidirectional, string Activation, double Dropout) : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "rnn";

    internal override long LargestTensor(SampleShape shape) => Math.Max(base.LargestTensor(shape), Steps(shape) * Hidden * (Cell == "lstm" ? 4L : Cell == "gru" ? 3 : 1) * (Bidirectional ? 2 : 1)); // the gates of every step

    private static long Steps(SampleShape shape) => shape switch
    {
        ImageShape image => image.Height,
        SeriesShape series => series.Length,
        _ => shape.Values,
    };

    internal override void Write(IDictionary<string, object> fields)
    {
        fields["rnn.cell"] = Cell;
        fields["rnn.layers"] = (long)Layers;
        fields["rnn.hidden"] = (long)Hidden;
        fields["rnn.bidirectional"] = Bidirectional;
    }
}

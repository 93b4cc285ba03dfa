namespace Training.Core;

/// <summary>What a trained model takes and answers.</summary>
/// <param name="InputName">Name of the input field.</param>
/// <param name="InputShape">Shape of one sample, without the batch: [channels, height, width]. Rows are given flat, channel by channel, row by row.</param>
/// <param name="DType">Element type of the input, "float32".</param>
/// <param name="Low">Smallest value that raw input has.</param>
/// <param name="High">Largest value that raw input has.</param>
/// <param name="Classes">Class names; their order is the order of the probabilities.</param>
public sealed record ModelSignature(string InputName, IReadOnlyList<int> InputShape, string DType, double Low, double High, IReadOnlyList<string> Classes)
{
    /// <summary>Values in one flat row.</summary>
    public int InputLength => InputShape.Aggregate(1, (product, side) => product * side);
}

using System.Text.Json.Serialization;

namespace Training.Core;

/// <summary>What a trained model takes and answers.</summary>
/// <param name="InputName">Name of the input field.</param>
/// <param name="InputShape">Shape of one sample, without the batch: [channels, height, width]. Rows are given flat, channel by channel, row by row.</param>
/// <param name="DType">Element type of the input, "float32".</param>
/// <param name="Low">Smallest value that raw input has.</param>
/// <param name="High">Largest value that raw input has.</param>
/// <param name="Classes">Class names; their order is the order of the probabilities. Empty when the answer is a number.</param>
/// <param name="Columns">The named columns of a table's row, which is given as an object; null for other data.</param>
/// <param name="Target">What a table's model predicts; null for other data.</param>
/// <param name="Series">The window and the forecast of a model of series; null for other data, and in signatures that no model was loaded for.</param>
public sealed record ModelSignature(
    string InputName, IReadOnlyList<int> InputShape, string DType, double Low, double High, IReadOnlyList<string> Classes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SignatureColumn>? Columns = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Target = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SeriesSignature? Series = null)
{
    /// <summary>Values in one flat row.</summary>
    public int InputLength => InputShape.Aggregate(1, (product, side) => product * side);
}

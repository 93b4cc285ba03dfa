namespace Training.Core.Data;

/// <summary>A piece of text as token numbers; batches are (N, Length) int64.</summary>
/// <param name="Vocabulary">How many tokens there are.</param>
/// <param name="Length">Tokens of one sample: the context.</param>
public sealed record TextShape(int Vocabulary, int Length) : SampleShape
{
    /// <inheritdoc/>
    public override string Kind => "text";

    /// <summary>For people: <c>128 of 65 tokens</c>.</summary>
    public override string ToString() => $"{Length} of {Vocabulary} tokens";
}

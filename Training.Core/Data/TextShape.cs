namespace Training.Core.Data;

/// <summary>A piece of text as token numbers; batches are (N, Length) int64.</summary>
/// <param name="Vocabulary">How many tokens there are.</param>
/// <param name="Length">Tokens of one sample: the context.</param>
/// <param name="EveryToken">Whether an answer is wanted at each token, as in a language model, or one for the whole text.</param>
public sealed record TextShape(int Vocabulary, int Length, bool EveryToken = false) : SampleShape
{
    /// <inheritdoc/>
    public override string Kind => "text";

    internal override long Values => Length;

    /// <summary>For people: <c>128 of 65 tokens</c>.</summary>
    public override string ToString() => $"{Length} of {Vocabulary} tokens";
}

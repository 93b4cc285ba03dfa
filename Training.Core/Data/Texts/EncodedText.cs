namespace Training.Core.Data.Texts;

/// <summary>A text's tokens under a tokenizer fitted on its training part. Shared by the trials that cut it alike; never changed.</summary>
/// <param name="Tokenizer">The tokenizer.</param>
/// <param name="Tokens">Of the training part, then of the validation part.</param>
/// <param name="Train">How many of them belong to the training part.</param>
/// <param name="Test">Of the test part.</param>
internal sealed record EncodedText(Tokenizer Tokenizer, int[] Tokens, int Train, int[] Test);

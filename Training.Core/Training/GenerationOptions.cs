namespace Training.Core;

/// <summary>How a language model continues a text.</summary>
/// <param name="Tokens">Tokens to write, 1 to 4096.</param>
/// <param name="Temperature">Divides the logits, 0 to 10: below 1 the model is more careful, above 1 freer; 0 always takes the likeliest token.</param>
/// <param name="TopK">Only so many of the likeliest tokens may be drawn; 0 allows all.</param>
/// <param name="Seed">Of the draws.</param>
public sealed record GenerationOptions(int Tokens = 200, double Temperature = 1, int TopK = 0, long Seed = 1)
{
    /// <summary>The longest continuation, in tokens.</summary>
    public const int MostTokens = 4096;

    /// <summary>The highest temperature.</summary>
    public const double HighestTemperature = 10;
}

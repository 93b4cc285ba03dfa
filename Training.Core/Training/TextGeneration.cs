using Training.Core.Data;
using Training.Core.Data.Texts;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Draws tokens one after the other, each from the model's distribution given those before it.</summary>
internal static class TextGeneration
{
    public static string Continue(
        torch.nn.Module<torch.Tensor, torch.Tensor> model, Tokenizer tokenizer, int context, string prompt, GenerationOptions options, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Tokens, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Tokens, GenerationOptions.MostTokens);
        if (!(options.Temperature >= 0 && options.Temperature <= GenerationOptions.HighestTemperature))
            throw new ArgumentOutOfRangeException(nameof(options), $"The temperature is {options.Temperature}; give 0 to {GenerationOptions.HighestTemperature}.");
        ArgumentOutOfRangeException.ThrowIfNegative(options.TopK);
        var random = CounterRandom.For(options.Seed, stream: 21);
        var tokens = tokenizer.Encode(prompt).ToList();
        var given = tokens.Count;
        using var guard = torch.no_grad();
        for (var i = 0; i < options.Tokens; i++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var seen = tokens.Skip(Math.Max(0, tokens.Count - context)).Select(token => (long)token).ToArray();
            var logits = model.call(torch.tensor<long>(seen, 1, seen.Length)).select(1, -1).ToArray<float>(); // (1, T, vocabulary), of which the last
            tokens.Add(Draw(logits, options, random.Uniform(i)));
        }

        return tokenizer.Decode(tokens.Skip(given));
    }

    /// <summary>One token: number <paramref name="uniform"/> of [0, 1) in the order of falling likelihood.</summary>
    internal static int Draw(float[] logits, GenerationOptions options, double uniform)
    {
        var order = Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token]).ThenBy(token => token).ToArray();
        if (options.Temperature == 0)
            return order[0];
        var allowed = options.TopK == 0 ? order : order[..Math.Min(options.TopK, order.Length)];
        var weights = Array.ConvertAll(allowed, token => Math.Exp((logits[token] - logits[order[0]]) / options.Temperature));
        var left = uniform * weights.Sum();
        for (var i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
                return allowed[i];
        }

        return allowed[^1];
    }
}

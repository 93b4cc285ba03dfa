using System.Security.Cryptography;
using System.Text;
using Training.Core.Torch;

namespace Training.Core.Data.Texts;

/// <summary>
/// A text to predict token by token. Its parts are contiguous, never shuffled: the last 5 % are the test part, before them lies the validation
/// share (<c>validation_fraction</c>) of the rest, the beginning is for training. Its rows are UTF-16 characters.
/// </summary>
public sealed class TextDataset : Dataset
{
    private const double TestShare = 0.05;
    private readonly string _text;
    private readonly int _pool;
    private readonly Lock _gate = new();
    private (TextSpec Spec, int Train, int End, EncodedText Text)? _encoded; // the last one: trials of a sweep mostly share it

    internal TextDataset(string name, string title, string text)
        : base(name, title, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))))
    {
        _text = text;
        _pool = Whole(text.Length - (int)Math.Round(text.Length * TestShare, MidpointRounding.AwayFromZero));
    }

    /// <inheritdoc/>
    public override string ShapeText => "text";

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.NextToken;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames => [];

    /// <inheritdoc/>
    public override int TrainRows => _pool;

    /// <inheritdoc/>
    public override int TestRows => _text.Length - _pool;

    internal override PreparedData Prepare(TrainingSpec spec, torch.Device device, Preparation? earlier = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Data.TrainSamples > _pool)
            throw new SpecException("train_samples", $"{spec.Data.TrainSamples} characters are wanted, but '{Name}' has {_pool} for training and validation. Give at most {_pool}, or 0 for all.");
        if (spec.Data.Noise > 0)
            throw new SpecException("noise", $"{spec.Data.Noise} cannot be added to tokens, which are no quantities. Leave it at 0 for '{Name}'.");
        if (spec.Data.SplitBy is not { Method: "random" or "time", Folds: < 2 })
            throw new SpecException("split.method", $"'{spec.Data.SplitBy.Method}' with {spec.Data.SplitBy.Folds} folds does not fit a text, whose parts are contiguous. Leave split.method and split.folds out.");
        var end = Whole(spec.Data.TrainSamples == 0 ? _pool : spec.Data.TrainSamples);
        var train = Whole(end - (int)Math.Round(end * spec.Data.ValidationFraction, MidpointRounding.AwayFromZero));
        return new PreparedText(this, spec.Data.Text, Encode(spec.Data.Text, train, end), device);
    }

    internal override PreparedData Reopen(TrainingSpec spec, Preparation preparation, torch.Device device)
    {
        var fitted = Fitting<TextPreparation>(preparation);
        var tokenizer = Tokenizer.Of(fitted);
        return new PreparedText(this, spec.Data.Text with { Context = fitted.Context }, new EncodedText(tokenizer, [], 0, tokenizer.Encode(_text[_pool..])), device);
    }

    private EncodedText Encode(TextSpec spec, int train, int end)
    {
        var key = spec with { Context = 0, WindowsPerEpoch = 0 };
        lock (_gate)
        {
            if (_encoded is { } last && (last.Spec, last.Train, last.End) == (key, train, end))
                return last.Text;
            var tokenizer = Tokenizer.Fit(spec, _text[..train]);
            var first = tokenizer.Encode(_text[..train]);
            var text = new EncodedText(tokenizer, [.. first, .. tokenizer.Encode(_text[train..end])], first.Length, tokenizer.Encode(_text[_pool..]));
            _encoded = (key, train, end, text);
            return text;
        }
    }

    // A cut never parts the two halves of a character.
    private int Whole(int length) => length > 0 && length < _text.Length && char.IsLowSurrogate(_text[length]) ? length - 1 : length;
}

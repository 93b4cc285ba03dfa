using Training.Core.Torch;

namespace Training.Core.Data.Texts;

/// <summary>
/// A text for one trial. A row is a place in the tokens of training and validation part; its sample are the <c>context</c> tokens from there on,
/// its target the tokens one place later. Tokens at the end of a part that fill no window are left out.
/// </summary>
internal sealed class PreparedText : PreparedData
{
    private readonly TextSpec _spec;
    private readonly int[] _tokens; // training, then validation
    private readonly int[] _test;
    private readonly int _trainTokens;
    private readonly torch.Device _device;

    public PreparedText(TextDataset data, TextSpec spec, EncodedText text, torch.Device device)
    {
        (_spec, _tokens, _test, _trainTokens, _device) = (spec, text.Tokens, text.Test, text.Train, device);
        Tokenizer = text.Tokenizer;
        var validation = _tokens.Length - _trainTokens;
        Split = _trainTokens == 0 ? DataSplit.None : new DataSplit(Windows(0, _trainTokens), Windows(_trainTokens, validation));
        TestRows = Windows(0, _test.Length).Length;
        if (_trainTokens > 0 && (Split.Train.Count == 0 || Split.Validation.Count == 0) || TestRows == 0)
            throw new SpecException("text.context", $"{spec.Context} tokens and one more do not fit into each part of '{data.Name}' ({_trainTokens} for training, {validation} for validation, {_test.Length} for the test). Use a shorter context or more text.");
    }

    public Tokenizer Tokenizer { get; }

    public override SampleShape Shape => new TextShape(Tokenizer.Vocabulary, _spec.Context, EveryToken: true);

    public override TargetKind Target => TargetKind.NextToken;

    public override IReadOnlyList<string> ClassNames => [];

    public override DataSplit Split { get; }

    public override int TestRows { get; }

    public override ModelSignature Signature => new("tokens", [_spec.Context], "int64", 0, Tokenizer.Vocabulary - 1, []);

    public override TextPreparation Preparation => Tokenizer.ToPreparation(_spec.Context);

    // About as many values in a forward pass as with pictures.
    public override int EvaluationRows => Math.Max(1, 8192 / _spec.Context);

    public override int[] EpochRows(TrialRandomness random, int epoch, IReadOnlyList<int> used)
    {
        var places = random.Windows.Child(epoch);
        if (!ReferenceEquals(used, Split.Train)) // a share of the windows that begin at multiples of the context
        {
            if (_spec.WindowsPerEpoch == 0)
                return base.EpochRows(random, epoch, used);
            var share = (int)Math.Round((double)_spec.WindowsPerEpoch * used.Count / Split.Train.Count, MidpointRounding.AwayFromZero);
            return [.. Enumerable.Range(0, Math.Max(1, share)).Select(i => used[places.Below(i, used.Count)])];
        }

        var last = _trainTokens - _spec.Context - 1; // of a window whose last target is still in the training part
        if (_spec.WindowsPerEpoch > 0)
            return [.. Enumerable.Range(0, _spec.WindowsPerEpoch).Select(i => places.Below(i, last + 1))];
        var offset = places.Below(0, Math.Min(_spec.Context, last + 1));
        var count = ((last - offset) / _spec.Context) + 1;
        return Array.ConvertAll(random.Order(epoch, count), k => offset + (k * _spec.Context));
    }

    public override Batch Read(ReadOnlySpan<int> rows) => Read(_tokens, rows, 1);

    public override Batch ReadTest(ReadOnlySpan<int> rows) => Read(_test, rows, _spec.Context);

    /// <summary>The text of some tokens of the test part.</summary>
    public string TestText(int from, int end) => Tokenizer.Decode(_test[from..end]);

    /// <summary>Input and target (N, context) int64.</summary>
    private Batch Read(int[] tokens, ReadOnlySpan<int> rows, int stride)
    {
        var length = _spec.Context;
        var input = new long[rows.Length * length];
        var target = new long[rows.Length * length];
        for (var r = 0; r < rows.Length; r++)
        {
            var window = tokens.AsSpan(rows[r] * stride, length + 1);
            for (var i = 0; i < length; i++)
            {
                input[(r * length) + i] = window[i];
                target[(r * length) + i] = window[i + 1];
            }
        }

        var (x, y) = (torch.tensor<long>(input, rows.Length, length), torch.tensor<long>(target, rows.Length, length));
        return _device.type == DeviceType.CPU ? new Batch(x, y, rows.Length) : new Batch(x.to(_device), y.to(_device), rows.Length);
    }

    // Starts of the windows that lie one behind the other in a part.
    private int[] Windows(int start, int length) => [.. Enumerable.Range(0, Math.Max(0, (length - 1) / _spec.Context)).Select(k => start + (k * _spec.Context))];
}

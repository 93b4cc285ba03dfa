using Training.Core.Data;
using Training.Core.Interop.Onnx;
using Training.Core.Torch;

namespace Training.Core.Models.Trees;

/// <summary>
/// Trees as a module: (N, width) to (N, outputs), where the outputs of two classes are 0 and the trees' log-odds, so that softmax gives their
/// probability. Without gradients. Several threads may ask at once, one after the other.
/// </summary>
internal sealed class TreeModel : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    /// <summary>The name of the trees' bytes in a checkpoint.</summary>
    public const string StateName = "trees.ubj";

    private readonly Lock _gate = new();
    private readonly int _outputs;
    private TreeBooster? _booster;

    /// <exception cref="SpecException">The library is missing.</exception>
    public TreeModel(TableShape shape, int outputs)
        : base(nameof(TreeModel))
    {
        XGBoost.Require();
        Width = shape.Width;
        _outputs = outputs;
    }

    /// <summary>Inputs of a row.</summary>
    public int Width { get; }

    /// <summary>The trees grown so far; empty before the first.</summary>
    public byte[] Trees { get; private set; } = [];

    /// <summary>Takes other trees.</summary>
    public void Take(byte[] trees)
    {
        lock (_gate)
        {
            _booster?.Dispose();
            _booster = null;
            Trees = trees;
            if (trees.Length > 0)
                _booster = new TreeBooster(null, trees, [("nthread", "1")]);
        }
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        var samples = input.shape[0];
        if (_booster is null)
            return torch.zeros([samples, _outputs], device: input.device);
        lock (_gate)
        {
            using var rows = new TreeRows(input.ToArray<float>(), Width);
            return Answer(_booster.Predict(rows), samples).to(input.device);
        }
    }

    /// <summary>The answers (N, outputs) that sums of the trees' answers mean.</summary>
    public torch.Tensor Answer(ReadOnlySpan<float> margins, long samples)
    {
        if (_outputs != 2)
            return torch.tensor<float>(margins.ToArray(), samples, _outputs);
        var pairs = new float[2 * margins.Length];
        for (var i = 0; i < margins.Length; i++)
            pairs[(2 * i) + 1] = margins[i];
        return torch.tensor<float>(pairs, samples, _outputs);
    }

    /// <summary>Brings sums up to date; null while there are no trees.</summary>
    public float[]? Update(TreeMargins margins)
    {
        lock (_gate)
            return _booster is null ? null : margins.Update(_booster);
    }

    internal override string ToOnnx(OnnxGraph graph, string input) =>
        throw new NotSupportedException($"Boosted trees are not written as ONNX. Download the checkpoint instead: its entry '{StateName}' is a model file of XGBoost's own.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _booster?.Dispose();
        _booster = null;
        base.Dispose(disposing);
    }
}

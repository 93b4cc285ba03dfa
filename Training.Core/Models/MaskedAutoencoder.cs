using Training.Core.Data;
using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core.Models;

/// <summary>
/// He et al. 2021 (arXiv 2111.06377, section 3): an encoder sees the visible patches only, a small decoder gets their codes and one learned
/// vector in the place of each hidden patch, and rebuilds all. The encoder bears the names of <see cref="TransformerNet"/>'s, positions are
/// learned. (N, C, H, W) to the same, with the visible patches as they are, so that an error is of the hidden ones alone.
/// </summary>
public sealed class MaskedAutoencoder : torch.nn.Module<torch.Tensor, torch.Tensor>, IRowNetwork
{
    private const double PositionDeviation = 0.02;

    private readonly Linear _embed;
    private readonly Embedding _position;
    private readonly Dropout _dropout;
    private readonly TransformerStack _encoder;
    private readonly Linear _decoder_embed;
    private readonly Parameter _mask_token;
    private readonly Embedding _decoder_position;
    private readonly TransformerStack _decoder;
    private readonly Linear _rebuild;
    private readonly ImageShape _image;
    private readonly int _patch;
    private readonly int _patches;
    private readonly int _masked;
    private CounterRandom _random = CounterRandom.For(0, stream: 32);

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="shape">Shape of one sample.</param>
    /// <param name="spec">Encoder, decoder, patches and the hidden share.</param>
    /// <param name="dropout">Where dropout draws from.</param>
    /// <exception cref="SpecException">Patches do not fill the image, or there is but one.</exception>
    public MaskedAutoencoder(ImageShape shape, MaskedAutoencoderSpec spec, RandomStream dropout)
        : base(nameof(MaskedAutoencoder))
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(spec);
        (_image, _patch, _patches) = (shape, spec.Patch, Patches.Count(shape, spec.Patch, "masked_autoencoder.patch"));
        if (_patches < 2)
            throw new SpecException("masked_autoencoder.patch", $"{spec.Patch} pixels make one patch of an image of {shape}, and hiding it hides all. Use smaller patches.");
        _masked = spec.Masked(_patches);
        var values = shape.Channels * _patch * _patch;
        _embed = torch.nn.Linear(values, spec.Width);
        _position = torch.nn.Embedding(_patches, spec.Width, PositionDeviation);
        _dropout = torch.nn.Dropout(spec.Dropout, dropout);
        _encoder = new TransformerStack(spec.Layers, spec.Width, spec.Heads, spec.FeedForward * spec.Width, spec.Activation, spec.Dropout, dropout);
        _decoder_embed = torch.nn.Linear(spec.Width, spec.DecoderWidth);
        _mask_token = new Parameter(1, spec.DecoderWidth);
        _decoder_position = torch.nn.Embedding(_patches, spec.DecoderWidth, PositionDeviation);
        _decoder = new TransformerStack(spec.DecoderLayers, spec.DecoderWidth, spec.Heads, spec.FeedForward * spec.DecoderWidth, spec.Activation, spec.Dropout, dropout);
        _rebuild = torch.nn.Linear(spec.DecoderWidth, values);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ((IRowNetwork)this).Answer(new Batch(input, input, (int)input.shape[0]));
    }

    void IRowNetwork.Draw(CounterRandom random) => _random = random;

    torch.Tensor IRowNetwork.Answer(in Batch batch)
    {
        var (rows, device) = (batch.Samples, batch.Input.device);
        var visible = Visible(batch); // (N · visible), patches of each row
        var shown = _patches - _masked;
        var positions = torch.tensor<long>(visible, rows, shown).to(device);
        var flat = torch.tensor<long>(Array.ConvertAll([.. visible.Index()], at => (at.Index / shown * (long)_patches) + at.Item)).to(device);
        var patches = Patches.Cut(batch.Input, _image, _patch); // (N, T, values)
        var values = patches.shape[2];
        var seen = _embed.call(patches.reshape(-1, values).index_select(0, flat).reshape(rows, shown, values)); // (N, visible, width)
        var codes = _encoder.call(_dropout.call(seen.add(Aten.Embedding.Call(_position.weight, positions))), future: null);
        var (places, hidden) = Places(visible, rows);
        var rebuilt = Rebuild(codes, torch.tensor<long>(places, rows, _patches).to(device));
        var wanted = Patches.Cut(batch.Target, _image, _patch);
        return Patches.Join(wanted.add(rebuilt.sub(wanted).mul(torch.tensor<float>(hidden, rows, _patches, 1).to(device))), _image, _patch);
    }

    // The codes of the visible patches and, as the last row, the vector of hidden ones; looked up for every place. (N, T, values)
    private torch.Tensor Rebuild(torch.Tensor codes, torch.Tensor places)
    {
        var small = _decoder_embed.call(codes); // (N, visible, decoder width)
        var table = torch.cat([small.reshape(-1, small.shape[2]), _mask_token], 0);
        return _rebuild.call(_decoder.call(Aten.Embedding.Call(table, places).add(_decoder_position.weight), future: null));
    }

    // The first patches of a random order of (seed, epoch, row).
    private long[] Visible(in Batch batch)
    {
        var shown = _patches - _masked;
        var visible = new long[batch.Samples * shown];
        for (var sample = 0; sample < batch.Samples; sample++)
        {
            var order = _random.Child(batch.Epoch).Child(batch.Row(sample)).Permutation(_patches);
            for (var i = 0; i < shown; i++)
                visible[(sample * shown) + i] = order[i];
        }

        return visible;
    }

    // For each place of each row where its vector stands in the table, and 1 if it is hidden.
    private (long[] Places, float[] Hidden) Places(long[] visible, int rows)
    {
        var (places, hidden) = (new long[rows * _patches], new float[rows * _patches]);
        Array.Fill(places, visible.Length);
        Array.Fill(hidden, 1);
        foreach (var (index, patch) in visible.Index())
        {
            var place = (index / (_patches - _masked) * _patches) + patch;
            (places[place], hidden[place]) = (index, 0);
        }

        return (places, hidden);
    }
}

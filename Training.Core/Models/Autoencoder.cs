using Training.Core.Data;
using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core.Models;

/// <summary>
/// Convolutions and poolings to a code, transposed convolutions back (Hinton and Salakhutdinov 2006). The encoder's convolutions bear the
/// names of <see cref="ConvNet"/>'s. (N, C, H, W) to the same.
/// </summary>
public sealed class Autoencoder : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Sequential _features;
    private readonly Linear _encode;
    private readonly Dropout _dropout;
    private readonly Linear _decode;
    private readonly Sequential _upsample;
    private readonly ImageShape _small;

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="shape">Shape of one sample.</param>
    /// <param name="spec">Channels, blocks, kernel, code, activation and dropout.</param>
    /// <param name="dropout">Where dropout draws from.</param>
    /// <exception cref="SpecException">The image's sides cannot be halved so often without a rest.</exception>
    public Autoencoder(ImageShape shape, AutoencoderSpec spec, RandomStream dropout)
        : base(nameof(Autoencoder))
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(spec);
        var parts = 1 << spec.Blocks;
        if (shape.Height % parts != 0 || shape.Width % parts != 0)
            throw new SpecException("autoencoder.blocks", $"{spec.Blocks} blocks need sides that {parts} divides, but the images are {shape}. Use fewer blocks.");
        _small = new ImageShape(spec.Channels << (spec.Blocks - 1), shape.Height / parts, shape.Width / parts);
        var (down, up) = (new List<torch.nn.Module<torch.Tensor, torch.Tensor>>(), new List<torch.nn.Module<torch.Tensor, torch.Tensor>>());
        for (var block = 0; block < spec.Blocks; block++)
        {
            var channels = block == 0 ? shape.Channels : spec.Channels << (block - 1);
            down.AddRange([torch.nn.Conv2d(channels, spec.Channels << block, spec.Kernel, spec.Kernel / 2), Activations.Build(spec.Activation), torch.nn.MaxPool2d(2)]);
            var (from, to) = (_small.Channels >> block, block == spec.Blocks - 1 ? shape.Channels : _small.Channels >> (block + 1));
            up.AddRange([Activations.Build(spec.Activation), torch.nn.ConvTranspose2d(from, to, 4, stride: 2, padding: 1)]); // (N, to, 2H, 2W)
        }

        _features = torch.nn.Sequential([.. down]);
        _encode = torch.nn.Linear(_small.Size, spec.Code);
        _dropout = torch.nn.Dropout(spec.Dropout, dropout);
        _decode = torch.nn.Linear(spec.Code, _small.Size);
        _upsample = torch.nn.Sequential([.. up]);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        var code = _encode.call(_features.call(input).flatten(1)); // (N, code)
        return _upsample.call(_decode.call(_dropout.call(code)).reshape(-1, _small.Channels, _small.Height, _small.Width));
    }
}

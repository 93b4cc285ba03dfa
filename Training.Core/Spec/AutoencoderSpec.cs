using Training.Core.Data;

namespace Training.Core;

/// <summary>A convolutional autoencoder: the image through a narrow code and back.</summary>
/// <param name="Channels">Channels of the first convolution; each further block has twice as many.</param>
/// <param name="Blocks">Blocks of the encoder, 1 to 4; each halves the image.</param>
/// <param name="Kernel">Side of the encoder's kernels, 3 or 5.</param>
/// <param name="Code">Numbers that the image must pass through.</param>
/// <param name="Activation">See <see cref="ModelSpec"/>.</param>
/// <param name="Dropout">Of the code; see <see cref="ModelSpec"/>.</param>
public sealed record AutoencoderSpec(int Channels, int Blocks, int Kernel, int Code, string Activation, double Dropout) : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "autoencoder";

    internal override long LargestTensor(SampleShape shape) => shape is ImageShape image ? (long)image.Height * image.Width * Math.Max(Channels, image.Channels) : base.LargestTensor(shape);

    internal override void Write(IDictionary<string, object> fields)
    {
        fields["autoencoder.channels"] = (long)Channels;
        fields["autoencoder.blocks"] = (long)Blocks;
        fields["autoencoder.kernel"] = (long)Kernel;
        fields["autoencoder.code"] = (long)Code;
    }
}

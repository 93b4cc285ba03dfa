using Training.Core.Data;

namespace Training.Core;

/// <summary>A convolutional network: <paramref name="Blocks"/> times convolution, activation and 2×2 max-pooling, then a hidden linear layer, then the classes.</summary>
/// <param name="Channels">Output channels of the first convolution; each further block has twice as many.</param>
/// <param name="Blocks">Number of blocks, 1 to 4.</param>
/// <param name="Kernel">Side of the convolution kernel, 3 or 5; padding keeps the image's size.</param>
/// <param name="Hidden">Units of the linear layer before the classes.</param>
/// <param name="Activation">See <see cref="ModelSpec"/>.</param>
/// <param name="Dropout">See <see cref="ModelSpec"/>.</param>
public sealed record CnnSpec(int Channels, int Blocks, int Kernel, int Hidden, string Activation, double Dropout) : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "cnn";

    internal override long LargestTensor(SampleShape shape) => shape is ImageShape image ? (long)image.Height * image.Width * Math.Max(Channels, image.Channels) : base.LargestTensor(shape);

    internal override void Write(IDictionary<string, object> fields)
    {
        fields["cnn.channels"] = (long)Channels;
        fields["cnn.blocks"] = (long)Blocks;
        fields["cnn.kernel"] = (long)Kernel;
        fields["cnn.hidden"] = (long)Hidden;
    }
}

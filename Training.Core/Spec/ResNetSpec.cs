using Training.Core.Data;

namespace Training.Core;

/// <summary>A residual network for small images (He et al. 2016, section 4.2).</summary>
/// <param name="Depth">Layers with weights: 6n + 2, 8 to 56.</param>
/// <param name="Channels">Channels of the first of three stages, 16 in the paper; each stage doubles them.</param>
/// <param name="Activation">See <see cref="ModelSpec"/>.</param>
/// <param name="Dropout">Before the classes; see <see cref="ModelSpec"/>.</param>
public sealed record ResNetSpec(int Depth, int Channels, string Activation, double Dropout) : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "resnet";

    internal override long LargestTensor(SampleShape shape) => shape is ImageShape image ? (long)image.Height * image.Width * Math.Max(Channels, image.Channels) : base.LargestTensor(shape);

    internal override void Write(IDictionary<string, object> fields)
    {
        fields["resnet.depth"] = (long)Depth;
        fields["resnet.channels"] = (long)Channels;
    }
}

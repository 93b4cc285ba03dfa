using Training.Core.Data;

namespace Training.Core;

/// <summary>A pair of networks that make small images and judge them (Radford et al. 2015, arXiv 1511.06434).</summary>
/// <param name="Latent">Random numbers that an image is made from.</param>
/// <param name="Channels">Channels of the generator's last and the judge's first hidden layer; the ones towards the middle have twice as many.</param>
/// <param name="JudgeRate">The judge's learning rate as a share of the generator's, 0.01 to 10.</param>
/// <param name="Activation">Without effect: the layers' functions are the paper's.</param>
/// <param name="Dropout">Before the judge's last layer.</param>
public sealed record GanSpec(int Latent, int Channels, double JudgeRate, string Activation, double Dropout) : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "gan";

    internal override long LargestTensor(SampleShape shape) => shape is ImageShape image ? (long)image.Height * image.Width * Math.Max(Channels, image.Channels) : base.LargestTensor(shape);

    internal override void Write(IDictionary<string, object> fields)
    {
        fields["gan.latent"] = (long)Latent;
        fields["gan.channels"] = (long)Channels;
        fields["gan.judge_rate"] = JudgeRate;
    }
}

namespace Training.Core.Data;

/// <summary>Images: x = (pixel / 255 - mean) / std, channel by channel.</summary>
/// <param name="Mean">Of pixel / 255, by channel.</param>
/// <param name="Std">Of pixel / 255, by channel.</param>
public sealed record ImagePreparation(IReadOnlyList<double> Mean, IReadOnlyList<double> Std) : Preparation
{
    /// <summary>A preparation that was fitted before, if it is one of such images; else null.</summary>
    internal static ImagePreparation? Kept(Preparation? kept, ImageShape shape) => kept is ImagePreparation images && images.Mean.Count == shape.Channels ? images : null;

    /// <summary>x = pixel * scale + shift for each channel.</summary>
    internal (float[] Scale, float[] Shift) Factors() =>
        ([.. Std.Select(s => (float)(1 / (255 * s)))], [.. Mean.Zip(Std, (m, s) => (float)(-m / s))]);

    internal override SampleShape Sample(ModelSignature signature) => new ImageShape(signature.InputShape[0], signature.InputShape[1], signature.InputShape[2]);

    internal override int Outputs(ModelSignature signature) => signature.Classes.Count;
}

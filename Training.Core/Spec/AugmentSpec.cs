namespace Training.Core;

/// <summary>How training images are changed at random, anew in every epoch; images for validation and test never are. Without effect on other data.</summary>
/// <param name="CropPadding">Pixels, 0 to 64, that the image may shift each way.</param>
/// <param name="Flip">Whether every second image, at random, is mirrored left to right.</param>
/// <param name="Rotation">Largest angle in degrees, 0 to 180, either way.</param>
/// <param name="Brightness">0 to 1: the factor on pixels is within 1 ± this.</param>
/// <param name="Contrast">0 to 1: the factor on distances from the image's mean grey is within 1 ± this.</param>
/// <param name="Saturation">0 to 1: the factor on distances from each pixel's grey is within 1 ± this; colour images only.</param>
/// <param name="Cutout">Side in pixels, 0 to 256, of a square of the mean colour around a random pixel.</param>
/// <param name="Mixup">Alpha, 0 to 1, of the Beta(alpha, alpha) distribution of the share that another image gets; 0 mixes none.</param>
public sealed record AugmentSpec(
    int CropPadding, bool Flip, double Rotation, double Brightness, double Contrast, double Saturation, int Cutout, double Mixup)
{
    /// <summary>Images as they are.</summary>
    public static AugmentSpec None { get; } = new(0, false, 0, 0, 0, 0, 0, 0);

    internal static AugmentSpec Read(FieldValues values) => new(
        values.Int("augment.crop_padding"), values.Flag("augment.flip"), values.Float("augment.rotation"), values.Float("augment.brightness"),
        values.Float("augment.contrast"), values.Float("augment.saturation"), values.Int("augment.cutout"), values.Float("augment.mixup"));

    internal void Write(IDictionary<string, object> fields)
    {
        fields["augment.crop_padding"] = (long)CropPadding;
        fields["augment.flip"] = Flip;
        fields["augment.rotation"] = Rotation;
        fields["augment.brightness"] = Brightness;
        fields["augment.contrast"] = Contrast;
        fields["augment.saturation"] = Saturation;
        fields["augment.cutout"] = (long)Cutout;
        fields["augment.mixup"] = Mixup;
    }
}

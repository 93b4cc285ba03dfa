using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core;

/// <summary>Settings of the augmentation of images.</summary>
internal static class AugmentFields
{
    // The families that take images.
    private static readonly FieldCondition When = new("model", ["linear", "mlp", "cnn", "resnet", "rnn", "transformer", "autoencoder", "masked_autoencoder", "gan"]);

    public static IReadOnlyList<TrainingField> All { get; } =
    [
        .. new[]
        {
            Int("augment.crop_padding", "Shift", 0, 0, 64, "Images: shift training images at random by up to so many pixels each way (a random crop of the padded image).", When, search: new(0, 6), unit: "pixels"),
            Flag("augment.flip", "Mirror", "Images: mirror every second training image, left to right. Not for digits and letters.", When),
            Float("augment.rotation", "Rotation", 0.0, 0, 180, "Images: turn training images at random by up to so many degrees either way.", When, search: new(0, 20)),
            Float("augment.brightness", "Brightness", 0.0, 0, 1, "Images: multiply training pixels by a random factor within 1 plus or minus this.", When, search: new(0, 0.4)),
            Float("augment.contrast", "Contrast", 0.0, 0, 1, "Images: stretch training images around their mean grey by a random factor within 1 plus or minus this.", When, search: new(0, 0.4)),
            Float("augment.saturation", "Saturation", 0.0, 0, 1, "Images: strengthen the colours of training images by a random factor within 1 plus or minus this.", When, search: new(0, 0.4)),
            Int("augment.cutout", "Cutout", 0, 0, 256, "Images: cover a square of this side around a random pixel of each training image; half the image's side is much.", When, search: new(0, 16), unit: "pixels"),
            Float("augment.mixup", "Mixup", 0.0, 0, 1, "Images: blend each training image, and its target, with another one's; the share is drawn from Beta(this, this). 0.2 is usual, 0 blends none.", When, search: new(0, 0.5)),
        }.OnlyFor(SampleKind.Image),
    ];
}

namespace Training.Core.Data;

/// <summary>
/// Draws what happens to each image of an epoch. Every draw has a number of its own, so that one setting never changes what another one draws.
/// Pure: the numbers of (seed, epoch, place in the epoch's order) alone, whatever the batches, threads and resumes.
/// </summary>
/// <param name="spec">Which changes, and how strong.</param>
/// <param name="shape">Of an image.</param>
internal sealed class Augmentation(AugmentSpec spec, ImageShape shape)
{
    private const int Down = 0, Right = 1, Mirror = 2, Angle = 3, Brightness = 4, Contrast = 5, Saturation = 6, CutRow = 7, CutColumn = 8, Partner = 9, Share = 10;

    /// <summary>Whether anything may change.</summary>
    public bool ChangesImages => spec with { Mixup = 0 } != AugmentSpec.None;

    /// <summary>Whether images are blended.</summary>
    public bool Mixes => spec.Mixup > 0;

    /// <summary>What happens to one image.</summary>
    /// <param name="image">The image's own numbers.</param>
    public AugmentPlan Plan(CounterRandom image)
    {
        var angle = Within(image, Angle, spec.Rotation) * Math.PI / 180;
        var side = spec.Cutout;
        var (top, left) = (image.Below(CutRow, shape.Height) - (side / 2), image.Below(CutColumn, shape.Width) - (side / 2));
        return new AugmentPlan
        {
            Brightness = Factor(image, Brightness, spec.Brightness),
            Contrast = Factor(image, Contrast, spec.Contrast),
            Saturation = Factor(image, Saturation, spec.Saturation),
            Cosine = spec.Rotation > 0 ? (float)ExactMath.Cos(angle) : 1,
            Sine = spec.Rotation > 0 ? (float)ExactMath.Sin(angle) : 0,
            Top = Shift(image, Down),
            Left = Shift(image, Right),
            Mirrored = spec.Flip && image.Below(Mirror, 2) == 1 ? 1 : 0,
            CutTop = side == 0 ? 0 : Math.Max(0, top),
            CutLeft = side == 0 ? 0 : Math.Max(0, left),
            CutBottom = side == 0 ? 0 : Math.Min(shape.Height, top + side),
            CutRight = side == 0 ? 0 : Math.Min(shape.Width, left + side),
        };
    }

    /// <summary>With which place of the epoch's order an image is blended (perhaps with itself), and its own share of the blend, 1/2 to 1.</summary>
    /// <param name="image">The image's own numbers.</param>
    /// <param name="images">Images of the epoch.</param>
    public (int Partner, float Share) Mix(CounterRandom image, int images)
    {
        // Jöhnk 1964: of two uniforms to the power 1/alpha with a sum of at most 1, the first's part of the sum is Beta(alpha, alpha). By logarithms,
        // because a small alpha would make both powers 0. At least half of all pairs do.
        for (var draw = (long)Share; ; draw += 2)
        {
            var (first, second) = (Math.Log(1 - image.Uniform(draw)) / spec.Mixup, Math.Log(1 - image.Uniform(draw + 1)) / spec.Mixup); // of (0, 1]
            if (Math.Exp(first) + Math.Exp(second) > 1)
                continue;
            var share = 1 / (1 + Math.Exp(second - first));
            return (image.Below(Partner, images), (float)Math.Max(share, 1 - share));
        }
    }

    private int Shift(CounterRandom image, int draw) => spec.CropPadding == 0 ? 0 : image.Below(draw, (2 * spec.CropPadding) + 1) - spec.CropPadding;

    private static float Factor(CounterRandom image, int draw, double strength) => (float)(1 + Within(image, draw, strength));

    // Uniform in [-range, range).
    private static double Within(CounterRandom image, int draw, double range) => ((2 * image.Uniform(draw)) - 1) * range;
}

using Training.Core.Data;
using Training.Core.Tests.Training;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Data;

/// <summary>What happens to single images, and what is drawn.</summary>
public sealed class AugmentationTests
{
    private static readonly ImageShape Grey = new(1, 3, 3);
    private static readonly byte[] Nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Fact]
    public void A_plan_that_changes_nothing_gives_the_image_and_a_shift_fills_with_the_mean()
    {
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], Changed(Nine, Grey, new AugmentPlan()));
        Assert.Equal([5, 6, 0, 8, 9, 0, 0, 0, 0], Changed(Nine, Grey, new AugmentPlan { Top = 1, Left = 1 }));
        Assert.Equal([0, 0, 0, 0, 0, 1, 0, 0, 4], Changed(Nine, Grey, new AugmentPlan { Top = -1, Left = -2 }));
        Assert.Equal(new float[9], Changed(Nine, Grey, new AugmentPlan { Top = 7, Left = -7 }));
    }

    [Fact]
    public void Mirroring_comes_after_the_shift()
    {
        Assert.Equal([3, 2, 1, 6, 5, 4, 9, 8, 7], Changed(Nine, Grey, new AugmentPlan { Mirrored = 1 }));
        Assert.Equal([0, 3, 2, 0, 6, 5, 0, 9, 8], Changed(Nine, Grey, new AugmentPlan { Left = 1, Mirrored = 1 }));
        Assert.Equal([2, 1, 0, 5, 4, 0, 8, 7, 0], Changed(Nine, Grey, new AugmentPlan { Left = -1, Mirrored = 1 }));
    }

    [Fact]
    public void A_quarter_turn_is_counter_clockwise_and_between_pixels_it_interpolates()
    {
        Assert.Equal([3, 6, 9, 2, 5, 8, 1, 4, 7], Changed(Nine, Grey, new AugmentPlan { Cosine = 0, Sine = 1 }));
        Assert.Equal([9, 8, 7, 6, 5, 4, 3, 2, 1], Changed(Nine, Grey, new AugmentPlan { Cosine = -1, Sine = 0 }));
        // Half of each step: the corner reads at (0.5, 0.5) from the middle outwards, the mean of four pixels.
        Assert.Equal([3, 3.5f, 4, 4.5f, 5, 5.5f, 6, 6.5f, 7], Changed(Nine, Grey, new AugmentPlan { Cosine = 0.5f }));
    }

    [Fact]
    public void Covering_fills_a_square_with_the_mean() =>
        Assert.Equal([1, 2, 3, 4, 0, 0, 7, 0, 0], Changed(Nine, Grey, new AugmentPlan { CutTop = 1, CutLeft = 1, CutBottom = 3, CutRight = 3 }));

    [Fact]
    public void Brightness_contrast_and_saturation_are_those_of_the_definition()
    {
        Assert.Equal([20, 60, 255], Changed([10, 30, 200], new ImageShape(1, 1, 3), new AugmentPlan { Brightness = 2 }));
        // The mean is 60: 60 + 2 (v - 60), bounded.
        Assert.Equal([0, 40, 180], Changed([10, 50, 120], new ImageShape(1, 1, 3), new AugmentPlan { Contrast = 2 }));
        // One pixel of red 100, green 50, blue 20: grey is 29.9 + 29.35 + 2.28 = 61.53.
        var pale = Changed([100, 50, 20], new ImageShape(3, 1, 1), new AugmentPlan { Saturation = 0.5f });
        Assert.Equal(80.765, pale[0], 1e-3);
        Assert.Equal(55.765, pale[1], 1e-3);
        Assert.Equal(40.765, pale[2], 1e-3);
    }

    [Fact]
    public void A_scale_and_a_shift_of_each_channel_come_before_the_fill()
    {
        using var scope = torch.NewDisposeScope();
        var output = torch.empty([1, 2, 1, 2]);

        torch.AugmentBytes(output, [1, 2, 3, 4], [0], [new AugmentPlan { Left = 1 }], [10, 100], [1, 2], new ImageShape(2, 1, 2));

        Assert.Equal([21, 0, 402, 0], output.ToArray<float>());
    }

    [Fact]
    public void A_row_or_a_square_outside_is_refused()
    {
        Assert.Throws<TorchException>(() => Changed(Nine, Grey, new AugmentPlan { CutBottom = 4 }));
        using var scope = torch.NewDisposeScope();
        Assert.Throws<TorchException>(() => torch.AugmentBytes(torch.empty([1, 1, 3, 3]), Nine, [1], [new AugmentPlan()], [1], [0], Grey));
    }

    [Fact]
    public void Half_of_the_images_are_mirrored_and_shifts_turns_and_factors_fill_their_ranges()
    {
        var augmentation = new Augmentation(Everything, new ImageShape(3, 32, 32));
        var plans = Enumerable.Range(0, 20_000).Select(place => augmentation.Plan(CounterRandom.For(1, 30).Child(1).Child(place))).ToArray();

        Assert.InRange(plans.Average(plan => plan.Mirrored), 0.48, 0.52);
        Assert.Equal(Enumerable.Range(-2, 5), plans.Select(plan => plan.Top).Distinct().Order());
        Assert.All(plans.CountBy(plan => plan.Left), side => Assert.InRange(side.Value, 3_700, 4_300));
        Assert.InRange(plans.Average(plan => plan.Sine), -0.01, 0.01);
        Assert.InRange(plans.Max(plan => plan.Sine), 0.49f, 0.5f);
        Assert.All(plans, plan => Assert.InRange(plan.Brightness, 0.7f, 1.3f));
        Assert.InRange(plans.Average(plan => (double)plan.Contrast), 0.995, 1.005);
        Assert.All(plans, plan => Assert.InRange((plan.CutBottom - plan.CutTop) * (plan.CutRight - plan.CutLeft), 16, 64));
        Assert.Contains(plans, plan => plan is { CutTop: 0, CutBottom: 4 });
    }

    [Fact]
    public void One_setting_changes_nothing_of_what_another_draws()
    {
        var random = CounterRandom.For(5, 30).Child(2).Child(7);
        var all = new Augmentation(Everything, new ImageShape(3, 32, 32)).Plan(random);
        var some = new Augmentation(AugmentSpec.None with { CropPadding = 2, Flip = true }, new ImageShape(3, 32, 32)).Plan(random);

        Assert.Equal((all.Top, all.Left, all.Mirrored), (some.Top, some.Left, some.Mirrored));
        Assert.Equal(new AugmentPlan { Top = all.Top, Left = all.Left, Mirrored = all.Mirrored }, some);
    }

    [Theory]
    [InlineData(1.0, 0.75, 0.0208333)] // of the larger of u and 1 - u: mean 3/4, variance 1/48
    [InlineData(0.2, 0.89894, 0.01949)] // from two million draws of Python's betavariate
    public void Shares_follow_the_beta_distribution(double alpha, double mean, double variance)
    {
        var augmentation = new Augmentation(AugmentSpec.None with { Mixup = alpha }, new ImageShape(1, 4, 4));
        var mixes = Enumerable.Range(0, 40_000).Select(place => augmentation.Mix(CounterRandom.For(9, 30).Child(place), 10)).ToArray();
        double[] shares = [.. mixes.Select(mix => (double)mix.Share)];
        var found = shares.Average();

        Assert.All(shares, share => Assert.InRange(share, 0.5, 1));
        Assert.Equal(mean, found, 0.004);
        Assert.Equal(variance, shares.Average(share => (share - found) * (share - found)), 0.001);
        // Before folding, Beta(a, a) has the mean 1/2 and the variance 1 / (4 (2a + 1)): its second moment around 1/2 outlives the folding.
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), shares.Average(share => (share - 0.5) * (share - 0.5)), 0.002);
        Assert.All(mixes.CountBy(mix => mix.Partner), partner => Assert.InRange(partner.Value, 3_700, 4_300));
    }

    internal static AugmentSpec Everything { get; } = new(2, true, 30, 0.3, 0.3, 0.3, 8, 0.4);

    private static float[] Changed(byte[] image, ImageShape shape, AugmentPlan plan)
    {
        using var scope = torch.NewDisposeScope();
        var output = torch.empty([1, shape.Channels, shape.Height, shape.Width]);
        float[] ones = [.. Enumerable.Repeat(1f, shape.Channels)], zeros = new float[shape.Channels];
        torch.AugmentBytes(output, image, [0], [plan], ones, zeros, shape);
        return output.ToArray<float>();
    }
}

using Training.Core.Torch;

namespace Training.Core.Data;

/// <summary>
/// Images for one trial. Pixels stay uint8 until they are in a batch: gathering, augmenting and normalising is one pass. Images that are not in
/// memory are decoded one batch ahead while the network learns from the last one.
/// </summary>
internal sealed class PreparedImages(
    IPixels train, IPixels test, IReadOnlyList<string> classNames, DataSplit split, ImagePreparation preparation, AugmentSpec augment, torch.Device device) : PreparedData
{
    private readonly (float[] Scale, float[] Shift) _factors = preparation.Factors();
    private readonly Augmentation _augmentation = new(augment, train.Shape);
    private (int Epoch, int At, int Count, Task<PixelBlock> Block)? _ahead;

    public override SampleShape Shape => train.Shape;

    public override TargetKind Target => TargetKind.Class;

    public override IReadOnlyList<string> ClassNames => classNames;

    public override DataSplit Split => split;

    public override ReadOnlySpan<long> Strata => train.Labels.Span;

    public override int TestRows => test.Count;

    public override ModelSignature Signature => new("image", [train.Shape.Channels, train.Shape.Height, train.Shape.Width], "float32", 0, 255, classNames);

    public override Preparation Preparation => preparation;

    // The full range of a pixel is 1 / std of the channel; black is its shift.
    public override AttackRange? Attackable
    {
        get
        {
            var (scale, shift) = _factors;
            float[] ByPixel(Func<int, float> of) => [.. Enumerable.Range(0, train.Shape.Channels).SelectMany(channel => Enumerable.Repeat(of(channel), train.Shape.Height * train.Shape.Width))];
            return new AttackRange(ByPixel(channel => 255 * scale[channel]), ByPixel(channel => shift[channel]), ByPixel(channel => (255 * scale[channel]) + shift[channel]));
        }
    }

    public override Batch Read(ReadOnlySpan<int> rows) => Plain(train, rows.ToArray());

    public override Batch ReadTest(ReadOnlySpan<int> rows) => Plain(test, rows.ToArray());

    public override Batch ReadTraining(TrialRandomness random, int epoch, int[] epochRows, int at, int count)
    {
        var images = random.Augmentation.Child(epoch);
        if (!_augmentation.Mixes)
            return OnDevice(Input(images, epoch, epochRows, at, count), Labels(train, epochRows.AsSpan(at, count)), null);
        var own = Input(images, epoch, epochRows, at, count);
        var mixes = Array.ConvertAll([.. Enumerable.Range(at, count)], place => _augmentation.Mix(images.Child(place), epochRows.Length));
        var partners = Array.ConvertAll(mixes, mix => mix.Partner);
        var rows = Array.ConvertAll(partners, place => epochRows[place]);
        var other = Changed(train.Read(rows), Array.ConvertAll(partners, place => _augmentation.Plan(images.Child(place))));
        var share = torch.tensor<float>(Array.ConvertAll(mixes, mix => mix.Share));
        var each = share.reshape(-1, 1, 1, 1);
        var input = own.mul(each).add(other.mul(each.mul(-1).add(1)));
        return OnDevice(input, Labels(train, epochRows.AsSpan(at, count)), new MixedTarget(Labels(train, rows), share));
    }

    /// <summary>Input (N, C, H, W) float32, target (N) int64.</summary>
    private Batch Plain(IPixels pixels, int[] rows) => OnDevice(Normalised(pixels.Read(rows)), Labels(pixels, rows), null);

    private torch.Tensor Input(CounterRandom images, int epoch, int[] epochRows, int at, int count)
    {
        var block = Block(epoch, epochRows, at, count);
        if (!_augmentation.ChangesImages)
            return Normalised(block);
        return Changed(block, Array.ConvertAll([.. Enumerable.Range(at, count)], place => _augmentation.Plan(images.Child(place))));
    }

    // The session reads places in order, so the next batch is known.
    private PixelBlock Block(int epoch, int[] epochRows, int at, int count)
    {
        if (train.Resident)
            return train.Read(epochRows[at..(at + count)]);
        var block = _ahead is { } ahead && (ahead.Epoch, ahead.At, ahead.Count) == (epoch, at, count) ? ahead.Block.GetAwaiter().GetResult() : train.Read(epochRows[at..(at + count)]);
        var (next, size) = (at + count, Math.Min(count, epochRows.Length - at - count));
        _ahead = size == 0 ? null : (epoch, next, size, Task.Run(() => train.Read(epochRows[next..(next + size)])));
        return block;
    }

    private torch.Tensor Normalised(in PixelBlock block)
    {
        var input = Empty(block.Rows.Length);
        torch.GatherBytes(input, block.Samples.Span, block.Rows, _factors.Scale, _factors.Shift);
        return input;
    }

    private torch.Tensor Changed(in PixelBlock block, AugmentPlan[] plans)
    {
        var input = Empty(block.Rows.Length);
        torch.AugmentBytes(input, block.Samples.Span, block.Rows, plans, _factors.Scale, _factors.Shift, train.Shape);
        return input;
    }

    private torch.Tensor Empty(int images) => torch.empty([images, train.Shape.Channels, train.Shape.Height, train.Shape.Width]);

    private static torch.Tensor Labels(IPixels pixels, ReadOnlySpan<int> rows)
    {
        var labels = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            labels[i] = pixels.Labels.Span[rows[i]];
        return torch.tensor<long>(labels);
    }

    private Batch OnDevice(torch.Tensor input, torch.Tensor target, MixedTarget? mixed)
    {
        var samples = (int)input.shape[0];
        return device.type == DeviceType.CPU
            ? new Batch(input, target, samples) { Mixed = mixed }
            : new Batch(input.to(device), target.to(device), samples) { Mixed = mixed?.To(device) };
    }
}
